"""A Twitter of your own in one file."""

__version__ = "0.1.0"
