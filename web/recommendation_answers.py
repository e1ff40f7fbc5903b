"""The shape of a recommendation as clients read it."""

from typing import TypedDict


class UsedPositionAnswer(TypedDict):
    lat: float
    lon: float
    source: str
    age_seconds: int


class ReasonAnswer(TypedDict):
    code: str
    minutes: int | None
    what: str


class CoverLossAnswer(TypedDict):
    """Schools that no free group reaches in the set time once this one has gone."""

    schools: int
    covered: int
    within_minutes: int
    districts: list[str]
    most_in: str
    last: bool


class CandidateAnswer(TypedDict):
    team: str
    shift: str
    seconds_low: int
    seconds: int
    seconds_high: int
    metres: int
    margin_seconds: int | None
    position: UsedPositionAnswer
    reasons: list[ReasonAnswer]
    cover: CoverLossAnswer | None


class PositionAgeAnswer(TypedDict):
    source: str
    age_seconds: int


class DriveAnswer(TypedDict):
    seconds_low: int
    seconds: int
    seconds_high: int
    metres: int


class RejectedAnswer(TypedDict):
    team: str
    reasons: list[ReasonAnswer]
    position: PositionAgeAnswer | None
    drive: DriveAnswer | None


class ShortfallAnswer(TypedDict):
    """Demands that nobody free fulfils together, and who would."""

    demands: list[str]
    within_minutes: int | None
    nearest: str | None
    free_in_minutes: int | None
    there_in_minutes: int | None


class FallenRungAnswer(TypedDict):
    rung: str
    code: str


class AskedAnswer(TypedDict):
    """What the visit asks of a group: all languages, one of the professions, so many people, by when."""

    languages: list[str]
    professions: list[str]
    group_size: int
    on_site_by: str | None


class RemoteFirstAnswer(TypedDict):
    """Nobody can be on site in the target time: a call or video is proposed to come first."""

    target_minutes: int
    on_site_by: str
    soonest_minutes: int | None
    late_minutes: int | None


class RecommendationAnswer(TypedDict):
    id: str
    asked: AskedAnswer
    at: str
    engine: str
    data_version: str
    ranked: list[CandidateAnswer]
    rejected: list[RejectedAnswer]
    further: int
    fallen: list[FallenRungAnswer]
    shortfalls: list[ShortfallAnswer]
    remote: RemoteFirstAnswer | None
    factor: float
    anew: bool
