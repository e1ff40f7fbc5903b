"""Carries commands out: the event store and its writer, keys, the ticker, and finding the team."""
