"""An evening played into a running demonstration through the public API: requests, decisions, phones."""
