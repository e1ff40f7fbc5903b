"""The words of a case: channels, classes, stages, states. Stored by value; a value is never reused."""

from enum import IntEnum, StrEnum
from typing import Final

from domain.law.reclassing import is_threat


class Channel(StrEnum):
    """How a request reached the centre. Any ground and any channel is accepted (rule 6)."""

    PHONE = "phone"
    EMAIL = "e-mail"
    MESSENGER = "messenger"
    PLATFORM = "platform"
    IN_PERSON = "in-person"
    HELPLINE = "helpline"
    SCHOOL = "school"
    MASS_MEDIA = "mass-media"
    PUBLIC_FORM = "public-form"
    """The form behind a school's QR sheet: whoever wrote can come back with a receipt."""


class RiskClass(IntEnum):
    """Triage. 0 and 1 are the law's immediate threat to life and health; 2 and 3 are internal."""

    EMERGENCY = 0
    THREAT = 1
    RAISED = 2
    ORDINARY = 3

    @property
    def threat(self) -> bool:
        return is_threat(self)


class Stage(StrEnum):
    """How far the request itself has come. Visits run beside it."""

    RECEIVED = "received"
    CONSIDERED = "considered"
    REDIRECTED = "redirected"
    CLOSED = "closed"


class Target(StrEnum):
    """The centre's own targets [ours], in the order in which they fall due."""

    TAKEN = "taken"
    CONTACT = "contact"
    LEFT = "left"
    ON_SITE = "on_site"


class OverrideCode(StrEnum):
    """Common reasons [ours] for sending another group than the first that was recommended."""

    KNOWS_CHILD = "knows-child"
    FIRST_CANNOT = "first-cannot"
    ROAD = "road"
    OTHER_SPECIALIST = "other-specialist"
    NEEDED_THERE = "needed-there"
    SHIFT_DECIDED = "shift-decided"


class ConsentState(StrEnum):
    NONE = "none"
    REQUESTED = "requested"
    GIVEN = "given"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class ConsentForm(StrEnum):
    """Written or informed consent (rule 4)."""

    WRITTEN = "written"
    INFORMED = "informed"


class ServiceBasis(StrEnum):
    """On what ground a service was started."""

    CONSENT = "consent"
    OWN_AGE = "own-age"
    THREAT_EXCEPTION = "threat-exception"


class DutyKind(StrEnum):
    """The two obligations of the threat exception (rule 5), and telling a redirected applicant (rule 6)."""

    INFORM_PARENTS = "inform-parents"
    INFORM_BODY = "inform-competent-body"
    REDIRECT = "redirect"


class DutyState(StrEnum):
    OPEN = "open"
    HELD = "held"
    DONE = "done"
    WAIVED = "waived"


class VisitState(StrEnum):
    """Facts about one assignment, in order. Each is told by a person or a phone, never assumed."""

    SENT = "sent"
    DELIVERED = "delivered"
    ACCEPTED = "accepted"
    EN_ROUTE = "en-route"
    ON_SITE = "on-site"
    LET_IN = "let-in"
    REFUSED_AT_DOOR = "refused-at-door"
    DONE = "done"
    DECLINED = "declined"
    CANCELLED = "cancelled"

    @property
    def over(self) -> bool:
        return self in (VisitState.DONE, VisitState.DECLINED, VisitState.CANCELLED)

    @property
    def left(self) -> bool:
        """On the road or further, and not called back."""
        return self in _LEFT


_LEFT: Final = frozenset(
    {
        VisitState.EN_ROUTE,
        VisitState.ON_SITE,
        VisitState.REFUSED_AT_DOOR,
        VisitState.LET_IN,
        VisitState.DONE,
    }
)


class EmergencyService(StrEnum):
    AMBULANCE = "103"
    POLICE = "102"
    RESCUE = "112"
