"""Papers: what leaves the screen as a printed page, a PDF or a table."""
