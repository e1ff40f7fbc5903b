"""The log's database behind one port: SQLite in the data directory, or PostgreSQL beside it."""
