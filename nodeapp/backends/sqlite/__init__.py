"""The system of record: SQLite in WAL mode, one writer, many readers."""
