"""Identities. Each is a UUID made at the edge; the domain only carries them."""

from functools import lru_cache
from typing import NewType
from uuid import UUID, uuid5

CaseId = NewType("CaseId", UUID)
VisitId = NewType("VisitId", UUID)
ShiftId = NewType("ShiftId", UUID)
TeamId = NewType("TeamId", UUID)
SchoolId = NewType("SchoolId", UUID)
SpecialistId = NewType("SpecialistId", UUID)
SubjectId = NewType("SubjectId", UUID)
AccountId = NewType("AccountId", UUID)
VehicleId = NewType("VehicleId", UUID)
PhoneId = NewType("PhoneId", UUID)
ExportId = NewType("ExportId", UUID)
CentreId = NewType("CentreId", UUID)
BreachId = NewType("BreachId", UUID)


@lru_cache(maxsize=1_024)
def subject_of(thing: UUID, part: str) -> SubjectId:
    """The subject for one person's part in one case: `child`, `caller` or `guardian`.

    Subjects are per case, so that forgetting one never needs to know whom other cases are about. What is
    written freely about another thing has a subject of its own too: a school's `service`, a `breach`.
    """
    return SubjectId(uuid5(thing, part))
