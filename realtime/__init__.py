"""Every screen in step: topics, the session without sockets, the fan-out, and the websocket at `/live`.

How to wire it (web/bootstrap.py):

    mute_addresses()                                     # realtime.protocol: no URLs in the log
    hub = Hub(epoch=f"{log_id}.{release}", clock=clock)  # realtime.fanout; a new epoch voids what is held
    hub.load(position, changes_of_all_rows)              # before the writer starts
    writer.subscribe(lambda c: hub.publish(c.position, c.at, changes_of(c)))
    live = LiveEndpoint(hub=hub, authenticate=..., origins=frozenset({"http://localhost:8000"}))
    Starlette(routes=[WebSocketRoute("/live", live), ...], lifespan=...)
    uvicorn.Config(app, ws=LiveProtocol, ws_per_message_deflate=False, ws_max_size=65_536,
                   timeout_graceful_shutdown=5)

In the lifespan: `task = asyncio.create_task(hub.run())`; should that task ever end by itself, stop the
process. When everything is built: `freeze_garbage()`.

A change is (topic, key, row or None), in topics `queue:<region>`, `teams:<region>`, `crew:<team>`;
`directory.moved(key, topics_before, topics_after, row)` makes the changes of a row that may have moved
between topics. Live positions: `hub.move(at, [(f"positions:{region}", team, row)])`. When roles or a login
changed: `hub.rights_changed(account)`, on the loop. An Identity names the account and says which topics it
may see.
"""
