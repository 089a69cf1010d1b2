"""What the place was worth: the supply network with it and without it."""
