"""How many nobody listed: multiple systems estimation from overlapping lists."""
