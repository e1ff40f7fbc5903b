"""The demonstration town: invented from a seed, streets, schools and people, so that nothing real is shown."""
