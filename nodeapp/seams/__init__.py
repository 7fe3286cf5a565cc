"""Protocols between what the product does and the technologies it uses."""
