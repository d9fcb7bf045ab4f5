"""Where records, fields and parts come from, and where sources disagree."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from credloom.errors import BadUserInput, nearest
from credloom.graph.context import Context
from credloom.graph.paging import MOST
from credloom.graph.stated import AnyStated
from credloom.model import vocabulary
from credloom.model.base import Value
from credloom.model.record import Provenance
from credloom.model.things import Thing
from credloom.store.ports import Conflict

TERMS: Mapping[str, str] = {
    "types": "type",
    "names": "name",
    "url": "subjectWebpage",
    "identifiers": "identifier",
    "status": "credentialStatusType",
    "audienceLevels": "audienceLevelType",
    "deliveryTypes": "deliveryType",
    "languages": "inLanguage",
    "subjects": "subject",
    "keywords": "keyword",
    "provider": "ownedBy",
    "occupations": "occupationType",
    "industries": "industryType",
    "instructionalPrograms": "instructionalProgramType",
    "costs": "estimatedCost",
    "durations": "estimatedDuration",
    "places": "availableAt",
    "jurisdictions": "jurisdiction",
    "effective": "dateEffective",
    "expires": "expirationDate",
    "text": "competencyText",
    "label": "competencyLabel",
    "notation": "codedNotation",
    "category": "competencyCategory",
    "value": "transferValue",
    "from": "transferValueFrom",
    "for": "transferValueFor",
    "starts": "startDate",
    "ends": "endDate",
    "owner": "ownedBy",
    "categories": "collectionType",
}
"""Fields of the schema that CTDL calls otherwise: both names are understood."""


class FieldProvenance(Value, frozen=True):
    """Where one field comes from: the records whose value is shown, the deciding one first."""

    field: str
    provenance: tuple[Provenance, ...]


def record_provenance(parents: Sequence[Thing], context: Context) -> list[list[Provenance]]:
    """Where the records behind each thing come from."""
    return by_key(context, [parent.key for parent in parents])


def by_key(context: Context, keys: Sequence[str]) -> list[list[Provenance]]:
    """The provenance of each key; nothing for what no record tells of."""
    wanted = list(dict.fromkeys(keys))
    found = dict(zip(wanted, context.snapshot.provenance(wanted), strict=True)) if wanted else {}
    return [found[key] for key in keys]


def statement_provenance(parents: Sequence[AnyStated], context: Context) -> list[list[Provenance]]:
    """The records that state each part; where that cannot be told, those of the thing that has it."""
    keys = list(dict.fromkeys(parent.subject for parent in parents))
    terms = list(dict.fromkeys(parent.field for parent in parents))
    known = dict(zip(keys, context.snapshot.field_provenance(keys, terms), strict=True))
    whole = by_key(context, [parent.subject for parent in parents if parent.field not in known[parent.subject]])
    rest = iter(whole)
    return [
        known[parent.subject][parent.field] if parent.field in known[parent.subject] else next(rest)
        for parent in parents
    ]


def field_provenance(
    parents: Sequence[Thing], context: Context, *, fields: list[str] | None = None
) -> list[list[FieldProvenance]]:
    """Where fields of each thing come from: those named that it has, or all. CTDL's terms and the schema's names."""
    if fields is not None and len(fields) > MOST:
        raise BadUserInput(f"fields: expected at most {MOST}, got {len(fields)}.")
    named = None if fields is None else {name: _term(name) for name in fields}
    terms = None if named is None else list(dict.fromkeys(named.values()))
    found = context.snapshot.field_provenance([parent.key for parent in parents], terms)
    return [
        [
            FieldProvenance(name, tuple(told[term]))
            for name, term in (named if named is not None else {term: term for term in told}).items()
            if term in told
        ]
        for told in found
    ]


def _term(name: str) -> str:
    """The CTDL term that a caller means. Raises `BadUserInput` with the nearest."""
    term = TERMS.get(name, name)
    if term not in _terms():
        raise BadUserInput(f"fields: {name!r} is no field that is known.{nearest(name, (*TERMS, *_terms()))}")
    return term


@cache
def _terms() -> frozenset[str]:
    return frozenset({"type", *(name.rpartition(":")[2] for name in vocabulary.terms())})


def conflicts(parents: Sequence[Thing], context: Context) -> list[list[Conflict]]:
    """The fields about which sources disagree."""
    return context.snapshot.conflicts([parent.key for parent in parents])


async def jsonld(parents: Sequence[Thing], context: Context) -> list[dict[str, Any] | None]:
    """The merged record of each thing; null for what no record tells of."""
    return await asyncio.to_thread(context.snapshot.published, [parent.key for parent in parents])
