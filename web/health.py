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
    notary, ledger = store.notary, await asyncio.to_thread(call.system.views.standing)
    trouble = damaged or spooled or store.writer.unheard or ending or notary.fault
    roads, hints = call.system.router.standing(), call.system.hints.standing()
    trouble = trouble or ledger.damaged or ledger.stuck or roads.lowered or hints.lowered
    state = "failed" if failed is not None else "degraded" if trouble else "ok"
    return json_response(
        {
            "status": state,
            "log": store.hot.snapshot("centres")[0],
            "waiting": store.writer.waiting,
            "damaged": damaged,
            "readings_waiting": spooled,
            "checkpoints": {
                "covered": notary.covered,
                "waiting": notary.waiting,
                "fault": notary.fault,
            },
            "notices": {"waiting": notices[0], "given_up": notices[1]},
            "ledger": asdict(ledger),
            "roads": asdict(roads),
            "hints": asdict(hints),
            "boards": call.system.hints.others(),
            "screens": len(call.system.hub.screens),
            "certificate_days": left,
        },
        status=200 if failed is None else 503,
    )


def doors() -> tuple[Door, ...]:
    """The one question that needs no login."""
    return (get("/health", _health, OPEN, "Whether this installation works.", answers.HealthAnswer),)
