"""`jedel nearest`: who of some invented groups at school places is there soonest. Writes nothing.

Asks as the board does: the same rungs, the same ranking, the same reasons. The server may run meanwhile.
"""

import json
import random
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import click
import orjson

from dispatch.clock import SystemClock
from dispatch.recommend import Row, recommend
from domain.centre import CentreSettings
from domain.places import Point, metres_between, point_fault
from domain.recommendation import Reason, Recommendation
from web.cli.options import EXPECTED, data_option, settings_from, told
from web.cli.speech import Spoken, fault, language, option, words
from web.log_place import LOG, is_elsewhere, is_there, open_log
from web.routing import router_of
from web.words import say

MOST = 500


@click.command("nearest", cls=Spoken, help="cli.nearest")
@data_option
@option("--to", required=True, metavar="LAT,LON", help="cli.option.nearest.to")
@option(
    "--teams",
    type=click.IntRange(1, MOST),
    default=12,
    show_default=True,
    metavar="N",
    help="cli.option.nearest.teams",
)
@option("--seed", type=int, default=1, show_default=True, metavar="S", help="cli.option.nearest.seed")
@option("--json", "as_json", is_flag=True, help="cli.option.json")
def nearest(data: Path, to: str, teams: int, seed: int, as_json: bool) -> None:
    """Rank invented groups, standing at schools of the register, by their way to a place."""
    destination = _point(to)
    schools = _of_one_region(_schools(data), destination)
    if len(schools) < teams:
        raise fault("nearest.schools", n=len(schools), teams=teams)
    now = SystemClock().now()
    try:
        router = router_of(settings_from(data=data), SystemClock())
    except EXPECTED as error:
        raise told(error) from None
    chosen = random.Random(seed).sample(schools, teams)  # noqa: S311 - places of a trial are no secret
    groups = [_group(n, school, now) for n, school in enumerate(chosen, 1)]
    found = recommend(groups, {}, destination, None, CentreSettings(), router, now)
    answer = _plain(found, destination, groups)
    if as_json:
        click.echo(json.dumps(answer, ensure_ascii=False, indent=1))
        return
    _say(answer)


def _point(text: str) -> Point:
    try:
        lat, lon = (float(part) for part in text.split(","))
    except ValueError:
        raise fault("nearest.to", text=text) from None
    wrong = point_fault(lat, lon)
    if wrong is not None:
        raise click.ClickException(say(f"refusal.{wrong}", language()))
    return Point(lat=lat, lon=lon)


def _schools(data: Path) -> list[Row]:
    """The register's schools, always in the same order."""
    if not is_there(data):
        raise fault("fault.not-set-up", data=str(data))
    try:
        with closing(open_log(settings_from(data=data)) if is_elsewhere(data) else _untouched(data)) as log:
            bodies = log.execute(
                "SELECT body FROM hot_row WHERE fold = 'schools' AND body IS NOT NULL ORDER BY key"
            )
            rows: list[Row] = [orjson.loads(body) for (body,) in bodies]
    except EXPECTED as error:
        raise told(error) from None
    except sqlite3.Error as error:
        raise fault("nearest.unreadable", error=str(error)) from None
    return sorted((row for row in rows if not row.get("closed")), key=lambda row: (row["lat"], row["lon"]))


def _of_one_region(schools: list[Row], place: Point) -> list[Row]:
    """Those of the region whose school is the nearest to a place: a centre sends its own groups alone."""
    if not schools:
        return []
    nearest = min(schools, key=lambda row: metres_between(place, Point(lat=row["lat"], lon=row["lon"])))
    return [row for row in schools if row["region"] == nearest["region"]]


def _untouched(data: Path) -> sqlite3.Connection:
    """The log beside a running server, or as it lies there: then not even an empty file is left beside it."""
    path = data / LOG
    running = path.with_name(f"{path.name}-wal").exists()
    return sqlite3.connect(f"{path.resolve().as_uri()}?{'mode=ro' if running else 'immutable=1'}", uri=True)


def _group(number: int, school: Row, now: datetime) -> Row:
    """As the board's row of a group that is free and stands at its base."""
    return {
        "id": str(UUID(int=number)),
        "name": str(number),
        "home": [school["lat"], school["lon"]],
        "at": school["label"],
        "languages": ["kk", "ru"],
        "professions": ["psychologist"],
        "shift": str(UUID(int=MOST + number)),
        "members": ["a", "b"],
        "ends_at": (now + timedelta(hours=12)).isoformat(),
        "status": "free",
    }


def _plain(found: Recommendation, to: Point, groups: list[Row]) -> dict[str, Any]:
    """The answer for programs."""
    by_id = {row["id"]: row for row in groups}

    def who(team: UUID, reasons: Sequence[Reason]) -> dict[str, Any]:
        row = by_id[str(team)]
        told = [{"code": each.code, "words": _words(each)} for each in reasons]
        return {"team": row["name"], "base": row["home"], "school": row["at"], "reasons": told}

    return {
        "at": found.at.isoformat(),
        "to": [to.lat, to.lon],
        "rung": found.engine,
        "data_version": found.data_version,
        "fallen": [asdict(each) for each in found.fallen],
        "teams": [
            {
                **who(each.team, each.reasons),
                "seconds": each.seconds,
                "seconds_low": each.seconds_low,
                "seconds_high": each.seconds_high,
                "metres": each.metres,
                "margin_seconds": each.margin_seconds,
            }
            for each in found.ranked
        ],
        "further": found.further,
        "rejected": [who(each.team, each.reasons) for each in found.rejected],
    }


def _words(reason: Reason) -> str:
    what = say(f"recommendation.what.{reason.what}", language(), {}) if reason.what else ""
    return say(f"recommendation.{reason.code}", language(), {"minutes": reason.minutes or 0, "what": what})


def _say(answer: dict[str, Any]) -> None:
    rung = say(f"recommendation.rung.{answer['rung']}", language(), {})
    click.echo(words("nearest.rung", rung=rung, version=answer["data_version"]))
    for each in answer["fallen"]:
        better = say(f"recommendation.rung.{each['rung']}", language(), {})
        click.echo(words("nearest.fallen", rung=better, why=say(f"rung.{each['code']}", language(), {})))
    for place, each in enumerate(answer["teams"], 1):
        why = "; ".join(reason["words"] for reason in each["reasons"])
        low, high = (max(1, round(each[key] / 60)) for key in ("seconds_low", "seconds_high"))
        km = f"{each['metres'] / 1000:.1f}"
        click.echo(words("nearest.team", place=place, team=each["team"], low=low, high=high, km=km, why=why))
    for each in answer["rejected"]:
        why = "; ".join(reason["words"] for reason in each["reasons"])
        click.echo(words("nearest.rejected", team=each["team"], why=why))
