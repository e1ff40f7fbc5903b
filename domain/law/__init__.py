"""Rules of law: one file per rule, each function opening with the key of its citation."""
