"""The desk's part in one request: received, taken, assessed, a group sent, considered, closed."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final
from uuid import uuid4

from web.demo import stories as told
from web.demo.evening import Scene
from web.demo.line import Line, No
from web.demo.pace import Pace
from web.demo.stories import Fate

JsonObject = dict[str, Any]

LOOKS: Final = (1.5, 15.0)
"""The desk looks at a case every so many seconds of the wall, and of the server, at the least."""

PATIENCE: Final = 60 * 60.0
"""Seconds after which the desk stops waiting for a group or a visit."""

SILENCE: Final = 60.0
"""Seconds after the time to accept that the desk gives a silent phone."""

_OVER: Final = ("done", "declined", "cancelled")


class Desk:
    """The operator writes down, the dispatcher does the rest. One object plays one request."""

    def __init__(
        self,
        operator: Line,
        dispatcher: Line,
        pace: Pace,
        fates: dict[str, Fate],
        say: Callable[..., None],
    ) -> None:
        self._operator = operator
        self._dispatcher = dispatcher
        self._pace = pace
        self._fates = fates
        self._say = say

    async def play(self, scene: Scene, school: JsonObject) -> None:
        """The whole request. A refusal ends its part: somebody at a real board was quicker, which is fine."""
        case = str(uuid4())
        try:
            number = await self._receive(case, scene, school)
            self._say("received", number=number)
            await self._take_and_assess(case, scene)
            await self._go_on(case, scene, number)
        except No as no:
            self._say("desk-refused", code=no.code)

    async def _receive(self, case: str, scene: Scene, school: JsonObject) -> str:
        story = scene.story
        fields = {
            "child_name": scene.child_name,
            "child_birth_date": None if scene.birth_date is None else scene.birth_date.isoformat(),
            "child_language": story.language,
            "caller_name": scene.caller_name,
            "caller_phone": scene.phone,
            "caller_relation": story.relation or None,
        }
        if story.channel == "mass-media":
            fields["publication"] = "news.example/neverwas"
            fields["publication_seen_at"] = self._pace.now().isoformat()
        answer = await self._operator.tell(
            "receive-request",
            case=case,
            channel=story.channel,
            story=story.text,
            school=school["id"],
            **{name: value for name, value in fields.items() if value is not None},
        )
        return str(answer["number"])

    async def _take_and_assess(self, case: str, scene: Scene) -> None:
        story = scene.story
        await self._pace.wait(scene.patience)
        await self._dispatcher.tell("take-case", case=case)
        await self._pace.wait(25)
        await self._dispatcher.tell("assess-case", case=case, risk_class=story.risk_class, reason=story.why)
        if story.risk_class == 0:
            await self._dispatcher.tell("record-service-call", case=case, service="112")
        await self._pace.wait(30)
        if story.fate is not Fate.TURNED_AWAY:
            await self._dispatcher.tell("record-contact", case=case, channel="phone")

    async def _go_on(self, case: str, scene: Scene, number: str) -> None:
        story = scene.story
        match story.fate:
            case Fate.REDIRECTED:
                await self._dispatcher.tell(
                    "redirect-case", case=case, to="education-department", reason=story.why, notified=True
                )
                await self._dispatcher.tell("close-case", case=case, result=story.why)
            case Fate.REMOTE:
                await self._pace.wait(240)
                await self._consider_and_close(case, told.TALKED[story.language])
            case _:
                await self._visit(case, scene, number)

    async def _visit(self, case: str, scene: Scene, number: str) -> None:
        story = scene.story
        if story.fate is Fate.HOME:
            words = told.DANGER[story.language]
            await self._dispatcher.tell("record-household-danger", case=case, words=words)
        elif story.risk_class > 1:
            await self._consent(case, scene)
        first = await self._send(case, story.fate)
        if story.fate is Fate.DECLINED:
            await self._until(case, first, _OVER)
            first = await self._send(case, Fate.HELPED)
        elif story.fate is Fate.LAPSED:
            row = await self._row(case)
            await self._pace.wait(self._left(row, first) + SILENCE)
            first = await self._send(case, Fate.HELPED, instead_of=first, why=told.INSTEAD[story.language])
        state = await self._until(case, first, _OVER)
        self._say("visited", number=number, state=state)
        await self._pace.wait(60)
        await self._duties(case, story.language)
        if story.fate is Fate.HOME:
            text = told.CONSIDERED[story.language]
            await self._dispatcher.tell("consider-case", case=case, result=text)
        else:
            await self._consider_and_close(case, told.CONSIDERED[story.language])

    async def _consent(self, case: str, scene: Scene) -> None:
        guardian = told.GUARDIAN[scene.story.language]
        await self._dispatcher.tell("request-consent", case=case, guardian_name=guardian)
        await self._pace.wait(60)
        await self._dispatcher.tell(
            "record-consent", case=case, guardian_name=guardian, form="informed", evidence="phone"
        )

    async def _send(
        self, case: str, fate: Fate, instead_of: str | None = None, why: str | None = None
    ) -> str:
        """Sends the first of the recommendation; waits while nobody is free, or another board was quicker."""
        waited = 0.0
        while waited < PATIENCE:
            found = await self._dispatcher.get(f"/api/cases/{case}/recommendation")
            if found["ranked"]:
                visit = str(uuid4())
                self._fates[visit] = fate
                more = {} if instead_of is None else {"instead_of": instead_of, "reason": why}
                try:
                    await self._dispatcher.tell(
                        "assign-team",
                        case=case,
                        visit=visit,
                        team=found["ranked"][0]["team"],
                        recommendation_id=found["id"],
                        **more,
                    )
                except No as no:
                    if no.code not in ("team-busy", "team-off-duty", "held-elsewhere"):
                        raise
                else:
                    return visit
            step = self._pace.at_least(*LOOKS)
            await self._pace.wait(step)
            waited += step
        raise No("nobody-free")

    async def _row(self, case: str) -> JsonObject:
        card = await self._dispatcher.get(f"/api/cases/{case}")
        row: JsonObject = card["row"]
        return row

    async def _until(self, case: str, visit: str, states: tuple[str, ...]) -> str:
        """Waits until the visit is in one of the states; answers which."""
        waited = 0.0
        while waited < PATIENCE:
            row = await self._row(case)
            state = next((v["state"] for v in row["visits"] if v["id"] == visit), "cancelled")
            if state in states:
                return str(state)
            step = self._pace.at_least(*LOOKS)
            await self._pace.wait(step)
            waited += step
        raise No("visit-never-ended")

    def _left(self, row: JsonObject, visit: str) -> float:
        by = next((v["accept_by"] for v in row["visits"] if v["id"] == visit), None)
        return 0.0 if by is None else (datetime.fromisoformat(by) - self._pace.now()).total_seconds()

    async def _duties(self, case: str, language: str) -> None:
        """What the law asks to be told is told; what is on hold stays so."""
        card = await self._dispatcher.get(f"/api/cases/{case}")
        for duty in card["duties"]:
            if duty["state"] != "open":
                continue
            await self._pace.wait(40)
            person = told.GUARDIAN[language] if duty["duty"] == "inform-parents" else "102"
            await self._dispatcher.tell(
                "record-duty-done",
                case=case,
                duty=duty["duty"],
                person=person,
                channel="phone",
                result=told.CONSIDERED[language],
            )

    async def _consider_and_close(self, case: str, text: str) -> None:
        await self._dispatcher.tell("consider-case", case=case, result=text)
        await self._pace.wait(30)
        await self._dispatcher.tell("close-case", case=case, result=text)
