"""Registers from files: a row becomes a command or a fault; bad rows never stop good ones."""
