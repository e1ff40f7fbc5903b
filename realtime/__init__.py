"""Every screen in step: topics, the session without sockets, the fan-out and the websocket at `/live`."""
