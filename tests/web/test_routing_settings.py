"""Which rungs an installation is set to, what becomes of them on the boards and in its health."""

import json
import time
from dataclasses import replace
from pathlib import Path

import pytest

from dispatch.clock import SystemClock
from dispatch.routing import probe
from dispatch.routing.breaker import Probe
from tests.dispatch.road_engine import Routed, corner, needs_engine, prepare
from tests.web.served import served
from web.bootstrap import set_up
from web.limits import Limits
from web.routing import router_of
from web.settings import BadSettings, Settings, read

DATA = {"data": Path("/nowhere")}
OWN = "osrm:http://127.0.0.1:5000"


@pytest.mark.parametrize(
    ("routing", "code"),
    [
        ("teleport:", "scheme-unknown"),
        ("straight:,teleport:", "scheme-unknown"),
        (f"straight:,{OWN}", "routing-order"),
        (f"{OWN},{OWN}", "routing-order"),
        ("straight:fast", "routing-order"),
        ("builtin:somewhere", "routing-order"),
        ("straight:,builtin:", "routing-order"),
        ("builtin:,builtin:", "routing-order"),
        ("osrm:http://engine.example:5000", "routing-engine"),  # coordinates would cross a network in clear
        ("osrm:", "routing-engine"),
        ("osrm:127.0.0.1:5000", "routing-engine"),
        ("osrm:https://name:secret@engine.example", "routing-engine"),
    ],
)
def test_a_ladder_that_cannot_work_stops_the_start_in_words(routing: str, code: str) -> None:
    with pytest.raises(BadSettings) as refused:
        read({"JEDEL_ROUTING": routing}, DATA)
    assert refused.value.code == code
    assert "secret" not in str(refused.value)


def test_an_imported_map_is_asked_unless_something_else_is_set() -> None:
    assert read({}, DATA).routing == ("builtin:", "straight:")
    ladder = router_of(read({"JEDEL_ROUTING": f"{OWN},builtin:"}, DATA), clock=SystemClock())
    assert [rung.name for rung in ladder._rungs] == ["roads", "roads-builtin", "air"]


@pytest.mark.parametrize("routing", ["straight:", OWN, f"{OWN}, straight:", "osrm:https://engine.example"])
def test_the_straight_line_is_always_the_last_rung(routing: str) -> None:
    settings = read({"JEDEL_ROUTING": routing}, DATA)
    standing = router_of(settings, clock=_Clock()).standing()
    assert standing.best == ("roads" if "osrm" in routing else "air")


class _Clock:
    rate = 1.0

    def now(self) -> object:
        raise AssertionError("nobody asked yet")

    monotonic = now


@needs_engine
@pytest.mark.slow
def test_health_tells_an_engine_that_is_gone_and_nothing_else(tmp_path: Path) -> None:
    set_up(tmp_path / "data", {"demonstration": False})
    engine = Routed(prepare(tmp_path))
    settings = Settings(
        data=tmp_path / "data",
        port=0,
        routing=(f"osrm:{engine.url}",),
        limits=Limits(roads_look=0.5),
    )
    try:
        with served(settings) as server:
            client = server.nobody()

            def roads(status: str) -> dict[str, object]:
                for _ in range(100):
                    found = client.http.get("/health").json()
                    if found["status"] == status:
                        return dict(found["roads"])
                    time.sleep(0.1)
                raise AssertionError(json.dumps(found))

            whole = {"rung": "roads", "best": "roads", "since": None, "code": None}
            assert roads("ok") == whole
            engine.kill()
            lost = roads("degraded")
            assert lost["since"] is not None
            assert lost | {"since": None} == {**whole, "rung": "air", "code": "engine-gone"}
    finally:
        engine.end()


@needs_engine
@pytest.mark.slow
def test_an_engine_that_does_not_know_the_installations_map_is_not_believed(tmp_path: Path) -> None:
    engine = Routed(prepare(tmp_path))
    known = Probe(origin=corner(0, 0), destination=corner(0, 20), metres=4_000)
    settings = Settings(data=tmp_path / "data", routing=(f"osrm:{engine.url}",))
    (settings.data / "roads").mkdir(parents=True)
    clock = SystemClock()
    try:
        probe.write(settings.data / "roads", known)
        assert router_of(settings, clock).look(clock.now()).rung == "roads"
        probe.write(settings.data / "roads", replace(known, metres=6_000))
        found = router_of(settings, clock).look(clock.now())
        assert (found.rung, found.code) == ("air", "engine-wrong")
    finally:
        engine.end()
