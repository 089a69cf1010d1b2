"""Words all other parts use: estimates, statuses, periods, streams, findings and errors."""
