"""What the state catalogs have in common: whose offerings, under which numbers, at what price.

The catalogs overlap with the Registry on purpose: they share the state's program id, some prices differ, and each lists
short courses that were never published in the Registry.
"""

from __future__ import annotations

import hashlib
from typing import Any

from credloom.demo.world import Field, Institution, Offer, World

Json = dict[str, Any]

_ADDRESSES = ("12 College Road", "400 Market Street", "75 Mill Lane", "1 Campus Drive", "230 Depot Street")
PRICE_DIFFERS = 6
"""One offering in so many costs another amount in the catalog than in the Registry: sources disagree in real life."""


def number_of(*words: str) -> int:
    """A number that is always the same for the same words."""
    return int.from_bytes(hashlib.sha256("|".join(words).encode()).digest()[:6])


def offers_in(world: World, state: str) -> list[Offer]:
    """The offers of a state."""
    return [offer for offer in world.offers if offer.institution.state == state]


def institutions_in(world: World, state: str) -> list[Institution]:
    """The institutions of a state."""
    return [institution for institution in world.institutions if institution.state == state]


def fields_of(world: World, institution: Institution) -> list[Field]:
    """The fields that an institution teaches."""
    return [field for field in world.fields if field.key in institution.fields]


def address(institution: Institution) -> str:
    """Street and number."""
    return _ADDRESSES[number_of(institution.name) % len(_ADDRESSES)]


def price(offer: Offer) -> int:
    """What the catalog says that it costs."""
    differs = number_of(offer.ctid, "price") % PRICE_DIFFERS == 0
    return offer.step.tuition + (50 if differs else 0)


def short_name(field: Field) -> str:
    """The name of a course that only the catalogs know."""
    return f"{field.name} Weekend Course"


def short_number(institution: Institution, field: Field) -> int:
    """The number of a course that only the catalogs know."""
    return 100_000 + number_of(institution.name, field.key) % 90_000
