"""North Carolina's catalog: one CSV with the columns of the federal form ETA-9171."""

from __future__ import annotations

import csv
import io

from credloom.demo.catalog import (
    address,
    fields_of,
    institutions_in,
    number_of,
    offers_in,
    price,
    short_name,
    short_number,
)
from credloom.demo.world import Field, Institution, Offer, World

_FORMATS = ("In-person only", "Hybrid", "Online, e-learning or distance learning")
_OUTCOMES = {"ceterms:DigitalBadge": "6", "ceterms:CertificateOfCompletion": "6"}
_ENTITIES = {"Public": "1", "PrivateNonProfit": "5", "PrivateForProfit": "6"}
_WITHHELD_BELOW = 25
"""Cohorts smaller than this are not shown, to protect people."""


def north_carolina_csv(world: World) -> bytes:
    """The published list."""
    rows = [_carolina_row(offer) for offer in offers_in(world, "NC")]
    rows += [
        _carolina_short(institution, field)
        for institution in institutions_in(world, "NC")
        for field in fields_of(world, institution)
    ]
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, fieldnames=list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def _carolina_row(offer: Offer) -> dict[str, object]:
    outcome = _OUTCOMES.get(offer.step.ctdl_class, "6")
    if "Degree" in offer.step.ctdl_class:
        outcome = "5" if "Bachelor" in offer.step.ctdl_class else "4"
    return {
        "program_id": offer.program_id,
        **_carolina_provider(offer.institution),
        "program_name": f"{offer.field.name}: {offer.step.level} program",
        "program_description": f"Prepares for {offer.field.summary}.",
        "program_url": offer.url,
        "program_status": "Approved",
        "potential_outcome": outcome,
        "associated_credential": offer.step.name,
        "cip_code": offer.field.cip,
        "tuition_non_wioa": f"${price(offer):,}.00",
        "supplies_non_wioa": 12 * offer.step.credits,
        "length_hours": offer.step.hours,
        "length_weeks": max(1, offer.step.credits),
        "program_format": _FORMATS[2 if offer.online else number_of(offer.ctid) % 2],
        **_soc_columns(offer.field),
        **_carolina_outcomes(offer),
        "date_listed": f"{2021 + number_of(offer.ctid) % 5}-07-01",
    }


def _carolina_provider(institution: Institution) -> dict[str, object]:
    return {
        "provider_id": f"P-{number_of(institution.name) % 900 + 100}",
        "provider_name": institution.name,
        "provider_description": f"Training in {institution.city} and {institution.county} County.",
        "provider_url": institution.site,
        "provider_address": address(institution),
        "provider_city": institution.city,
        "provider_state": "North Carolina",
        "provider_zip": institution.postal,
        "entity_type": _ENTITIES[institution.sector],
    }


def _soc_columns(field: Field) -> dict[str, object]:
    return {f"soc_code_{place + 1}": (*field.soc, "", "", "")[place] for place in range(3)}


def _carolina_outcomes(offer: Offer) -> dict[str, object]:
    """Figures of the last year, small cohorts withheld."""
    chance = number_of(offer.ctid, "outcomes")
    left = 8 + chance % 140
    names = ("completion_rate", "denominator_q2", "employment_rate_q2", "denominator_q4", "employment_rate_q4")
    if left < _WITHHELD_BELOW:
        return {"total_exited": left, **dict.fromkeys((*names, "median_earnings_q2", "credentials_earned"), "*")}
    completed = 60 + chance % 37
    return {
        "total_exited": left,
        "completion_rate": completed,
        "denominator_q2": left - 4,
        "employment_rate_q2": 52 + chance % 43,
        "denominator_q4": left - 6,
        "employment_rate_q4": 50 + chance % 44,
        "median_earnings_q2": f"{round(offer.field.pay[0] * 480 * (0.9 + chance % 30 / 100)):,}",
        "credentials_earned": left * completed // 100,
    }


def _carolina_short(institution: Institution, field: Field) -> dict[str, object]:
    columns = ("total_exited", "completion_rate", "denominator_q2", "employment_rate_q2", "denominator_q4")
    return {
        "program_id": f"NC-{short_number(institution, field)}",
        **_carolina_provider(institution),
        "program_name": short_name(field),
        "program_description": f"Two days on {field.summary}.",
        "program_url": f"{institution.site}/short/{field.key}",
        "program_status": "Approved",
        "potential_outcome": "6",
        "associated_credential": f"{short_name(field)} Certificate of Attendance",
        "cip_code": field.cip,
        "tuition_non_wioa": 180,
        "supplies_non_wioa": 0,
        "length_hours": 16,
        "length_weeks": 1,
        "program_format": _FORMATS[0],
        **_soc_columns(field),
        **dict.fromkeys((*columns, "employment_rate_q4", "median_earnings_q2", "credentials_earned"), ""),
        "date_listed": "2026-02-01",
    }
