"""Figures as data, tables, and the self-contained HTML page."""
