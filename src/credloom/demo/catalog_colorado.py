"""Colorado's catalog: JSON lists by letter, a tree of career areas, detail records."""

from __future__ import annotations

import re
from collections.abc import Iterator

from credloom.demo.catalog import (
    Json,
    address,
    fields_of,
    institutions_in,
    number_of,
    offers_in,
    price,
    short_name,
    short_number,
)
from credloom.demo.world import Field, Offer, World
from credloom.model import codes


def colorado_programs(world: World) -> dict[str, list[Json]]:
    """The lists by letter: a program stands in the list of every word of its name, once for each such word."""
    lists: dict[str, list[Json]] = {}
    for row in _colorado_rows(world):
        for word in re.findall(r"[A-Za-z]+", row["programName"]):
            lists.setdefault(word[0].lower(), []).append(row)
    return lists


def _colorado_rows(world: World) -> Iterator[Json]:
    for offer in offers_in(world, "CO"):
        yield _colorado_row(offer.number, _name(offer), offer.field)
    for institution in institutions_in(world, "CO"):
        for field in fields_of(world, institution):
            yield _colorado_row(short_number(institution, field), short_name(field), field)


def _name(offer: Offer) -> str:
    """Details are found by name and CIP code, so that the name has to tell institutions apart."""
    return f"{offer.step.name}, {offer.institution.city}"


def _colorado_row(number: int, name: str, field: Field) -> Json:
    return {
        "id": number,
        "entityId": number,
        "programName": name,
        "cipCodeId": number_of(field.cip) % 3000,
        "cipCodeTitle": codes.title("CIP", field.cip) or field.name,
        "cipCodeText": field.cip,
        "searchByField": "",
    }


def colorado_details(world: World) -> list[Json]:
    """Records of what providers offer."""
    return [_colorado_detail(offer) for offer in offers_in(world, "CO")]


def _colorado_detail(offer: Offer) -> Json:
    institution = offer.institution
    number = number_of(institution.name) % 900
    where = {
        "id": number,
        "address1": address(institution),
        "address2": "",
        "city": institution.city,
        "stateCode": "CO",
        "zipCode": institution.postal,
        "latitude": institution.latitude,
        "longitude": institution.longitude,
        "phone": None,
        "email": None,
    }
    return {
        "id": offer.number,
        "cipCodeTitle": codes.title("CIP", offer.field.cip),
        "cipCode": offer.field.cip,
        "programName": _name(offer).ljust(80),
        "description": f"Learn {offer.field.summary} in {offer.step.hours} hours at {institution.name}.",
        "website": offer.url,
        "contact": None,
        "currentApprovalStatus": "PG07 - Approved - Initial",
        "awardTypeName": "Certificate",
        "totalCost": float(price(offer) + 12 * offer.step.credits),
        "duration": float(max(1, offer.step.credits)),
        "durationTypeName": "Weeks",
        "totalCreditHours": float(offer.step.credits),
        "tuitionCost": float(price(offer)),
        "booksCost": float(12 * offer.step.credits),
        "feesCost": 0.0,
        "suppliesCost": 0.0,
        "hundredPercentOnline": offer.online,
        "providerId": number,
        "providerName": institution.name,
        "providerAddresses": [where],
        "careerAreaId": int(offer.field.naics),
        "careerAreaName": codes.title("NAICS", offer.field.naics) or offer.field.name,
    }


def colorado_careers(world: World) -> list[Json]:
    """The tree of career areas, pathways, occupations and programs of study."""
    areas: dict[str, Json] = {}
    for field in world.fields:
        name = codes.title("NAICS", field.naics) or field.name
        area = areas.setdefault(field.naics, {"id": int(field.naics), "name": name, "careerPathways": []})
        study = {"id": number_of(field.cip) % 3000, "cipCode": field.cip, "name": codes.title("CIP", field.cip)}
        occupations = [
            {
                "id": number_of(code) % 1000,
                "socCode": f"{code}.00",
                "name": codes.title("SOC", code),
                "programsOfStudy": [{**study, "noCrossWalkMatch": False}],
            }
            for code in field.soc
        ]
        pathway = {"id": number_of(field.key) % 500, "name": f"{field.name} Pathway", "occupations": occupations}
        area["careerPathways"].append(pathway)
    return list(areas.values())
