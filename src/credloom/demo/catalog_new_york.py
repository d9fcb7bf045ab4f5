"""New York's catalog: JSON pages of microcredentials."""

from __future__ import annotations

from credloom.demo.catalog import (
    Json,
    fields_of,
    institutions_in,
    number_of,
    offers_in,
    price,
    short_number,
)
from credloom.demo.registry_stacking import ladders
from credloom.demo.world import Field, Institution, Offer, World
from credloom.model import codes


def new_york_items(world: World) -> list[Json]:
    """Microcredentials of the state's campuses, and short ones that only the catalog knows."""
    offers = [offer for offer in offers_in(world, "NY") if offer.step.ctdl_class == "ceterms:MicroCredential"]
    items = [_york_item(offer, world) for offer in offers]
    for institution in institutions_in(world, "NY"):
        items.extend(_york_short(institution, field) for field in fields_of(world, institution))
    return items


def york_id(offer: Offer) -> str:
    """The catalog's own id of a microcredential."""
    return f"mc-{offer.number}"


def _york_item(offer: Offer, world: World) -> Json:
    rungs = ladders(world)[offer.institution.name, offer.field.key]
    above = [rung for rung in rungs[rungs.index(offer) + 1 :] if rung.step.ctdl_class == "ceterms:MicroCredential"]
    statements = offer.field.statements()[: offer.step.competencies]
    return {
        "id": york_id(offer),
        "title": offer.step.name,
        "description": f"<p>Covers <b>{offer.field.summary}</b> in {offer.step.credits} credits.</p>",
        "url": offer.url,
        "status": "active",
        "level": "Graduate" if offer.step.level == "advanced" else "Undergraduate",
        "credits": offer.step.credits,
        "length": f"{max(2, offer.step.credits * 5)} weeks",
        "delivery": "Online" if offer.online else "In-Person",
        "language": "English",
        **_york_codes(offer.field),
        "skills": [label for label, _ in statements],
        "stacks_into": [york_id(rung) for rung in above],
        "tuition": price(offer),
        "available_from": "2023-09-01",
        "updated": "2026-05-04T09:30:00Z",
        "campus": _york_campus(offer.institution),
    }


def _york_short(institution: Institution, field: Field) -> Json:
    return {
        "id": f"mc-{short_number(institution, field)}",
        "title": f"Introduction to {field.name} Microcredential",
        "description": f"<p>A first look at {field.summary}.</p>",
        "url": f"{institution.site}/short/{field.key}",
        "status": "active",
        "level": "Undergraduate",
        "credits": 1,
        "length": "2 weeks",
        "delivery": "Hybrid",
        "language": "English",
        **_york_codes(field),
        "skills": [label for label, _ in field.statements()[:2]],
        "stacks_into": [],
        "tuition": None,
        "available_from": None,
        "updated": "2026-06-12T14:00:00Z",
        "campus": _york_campus(institution),
    }


def _york_codes(field: Field) -> Json:
    occupations = [{"code": code, "title": codes.title("SOC", code)} for code in field.soc]
    return {"cip": field.cip, "discipline": field.name, "occupations": occupations}


def _york_campus(institution: Institution) -> Json:
    return {
        "id": f"c-{number_of(institution.name) % 90 + 10}",
        "name": institution.name,
        "city": institution.city,
        "zip": institution.postal,
        "url": institution.site,
    }
