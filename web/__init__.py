"""The door: bootstrap, HTTP API, command line, screens."""
