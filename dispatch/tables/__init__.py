"""Tables beside the log behind one port: files in the data directory, or schemas in PostgreSQL."""
