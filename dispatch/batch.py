"""One batch of commands: decide each on top of the ones before it, and gather what is to be stored.

Nothing is kept of a command that fails: all of it is made first and taken over at the end, by steps that
cannot fail. Pure but for the books it stages into; the writer owns the transaction.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

import orjson

from dispatch.books import Books, EventRow
from dispatch.chain import event_hash
from dispatch.claims_store import ClaimKey, claimed
from dispatch.encoding import envelope_json
from dispatch.idempotency import CommandKey, Kept
from dispatch.keys import Keys, SubjectForgotten
from dispatch.mapper import SealingMapper
from dispatch.numbers import Series
from dispatch.ports import (
    Accepted,
    ClaimsOf,
    Decided,
    Decision,
    Due,
    ForgetsOf,
    Held,
    MomentsOf,
    NoticesOf,
    Submission,
    WriteConflict,
)
from dispatch.standing import Standing
from dispatch.view import View
from domain.envelope import Envelope, Recorded
from domain.notices import Notice
from domain.refusal import Refused

TRIES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What the engine is told about the domain."""

    decide: Decision
    claims_of: ClaimsOf
    moments_of: MomentsOf
    notices_of: NoticesOf = lambda _: ()
    forgets_of: ForgetsOf = lambda _: ()


class _Stale(Exception):
    """What was decided rests on something that does not hold; `refusal` is the answer if it never does."""

    def __init__(self, refusal: Refused | None = None) -> None:
        self.refusal = refusal


@dataclass(slots=True)
class _Draft:
    """All that one command will store."""

    rows: list[EventRow] = field(default_factory=list)
    events: list[Recorded] = field(default_factory=list)
    standings: dict[int, Standing] = field(default_factory=dict)
    claims: list[tuple[ClaimKey, Held | None]] = field(default_factory=list)
    moments: list[Due] = field(default_factory=list)
    notices: list[tuple[Recorded, tuple[Notice, ...]]] = field(default_factory=list)
    forgotten: list[tuple[UUID, UUID]] = field(default_factory=list)


class Batch:
    """Commands on their way into one transaction, all recorded at `now`."""

    def __init__(self, books: Books, mapper: SealingMapper, keys: Keys, rules: Rules, now: datetime) -> None:
        self._books = books
        self._parts = books.parts
        self._mapper = mapper
        self._keys = keys
        self._rules = rules
        self._view = View(books.parts, keys)
        self.now = now
        self.rows: list[EventRow] = []
        self.events: list[Recorded] = []
        self.forgotten: list[tuple[UUID, UUID]] = []
        """Subjects whose keys are destroyed once this is durable, each with the stream that says so."""
        self.writes = False

    @property
    def position(self) -> int:
        return self._books.head + len(self.rows)

    def carry_out(self, submission: Submission, key: CommandKey) -> Accepted | Refused:
        """One command. What it raises is its own failure; the batch goes on without it."""
        digest = self._keys.digest(submission.body)
        kept = self._parts.commands.find(key)
        if kept is not None:
            if kept.digest != digest:
                return Refused(code="command-id-reused")
            self._checked(submission)
            return Accepted(position=kept.position, answer=kept.answered(), repeated=True)
        try:
            decided, draft = self._decided(submission)
        except Exception:
            for stream in self._view.looked_at:
                self._parts.streams.evict(stream)
            raise
        if isinstance(decided, Refused):
            self._checked(submission)
            return decided
        answer = orjson.dumps(decided.answer)
        self._take_over(draft, submission.due)
        self._parts.commands.stage(key, Kept(digest, self.position, answer))
        return Accepted(position=self.position, answer=decided.answer)

    def _checked(self, submission: Submission) -> None:
        if submission.due is not None:
            self._parts.moments.stage([], submission.due)
            self.writes = True

    def _decided(self, submission: Submission) -> tuple[Decided | Refused, _Draft]:
        """The decision and its draft, decided anew if it rested on what does not hold."""
        stale = _Stale()
        for _ in range(TRIES):
            self._view.begin()
            decided = self._rules.decide(self._view, submission, self.now)
            if isinstance(decided, Refused):
                return decided, _Draft()
            try:
                return decided, self._drafted(submission, decided)
            except SubjectForgotten:
                return Refused(code="subject-forgotten"), _Draft()
            except _Stale as again:
                stale = again
                for append in decided.appends:
                    self._parts.streams.evict(append.stream)
        if stale.refusal is not None:
            return stale.refusal, _Draft()
        raise WriteConflict(f"{submission.name}: expected versions that did not hold {TRIES} times")

    def _drafted(self, submission: Submission, decided: Decided) -> _Draft:
        draft = _Draft()
        envelope = self._envelope(submission)
        fragment = envelope_json(envelope)
        for append in decided.appends:
            standing = draft.standings.get(append.stream.int) or self._parts.streams.standing(append.stream)
            if standing.version != append.expected_version:
                raise _Stale
            for event in append.events:
                standing = self._add(draft, append.stream, standing, event, envelope, fragment)
            draft.standings[append.stream.int] = standing
        return draft

    def _envelope(self, submission: Submission) -> Envelope:
        said = submission.happened_at
        return Envelope(
            happened_at=self.now if said is None or said > self.now else said,
            recorded_at=self.now,
            by=submission.by,
            role=submission.role,
            device=submission.device,
            sequence=submission.sequence,
            command_id=submission.command_id,
            because_of=submission.because_of,
            centre=submission.centre,
        )

    def _add(
        self,
        draft: _Draft,
        stream: UUID,
        standing: Standing,
        event: object,
        envelope: Envelope,
        fragment: orjson.Fragment,
    ) -> Standing:
        version = standing.version + 1
        position = self._books.head + len(self.rows) + len(draft.rows) + 1
        name, state = self._mapper.write(stream, version, event, fragment)
        link = event_hash(standing.hash, stream, version, name, state)
        recorded = Recorded(
            stream=stream, version=version, position=position, name=name, event=event, envelope=envelope
        )
        self._claim(draft, recorded)
        for moment in self._rules.moments_of(event):
            due = Due(
                at=moment.at,
                stream=stream,
                kind=moment.kind,
                ref=moment.ref,
                position=position,
                centre=envelope.centre,
            )
            draft.moments.append(due)
        if notices := tuple(self._rules.notices_of(recorded)):
            draft.notices.append((recorded, notices))
        draft.forgotten += [(subject, stream) for subject in self._rules.forgets_of(event)]
        draft.rows.append((position, stream.hex, version, name, state, link))
        draft.events.append(recorded)
        return standing.after(recorded, link)

    def _claim(self, draft: _Draft, recorded: Recorded) -> None:
        for change in self._rules.claims_of(recorded):
            claim, taken = claimed(change, recorded)
            held = dict(draft.claims).get(claim, self._parts.claims.holder(claim))
            if taken is not None and held is not None and held.holder != taken.holder:
                raise _Stale(held_elsewhere(claim, held))
            draft.claims.append((claim, taken))

    def _take_over(self, draft: _Draft, due: Due | None) -> None:
        """From here on the command is part of the batch. Nothing in here can fail."""
        parts = self._parts
        self.rows.extend(draft.rows)
        self.events.extend(draft.events)
        self.writes = True
        parts.streams.stage(draft.standings, draft.events)
        if draft.claims:
            parts.claims.stage(draft.claims)
        if draft.moments or due is not None:
            parts.moments.stage(draft.moments, due)
        for recorded, notices in draft.notices:
            parts.outbox.stage(recorded, notices)
        used: Mapping[Series, int] = self._view.used_numbers
        if used:
            parts.numbers.stage(used)
        for recorded in draft.events:
            parts.hot.stage(recorded)
        if draft.forgotten:
            self.forgotten += draft.forgotten
            self._keys.condemn(subject for subject, _ in draft.forgotten)


def held_elsewhere(claim: ClaimKey, held: Held) -> Refused:
    """The refusal of a second holder, naming the first and since when."""
    kind, key = claim
    params = {"kind": kind, "key": key, "holder": held.holder, "since": held.at.isoformat()}
    if held.by is not None:
        params["by"] = str(held.by)
    return Refused(code="held-elsewhere", params=params)
