"""Who else paid: the town, the displaced, the economy; recorded, and never summed with soldiers."""
