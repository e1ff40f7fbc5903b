"""The demonstration town, invented from a seed: streets, schools and people of no real place."""
