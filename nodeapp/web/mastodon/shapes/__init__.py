"""Shapes: the JSON that clients of Mastodon read, made from the same views."""
