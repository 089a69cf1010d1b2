"""Figures as data, tables, and the self-contained HTML page."""

from __future__ import annotations

from asculum.report.assemble import render

__all__ = ["render"]
