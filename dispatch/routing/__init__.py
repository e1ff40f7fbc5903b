"""The way to one destination: rungs from the best engine down to the straight line, behind one port."""
