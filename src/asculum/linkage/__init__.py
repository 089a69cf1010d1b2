"""Which records are the same person: scores by Splink, then draws of who is who."""
