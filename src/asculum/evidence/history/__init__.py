"""Battles of long ago as figures: the bundled table of CDB90, and a reader of the full file."""
