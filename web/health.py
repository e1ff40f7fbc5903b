"""Whether this installation works, for whoever watches the machine."""

import asyncio
from dataclasses import asdict

from dispatch.clock import SystemClock
from web import answers
from web.certificate import WARNED_AT
from web.doors import OPEN, Answer, Call, Door, get, json_response


async def _health(call: Call) -> Answer:
    """For whoever watches the machine: no names, no numbers of cases."""
    store = call.system.store
    failed, notices = store.writer.failed, await asyncio.to_thread(store.undelivered)
    damaged = len(store.hot.damaged())
    spooled = call.system.reads.spooled
    certificate = call.system.certificate
    left = None if certificate is None else certificate.days_left(SystemClock().now())
    ending = left is not None and left <= WARNED_AT[-1]
    ledger = await asyncio.to_thread(call.system.views.standing)
    roads, hints = call.system.router.standing(), call.system.hints.standing()
    acting, signed = call.system.acting, _signed(call)
    trouble = any((damaged, spooled, store.writer.unheard, ending, signed["fault"], acting.since))
    trouble = trouble or any((ledger.damaged, ledger.stuck, roads.lowered, hints.lowered))
    state = "failed" if failed is not None else "degraded" if trouble else "ok"
    return json_response(
        {
            "status": state,
            "log": store.hot.snapshot("centres")[0],
            "waiting": store.writer.waiting,
            "damaged": damaged,
            "readings_waiting": spooled,
            "checkpoints": signed,
            "notices": {"waiting": notices[0], "given_up": notices[1]},
            "ledger": asdict(ledger),
            "roads": asdict(roads),
            "hints": asdict(hints),
            "boards": call.system.hints.others(),
            "worker": {"since": None if acting.since is None else acting.since.isoformat()},
            "screens": len(call.system.hub.screens),
            "certificate_days": left,
        },
        status=200 if failed is None else 503,
    )


def _signed(call: Call) -> dict[str, object]:
    """How checkpoints are, as whoever makes them says: this process, or the one that acts."""
    notary, told = call.system.store.notary, call.system.acting.told
    if call.system.lease is None or not told:
        return {"covered": notary.covered, "waiting": notary.waiting, "fault": notary.fault}
    return {name: told.get(name) for name in ("covered", "waiting", "fault")}


def doors() -> tuple[Door, ...]:
    """The one question that needs no login."""
    return (get("/health", _health, OPEN, "Whether this installation works.", answers.HealthAnswer),)
