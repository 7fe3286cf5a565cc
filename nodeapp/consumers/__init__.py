"""What follows from an event: projections that can be rebuilt, effects that run once."""
