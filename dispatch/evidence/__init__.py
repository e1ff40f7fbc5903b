"""What proves that a log was not changed behind its back: signed checkpoints, and the look at a whole log."""
