"""Reckon what a battle cost and whether it was worth it, with honest uncertainty."""

from __future__ import annotations

__version__ = "0.1.0"
__all__ = ["__version__"]
