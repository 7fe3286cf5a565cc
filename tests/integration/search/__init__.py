"""Search from the outside, on nodes that have an index."""
