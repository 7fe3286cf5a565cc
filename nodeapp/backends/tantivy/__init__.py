"""The search index: tantivy in a folder beside the database, disposable; loaded with the first use of it."""
