"""What holds for every request, whenever it comes."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain.law.breach import breach_notice_due
from domain.law.calendars import EDITIONS
from domain.law.calendars.edition import CalendarEdition
from domain.law.consent import needs_consent
from domain.law.deletion import deletion_due
from domain.law.due import (
    DueTime,
    Hours,
    Notice,
    Reading,
    Week,
    consideration_due,
    nearer,
    obligation_due,
    redirect_due,
    registered_at,
    threat_due,
)
from domain.law.monitoring import monitoring_due
from domain.law.recalculation import recalculated_due

ANY_TIME = st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))
COVERED = st.datetimes(datetime(2024, 1, 1), datetime(2027, 12, 20), timezones=st.just(UTC))
WEEKS, READINGS, CALENDARS = st.sampled_from(Week), st.sampled_from(Reading), st.sampled_from(EDITIONS)
HOURS = st.builds(
    Hours, opens=st.integers(0, 719), closes=st.one_of(st.none(), st.integers(min_value=720, max_value=1440))
)
TERMS = st.tuples(WEEKS, READINGS, CALENDARS, HOURS)
Settings = tuple[Week, Reading, CalendarEdition, Hours]


@given(ANY_TIME, TERMS)
def test_nothing_is_due_before_it_came(received: datetime, settings: Settings) -> None:
    week, reading, calendar, hours = settings
    dues = (
        consideration_due(received, week, reading, calendar, hours),
        redirect_due(received, week, calendar, hours),
        breach_notice_due(received, week, calendar),
        threat_due(received),
        obligation_due(received),
        deletion_due(received),
    )
    for due in dues:
        assert due.at >= received.replace(microsecond=0)
        assert due.at.tzinfo is UTC
        assert not due.is_overdue(due.at)
        assert due.is_overdue(due.overdue_from)
        assert not due.is_overdue(received)


@given(ANY_TIME, st.timedeltas(timedelta(0), timedelta(days=30)), TERMS)
def test_what_comes_later_is_never_due_earlier(
    received: datetime, later: timedelta, settings: Settings
) -> None:
    week, reading, calendar, hours = settings
    for term in (
        lambda at: consideration_due(at, week, reading, calendar, hours).at,
        lambda at: redirect_due(at, week, calendar, hours).at,
        lambda at: breach_notice_due(at, week, calendar).at,
        lambda at: threat_due(at).at,
        lambda at: registered_at(at, week, calendar, hours),
    ):
        assert term(received) <= term(received + later)


@given(ANY_TIME, READINGS, CALENDARS, HOURS)
def test_six_days_a_week_is_never_due_later_than_five(
    received: datetime, reading: Reading, calendar: CalendarEdition, hours: Hours
) -> None:
    six, five = (
        consideration_due(received, week, reading, calendar, hours) for week in (Week.SIX, Week.FIVE)
    )
    assert six.at <= five.at


@given(ANY_TIME, WEEKS, CALENDARS, HOURS)
def test_arrival_is_the_strict_reading(
    received: datetime, week: Week, calendar: CalendarEdition, hours: Hours
) -> None:
    strict, other = (
        consideration_due(received, week, reading, calendar, hours)
        for reading in (Reading.ARRIVAL, Reading.OPENING)
    )
    assert strict.at <= other.at


@given(ANY_TIME, TERMS)
def test_a_request_is_registered_when_the_centre_is_open(received: datetime, settings: Settings) -> None:
    week, _, calendar, hours = settings
    registered = registered_at(received, week, calendar, hours)
    assert registered >= received
    assert registered == registered_at(registered, week, calendar, hours), "an opening registers itself"


@given(COVERED, TERMS)
def test_inside_the_calendar_no_request_is_beyond_it(received: datetime, settings: Settings) -> None:
    week, reading, calendar, hours = settings
    due = consideration_due(received, week, reading, calendar, hours)
    assert Notice.BEYOND_CALENDAR not in due.notices
    assert due.edition == calendar.key


@given(ANY_TIME, TERMS, CALENDARS, st.timedeltas(timedelta(0), timedelta(days=9)))
def test_a_recalculated_due_time_names_the_new_edition(
    received: datetime, settings: Settings, newer: CalendarEdition, passed: timedelta
) -> None:
    week, reading, calendar, hours = settings
    old = consideration_due(received, week, reading, calendar, hours)
    new = recalculated_due(old, received, received + passed, week, reading, newer, hours)
    if new is not None:
        assert new.edition == newer.key != old.edition
        assert new.at != old.at
        assert not old.is_overdue(received + passed)


@given(ANY_TIME, st.lists(ANY_TIME, max_size=4))
def test_re_classing_any_number_of_times_only_brings_nearer(
    received: datetime, raised: list[datetime]
) -> None:
    due: DueTime = threat_due(received)
    for moment in raised:
        after = nearer(due, threat_due(moment))
        assert after.at <= due.at
        due = after


@given(st.none() | st.dates(), st.dates())
def test_needing_consent_never_fails_and_ends_once(born, on) -> None:
    if not needs_consent(born, on) and on.year < 9000:
        assert not needs_consent(born, on + timedelta(days=1))


@given(st.none() | st.dates(datetime(1990, 1, 1).date(), datetime(2100, 1, 1).date()))
def test_monitoring_is_due_after_the_latest_one(last) -> None:
    due = monitoring_due(last, known_since=datetime(2026, 1, 1).date())
    if last is not None:
        assert due.at.date() > last
