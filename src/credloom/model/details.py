"""What an offering says beyond its name and who offers it: read from what is kept when it is first asked for.

Most offerings that a process reads are shown in lists and as ends of links, by name. The details are two thirds of the
objects of one, so they stay packed (msgpack) until somebody looks at one of them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Generic, TypeVar, overload

import msgspec

from credloom.model.base import Value
from credloom.model.concept import Concept
from credloom.model.parts import Condition, Cost, Credit, Duration, Jurisdiction, Place, Ref
from credloom.model.text import LangText

if TYPE_CHECKING:
    from credloom.model.things import Offering

T = TypeVar("T")


class Details(Value, frozen=True):
    """The details of a credential, a learning opportunity or an assessment."""

    conditions: tuple[Condition, ...] = ()
    common_conditions: tuple[Ref, ...] = ()
    costs: tuple[Cost, ...] = ()
    common_costs: tuple[Ref, ...] = ()
    durations: tuple[Duration, ...] = ()
    places: tuple[Place, ...] = ()
    jurisdictions: tuple[Jurisdiction, ...] = ()
    delivery_types: tuple[Concept, ...] = ()
    audience_levels: tuple[Concept, ...] = ()
    languages: tuple[str, ...] = ()
    subjects: tuple[LangText, ...] = ()
    keywords: tuple[LangText, ...] = ()
    occupations: tuple[Concept, ...] = ()
    industries: tuple[Concept, ...] = ()
    instructional_programs: tuple[Concept, ...] = ()
    financial_assistance: tuple[Concept, ...] = ()
    credit: tuple[Credit, ...] = ()
    competencies: tuple[Ref, ...] = ()
    """Taught by a program, assessed by an assessment, or stated directly by a credential."""


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(Details)


def pack(details: Details) -> msgspec.Raw:
    """Details as they are kept."""
    return msgspec.Raw(_encoder.encode(details))


NOTHING = pack(Details())
"""The details of an offering that has none."""
OPENED = msgspec.Raw(b"\xc0")
"""Stands for details that have been unpacked."""


def unpack(packed: msgspec.Raw) -> Details:
    """The details that were kept."""
    return _decoder.decode(packed)


class Detail(Generic[T]):
    """One of the details as an attribute of the offering."""

    def __init__(self, read: Callable[[Details], T]) -> None:
        self._read = read

    @overload
    def __get__(self, offering: None, of: type[Offering]) -> Detail[T]: ...

    @overload
    def __get__(self, offering: Offering, of: type[Offering]) -> T: ...

    def __get__(self, offering: Offering | None, of: type[Offering]) -> Detail[T] | T:
        return self if offering is None else self._read(offering.details)
