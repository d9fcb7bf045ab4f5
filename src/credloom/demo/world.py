"""The demonstration's world: fictional institutions, their offerings, regulators and employers, from the blueprint.

Everything follows from `data/*.toml` without chance: the same ids, prices and links at every start. The exporters
(`registry_payloads`, `catalog_rows`, `postings`) write it in the shapes of the real sources.
"""

from __future__ import annotations

import tomllib
import uuid
from functools import cache
from importlib import resources
from typing import Any

import msgspec

_NAMESPACE = uuid.UUID("5f0f3f3a-7f43-5c0e-9d1e-2a1c64d0c7b1")


def ctid(*words: str) -> str:
    """A CTID that is always the same for the same words."""
    return f"ce-{uuid.uuid5(_NAMESPACE, '|'.join(words))}"


class Field(msgspec.Struct, frozen=True, kw_only=True):
    """A field of study: public codes, our own texts."""

    key: str
    name: str
    cip: str
    soc: tuple[str, ...]
    naics: str
    certifier: str
    summary: str
    competencies: tuple[str, ...]
    certification: str
    licence: str
    jobs: tuple[str, ...]
    pay: tuple[int, int]

    def statements(self) -> list[tuple[str, str]]:
        """(label, statement) of each competency, the most basic first."""
        pairs = (text.split(" | ", 1) for text in self.competencies)
        return [(label, statement) for label, statement in pairs]


class Agency(msgspec.Struct, frozen=True, kw_only=True):
    """A state's coordinating body."""

    state: str
    name: str
    types: tuple[str, ...]


class Certifier(msgspec.Struct, frozen=True, kw_only=True):
    """A body that examines and certifies."""

    key: str
    name: str
    types: tuple[str, ...]


class Accreditor(msgspec.Struct, frozen=True, kw_only=True):
    """A body that accredits institutions' credentials."""

    name: str
    types: tuple[str, ...]


class Institution(msgspec.Struct, frozen=True, kw_only=True):
    """A college, university or academy. `factor` scales its prices."""

    state: str
    name: str
    city: str
    county: str
    postal: str
    latitude: float
    longitude: float
    sector: str
    types: tuple[str, ...]
    fields: tuple[str, ...]
    factor: float

    @property
    def four_year(self) -> bool:
        """Whether it awards bachelor's degrees."""
        return "FourYear" in self.types

    @property
    def slug(self) -> str:
        """For addresses."""
        return "-".join(self.name.lower().split())

    @property
    def site(self) -> str:
        """Its home page."""
        return f"https://{self.slug}.example"


class Employer(msgspec.Struct, frozen=True, kw_only=True):
    """An employer with open positions in some fields."""

    name: str
    city: str
    state: str
    postal: str
    fields: tuple[str, ...]


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One rung of an institution's ladder in a field: what it is called, its CTDL class, size and price."""

    level: str
    ctdl_class: str
    name: str
    hours: int
    credits: int
    tuition: int
    competencies: int
    """How many of the field's competencies it covers, counted from the most basic."""


class Offer(msgspec.Struct, frozen=True, kw_only=True):
    """One rung at one institution."""

    institution: Institution
    field: Field
    step: Step

    @property
    def ctid(self) -> str:
        """Of the credential."""
        return ctid(self.institution.name, self.field.key, self.step.level)

    @property
    def program_ctid(self) -> str:
        """Of the program that leads to it."""
        return ctid(self.institution.name, self.field.key, self.step.level, "program")

    @property
    def number(self) -> int:
        """The state's own number of the program."""
        return int(uuid.uuid5(_NAMESPACE, self.program_ctid)) % 90_000 + 10_000

    @property
    def program_id(self) -> str:
        """The state's own id of the program, which catalog and Registry share on purpose."""
        return f"{self.institution.state}-{self.number}"

    @property
    def url(self) -> str:
        """Its page at the institution."""
        return f"{self.institution.site}/programs/{self.field.key}/{self.step.level}"

    @property
    def online(self) -> bool:
        """Whether it is taught online only."""
        return self.field.key in {"data-analytics", "accounting", "cybersecurity"} and self.step.level != "degree"


class World(msgspec.Struct, frozen=True, kw_only=True):
    """All of it."""

    fields: tuple[Field, ...]
    institutions: tuple[Institution, ...]
    agencies: tuple[Agency, ...]
    certifiers: tuple[Certifier, ...]
    accreditor: Accreditor
    employers: tuple[Employer, ...]
    offers: tuple[Offer, ...]


def _table(name: str) -> dict[str, Any]:
    return tomllib.loads(resources.files("credloom.demo").joinpath("data", name).read_text("utf-8"))


def _ladder(institution: Institution, field: Field) -> tuple[Step, ...]:
    count = len(field.competencies)
    unit = 165 * institution.factor

    def step(level: str, ctdl_class: str, name: str, credits_: int, share: float) -> Step:
        return Step(
            level=level,
            ctdl_class=ctdl_class,
            name=name,
            hours=credits_ * 15,
            credits=credits_,
            tuition=round(credits_ * unit / 5) * 5,
            competencies=max(3, round(count * share)),
        )

    short = "ceterms:MicroCredential" if institution.state == "NY" else "ceterms:DigitalBadge"
    word = "Microcredential" if institution.state == "NY" else "Badge"
    steps = [
        step("foundations", short, f"{field.name} Foundations {word}", 3, 0.3),
        step("certificate", "ceterms:CertificateOfCompletion", f"Certificate in {field.name}", 18, 0.7),
    ]
    if institution.four_year:
        degree = step("degree", "ceterms:BachelorOfScienceDegree", f"Bachelor of Science in {field.name}", 120, 1)
        steps += [degree, step("advanced", short, f"Advanced {field.name} {word}", 9, 0.5)]
    elif "TrainingProvider" not in institution.types:
        title = f"Associate of Applied Science in {field.name}"
        steps.append(step("degree", "ceterms:AssociateOfAppliedScienceDegree", title, 60, 1))
    else:
        title = f"{field.name} Pre-Apprenticeship"
        steps.append(step("apprentice", "ceterms:PreApprenticeshipCertificate", title, 12, 0.6))
    return tuple(steps)


@cache
def world() -> World:
    """The world of the blueprint."""
    fields = {key: msgspec.convert({"key": key, **body}, Field) for key, body in sorted(_table("fields.toml").items())}
    people = _table("institutions.toml")
    institutions = tuple(msgspec.convert(entry, Institution) for entry in people["institution"])
    offers = tuple(
        Offer(institution=institution, field=fields[key], step=step)
        for institution in institutions
        for key in institution.fields
        for step in _ladder(institution, fields[key])
    )
    return World(
        fields=tuple(fields.values()),
        institutions=institutions,
        agencies=tuple(msgspec.convert(entry, Agency) for entry in people["agency"]),
        certifiers=tuple(msgspec.convert(entry, Certifier) for entry in people["certifier"]),
        accreditor=msgspec.convert(people["accreditor"][0], Accreditor),
        employers=tuple(msgspec.convert(entry, Employer) for entry in people["employer"]),
        offers=offers,
    )
