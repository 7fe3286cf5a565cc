"""Shapes: the JSON of the native API, made from views; ids are strings, times RFC 3339 in UTC."""
