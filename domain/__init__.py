"""What is true and allowed: streams, events, decisions and rules of law, without clock, chance or machine."""
