"""Commands carried out: event store and writer, ticker, routing, recommendation, live positions."""
