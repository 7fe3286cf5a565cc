"""The product's own API under /api: routes and shapes."""
