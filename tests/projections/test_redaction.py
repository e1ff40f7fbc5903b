"""Levels of field: every sealed field of a case has one, and a hidden field shows as hidden."""

from dataclasses import fields
from uuid import UUID

from domain.case import events as case
from domain.catalogue import EVENTS, NAMES
from domain.envelope import Recorded
from domain.levels import ALL, FIELDS, OPERATIONAL, OWN_WORDS, PERSONAL, Level, level_of
from domain.marks import FORGOTTEN, sealed_fields
from projections.card import SAID, card, story
from projections.redaction import redacted, redacted_card, redacted_story
from tests.builders import CASE, CHILD, an_id, received
from tests.given import envelope

HIDDEN = {"hidden": True}
MINE, THEIRS = an_id("mine"), an_id("theirs")
SEALED = {name for event in EVENTS.values() for name in sealed_fields(event)}


def story_of(*events: tuple[object, UUID]) -> list[Recorded]:
    """A case to which this happened, each by this person."""
    return [
        Recorded(
            stream=CASE,
            position=n,
            version=n,
            name=NAMES[type(event)],
            event=event,
            envelope=envelope(by=by),
        )
        for n, (event, by) in enumerate(events, 1)
    ]


def unnamed(sealed: set[str]) -> set[str]:
    """Sealed fields that the table of levels does not name, or calls operational."""
    return {name for name in sealed if FIELDS.get(name, Level.OPERATIONAL) is Level.OPERATIONAL}


def test_every_sealed_field_has_a_level() -> None:
    assert unnamed(SEALED) == set()


def test_a_forgotten_field_is_found_and_counts_as_clinical_meanwhile() -> None:
    """The planted fault: somebody seals a field and says nothing about its level."""
    assert unnamed(SEALED | {"diary"}) == {"diary"}
    assert level_of("diary") is Level.CLINICAL


def test_the_table_names_nothing_that_is_not_there() -> None:
    known = {spec.name for event in EVENTS.values() for spec in fields(event)}
    assert set(FIELDS) <= known


def test_what_the_card_takes_over_in_clear_is_operational() -> None:
    for event, names in SAID.items():
        for name in set(names) - set(sealed_fields(event)):
            assert level_of(name) is Level.OPERATIONAL, name


def test_what_each_level_shows() -> None:
    said = {"child_name": "A", "story": "B", "child_language": "kk", "place": None}
    said["words"] = {"forgotten": True}
    assert redacted(said, ALL) == said
    assert redacted(said, PERSONAL) == {**said, "story": HIDDEN}
    assert redacted(said, OPERATIONAL) == {**said, "story": HIDDEN, "child_name": HIDDEN}
    assert redacted(said, OPERATIONAL | OWN_WORDS, {"story"}) == {**said, "child_name": HIDDEN}
    assert redacted(said, OPERATIONAL, {"story"})["story"] == HIDDEN


def test_an_operator_reads_their_own_words_again_and_nobody_elses() -> None:
    events = story_of(
        (received(story="said to me", child_name="Zz"), MINE),
        (case.Noted(child=CHILD, text="heard later"), THEIRS),
        (case.Noted(child=CHILD, text="I add"), MINE),
        (case.ChildCorrected(child=CHILD, child_name="Yy"), THEIRS),
    )
    levels = OPERATIONAL | OWN_WORDS
    shown = redacted_card(card(events) or {}, levels, events, str(MINE))
    assert (shown["said"]["story"], shown["said"]["child_name"]) == ("said to me", HIDDEN)
    told = redacted_story(story(events), levels, events, str(MINE))
    assert [each["fields"].get("text") for each in told] == [None, HIDDEN, "I add", None]
    assert told[0]["fields"]["child_name"] == "Zz"
    assert told[3]["fields"]["child_name"] == HIDDEN


def test_the_forgotten_stay_forgotten() -> None:
    events = story_of((case.Noted(child=CHILD, text=FORGOTTEN), MINE))
    assert redacted_story(story(events), OPERATIONAL, events, "")[0]["fields"]["text"] == {"forgotten": True}
