"""How many were lost: one posterior from claims that contradict each other."""
