"""Word from one process to another that there is something to look at, and a memory they may lose."""
