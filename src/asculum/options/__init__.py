"""What else could have been done, and whether it was worth it: the pyrrhic ledger."""
