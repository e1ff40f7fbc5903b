"""What follows every commit: live topics, search, map, inboxes. Filled at the start and kept so after it."""

from datetime import datetime
from uuid import UUID

from dispatch.driving import Driving
from dispatch.ports import Change, Changes, Row
from dispatch.positions import LivePosition
from dispatch.store import Store
from domain.case.keeping import Part
from projections.search import SchoolText
from realtime.fanout import Hub
from web.inbox import row_of
from web.live import all_rows, changes_of
from web.public.lane_doors import row_of as lane_row
from web.system import System
from web.visitor import may_enter


def connect(system: System) -> None:
    """Fill what is made of rows, and keep it so with every commit."""
    tables = {name: system.rows(name) for name in ("queue", "teams", "schools")}
    position = system.store.hot.snapshot("queue")[0]
    system.hub.load(position, all_rows({name: rows.items() for name, rows in tables.items()}))
    system.driving.load(tables["teams"])
    for row in tables["schools"].values():
        _find(system, row)
    system.store.writer.subscribe(lambda changes: _take_in(system, changes), before_answering=True)
    system.store.writer.subscribe(lambda changes: _show(system, changes))
    system.store.writer.subscribe(lambda changes: _wake(system))
    system.form.forget([UUID(row["id"]) for row in system.every_row("keeping") if _of_the_form(row)])
    _connect_inbox(system)
    system.cards_read.load(system.clock.now())
    _connect_lane(system)


def _connect_inbox(system: System) -> None:
    """The live row of everybody who has something unread, and of everybody whose inbox changes."""
    inbox, hub = system.inbox, system.hub

    def show(account: UUID) -> None:
        hub.move(system.clock.now(), [row_of(inbox, account)])

    inbox.watch = show
    for account in inbox.accounts():
        show(account)


def _connect_lane(system: System) -> None:
    """The live row of every region whose lane somebody waits in, or whose lane changes."""
    lane, hub = system.form.lane, system.hub

    def show(region: str) -> None:
        hub.move(system.clock.now(), [lane_row(lane, region)])

    lane.watch = show
    for region in lane.store.regions():
        show(region)


def _wake(system: System) -> None:
    """Whoever folds the log into views, here or in another process, has something to do."""
    system.follower.wake()
    if system.settings.shared:
        system.views.wake()


def _take_in(system: System, changes: Changes) -> None:
    """What the next question is answered from: a school just stored is found, who was shut out is out."""
    for change in changes.rows:
        if change.table == "schools" and change.after is not None:
            _find(system, change.after)
        if change.table == "accounts" and change.before is not None:
            _follow_rights(system, change)
        if change.table == "keeping" and change.after is not None and _of_the_form(change.after):
            system.form.forget([UUID(change.key)])


def _of_the_form(row: Row) -> bool:
    """Whether somebody who may have written through the form is forgotten."""
    return any(one["part"] != Part.GUARDIAN for one in row.get("forgotten", ()))


def _show(system: System, changes: Changes) -> None:
    """What screens see."""
    for change in changes.rows:
        if change.table == "teams":
            system.driving.follow(change.key, change.after)
        if change.table == "teams" and change.after is not None and change.after["shift"] is None:
            _take_off_the_map(system, change.after, changes.at)
    system.hub.publish(changes.position, changes.at, changes_of(changes))


def _find(system: System, school: Row) -> None:
    """Intake finds a school until it is closed; a sheet that still hangs there leads to the form for ever."""
    system.form.codes.learn(school["id"])
    if school["closed"]:
        system.search.remove(school["id"])
    else:
        system.search.put(school_text(school))


def _follow_rights(system: System, change: Change) -> None:
    """Whoever may not enter any more is out; whose rights differ sees by the new ones."""
    if change.after is None or not may_enter(change.after):
        system.sessions.end_all(UUID(change.key))
    system.hub.rights_differ(change.key)


def _take_off_the_map(system: System, row: Row, at: datetime) -> None:
    system.positions.forget(UUID(row["id"]))
    system.hub.move(at, [(f"positions:{row['region']}", row["id"], None)])


def show_position(store: Store, hub: Hub, driving: Driving, found: LivePosition) -> None:
    """To the boards; and a team on the road is reckoned anew from there."""
    driving.moved(found.team)
    row = store.hot.committed("teams", str(found.team))
    if row is not None:
        hub.move(found.at, [(f"positions:{row['region']}", str(found.team), found.row())])


def school_text(row: Row) -> SchoolText:
    """What a school can be found by."""
    return SchoolText(
        id=row["id"],
        region=row["region"],
        number=row["number"],
        texts=tuple(text for text in (row["label"], row["name_kk"], row["name_ru"], row["name_en"]) if text),
        district=row["district"],
    )
