"""Open positions of the demonstration's employers, as schema.org JobPosting. All of it is fictional, in our own words.

What an employer asks for follows from its field: competencies, the field's certification and licence, schooling and
years. A third says everything in its description, a third uses schema.org's own properties, and a third names
competencies of the Registry by their addresses.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import msgspec

from credloom.demo import ctdl
from credloom.demo.registry_payloads import competency_ctid, framework_name
from credloom.demo.world import Employer, Field, World
from credloom.model import codes

Json = dict[str, Any]

_OPENINGS = (2, 2, 1)
"""How many titles an employer has open in its first, second and third field."""
_DEGREED = frozenset({"nursing", "cybersecurity", "data-analytics", "accounting", "early-childhood"})
_BENEFITS = (
    "Health, dental and vision insurance from the first day",
    "Paid time off and ten paid holidays a year",
    "Help with tuition for courses that lead to a credential",
    "A retirement plan to which we add four percent",
)
_EQUAL = (
    "We are an equal opportunity employer. We hire without regard to race, color, religion, sex, age, national origin, "
    "disability, veteran status or any other protected status, and give reasonable accommodation to all who need it."
)


class Opening(msgspec.Struct, frozen=True, kw_only=True):
    """One open position. `number` counts all of them, `rank` is its place among the field's titles."""

    employer: Employer
    field: Field
    title: str
    number: int
    rank: int

    @property
    def slug(self) -> str:
        """For addresses."""
        words = f"{self.employer.name} {self.title}".lower().replace(",", "")
        return "-".join(words.split())

    @property
    def state(self) -> str:
        """The employer's state."""
        return self.employer.state

    @property
    def years(self) -> int:
        """Years of experience that are asked for: none for a field's last titles, which are for beginners."""
        return max(0, 3 - self.rank)

    @property
    def pay(self) -> tuple[float, float]:
        """Dollars an hour, from and to."""
        low, high = self.field.pay
        step = (high - low) / (len(self.field.jobs) + 1)
        top = high - self.rank * step
        return round(top - 1.5 * step, 2), round(top, 2)

    @property
    def required(self) -> list[tuple[int, str, str]]:
        """(number, label, statement) of the competencies that are needed."""
        return self._competencies(0, 4)

    @property
    def preferred(self) -> list[tuple[int, str, str]]:
        """(number, label, statement) of those that are welcome."""
        return self._competencies(4, 6)

    def _competencies(self, start: int, end: int) -> list[tuple[int, str, str]]:
        """A part of the field's competencies, turned a little from title to title."""
        pairs = self.field.statements()
        places = [(place + self.rank) % len(pairs) for place in range(start, end)]
        return [(place, *pairs[place]) for place in places]


def openings(world: World) -> list[Opening]:
    """All open positions, always the same."""
    fields = {field.key: field for field in world.fields}
    found: list[Opening] = []
    for index, employer in enumerate(world.employers):
        for key, count in zip(employer.fields, _OPENINGS, strict=True):
            field = fields[key]
            for turn in range(min(count, len(field.jobs))):
                rank = (index + turn) % len(field.jobs)
                found.append(
                    Opening(employer=employer, field=field, title=field.jobs[rank], number=len(found), rank=rank)
                )
    return found


def posted_on(opening: Opening, today: date) -> date:
    """The day it was posted: within the last six weeks."""
    return today - timedelta(days=opening.number * 7 % 45 + 1)


def posting(opening: Opening, url: str, today: date) -> Json:
    """The JobPosting of a position that is shown at an address."""
    employer, field = opening.employer, opening.field
    posted = posted_on(opening, today)
    code = field.soc[min(opening.rank, len(field.soc) - 1)]
    low, high = opening.pay
    found: Json = {
        "@context": "https://schema.org",
        "@type": "JobPosting",
        "url": url,
        "title": opening.title,
        "identifier": {
            "@type": "PropertyValue",
            "name": employer.name,
            "value": f"{field.key.upper()}-{opening.number:03}",
        },
        "datePosted": posted.isoformat(),
        "validThrough": (posted + timedelta(days=75)).isoformat(),
        "employmentType": "PART_TIME" if opening.number % 9 == 4 else "FULL_TIME",
        "hiringOrganization": {
            "@type": "Organization",
            "name": employer.name,
            "sameAs": f"https://{'-'.join(employer.name.lower().split())}.example",
            "email": "jobs@employer.example",
            "telephone": "+1-303-555-0100",
        },
        "jobLocation": {"@type": "Place", "address": _address(employer)},
        "occupationalCategory": f"{code} {codes.title(codes.SOC, code) or ''}".strip(),
        "industry": field.naics,
        "baseSalary": {
            "@type": "MonetaryAmount",
            "currency": "USD",
            "value": {"@type": "QuantitativeValue", "minValue": low, "maxValue": high, "unitText": "HOUR"},
        },
        "jobBenefits": list(_BENEFITS),
        "totalJobOpenings": 1 + opening.number % 3,
    }
    if opening.number % 3 == 0:
        return found | {"description": _description(opening, everything=True)}
    return found | {"description": _description(opening, everything=False)} | _stated(opening)


def _address(employer: Employer) -> Json:
    return {
        "@type": "PostalAddress",
        "addressLocality": employer.city,
        "addressRegion": employer.state,
        "postalCode": employer.postal,
        "addressCountry": "US",
    }


def _stated(opening: Opening) -> Json:
    """What is asked for in schema.org's own properties."""
    labels = [label for _, label, _ in opening.required]
    linked = opening.number % 3 == 2
    return {
        "skills": [_term(opening.field, *entry) for entry in opening.required] if linked else ", ".join(labels),
        "qualifications": [*_credentials(opening), *(f"{label} preferred" for _, label, _ in opening.preferred)],
        "educationRequirements": _education(opening),
        "responsibilities": [statement for _, _, statement in opening.required],
        **({"experienceRequirements": _experience(opening)} if opening.years else {}),
    }


def _term(field: Field, number: int, label: str, statement: str) -> Json:
    return {
        "@type": "DefinedTerm",
        "name": label,
        "description": statement,
        "termCode": f"{field.key.upper()}-{number + 1}",
        "url": ctdl.resource(competency_ctid(field, number)),
        "inDefinedTermSet": {"@type": "DefinedTermSet", "name": framework_name(field)},
    }


def _credentials(opening: Opening) -> Iterator[str]:
    """The certification and the licence of the field; for beginners the certification is only preferred."""
    field = opening.field
    if field.licence and opening.rank == 0:
        yield f"{field.licence} required"
    yield field.certification if opening.years else f"{field.certification} preferred"


def _education(opening: Opening) -> str:
    if opening.field.key in _DEGREED and opening.rank < 2:
        return f"Associate's or bachelor's degree in {opening.field.name.lower()}"
    return "High school diploma or equivalent"


def _experience(opening: Opening) -> str:
    return f"{opening.years} or more years of experience in {opening.field.name.lower()}"


def _description(opening: Opening, *, everything: bool) -> str:
    """HTML, as employers' pages have it."""
    employer, field = opening.employer, opening.field
    wanted = f"{employer.name} in {employer.city} is looking for a {opening.title.lower()}."
    parts = [f"<p>{wanted} You will join a team that works at {field.summary}.</p>"]
    if everything:
        required = [f"{label}: {statement}" for _, label, statement in opening.required]
        preferred = [label for _, label, _ in opening.preferred]
        asked = [*required, *_credentials(opening), _education(opening)]
        asked += [_experience(opening)] if opening.years else []
        parts += [
            _section("Requirements", asked),
            _section("Preferred", preferred),
            _section("Benefits", list(_BENEFITS)),
        ]
    parts.append(f"<p>{_EQUAL}</p>")
    return "".join(parts)


def _section(heading: str, items: list[str]) -> str:
    return f"<h3>{heading}:</h3><ul>{''.join(f'<li>{item}</li>' for item in items)}</ul>"
