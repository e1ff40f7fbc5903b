"""Every screen in step: topics, session, fan-out, wire messages."""
