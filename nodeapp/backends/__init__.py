"""One file or folder a technology; only wiring chooses among them."""
