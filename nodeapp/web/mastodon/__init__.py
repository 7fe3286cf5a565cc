"""The Mastodon client API under /api/v1 and /api/v2, over the same services: routes and shapes."""
