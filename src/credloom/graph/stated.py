"""Parts that know which record states them, so that their provenance can be shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import msgspec

from credloom.model.parts import AgentRelation, Condition, Cost, Pay

S = TypeVar("S", bound="AnyStated")


class StatedAgent(AgentRelation, frozen=True):
    """An organization in a role for `subject`, the key of the thing."""

    subject: str = ""

    @property
    def field(self) -> str:
        """The CTDL term that states it."""
        first, *rest = self.role.split("_")
        return first.lower() + "".join(word.capitalize() for word in rest)


class StatedCost(Cost, frozen=True):
    """A cost of `subject`, the key of an offering or of a manifest."""

    subject: str = ""
    field: str = "estimatedCost"


class StatedCondition(Condition, frozen=True):
    """A condition of `subject`, the key of an offering or of a manifest. `term` is given for that of a link."""

    subject: str = ""
    term: str = ""

    @property
    def field(self) -> str:
        """The CTDL term that states it."""
        return self.term or PROPERTIES[self.kind]


class StatedPay(Pay, frozen=True):
    """The pay of `subject`, the key of a job."""

    subject: str = ""
    field: str = "baseSalary"


AnyStated = StatedAgent | StatedCost | StatedCondition | StatedPay

PROPERTIES = {
    "REQUIRES": "requires",
    "RECOMMENDS": "recommends",
    "COREQUISITE": "corequisite",
    "COPREREQUISITE": "coPrerequisite",
    "ENTRY": "entryCondition",
    "RENEWAL": "renewal",
}


def stated(struct: Callable[..., S], part: msgspec.Struct, subject: str) -> S:
    """The part with the key of the thing that has it."""
    return struct(*msgspec.structs.astuple(part), subject)
