"""Counts per value, of a search or of a list."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from credloom.errors import BadUserInput
from credloom.graph.context import Context
from credloom.graph.enums import CredentialFacet
from credloom.graph.loading import one, things
from credloom.graph.paging import MOST, Page, count_of
from credloom.graph.sources import source_of
from credloom.model import totals
from credloom.model.base import Value
from credloom.model.concept import Concept
from credloom.model.identity import global_id
from credloom.model.parts import Ref
from credloom.model.regions import NAMES
from credloom.model.text import LangText
from credloom.model.things import Credential, Organization, Thing
from credloom.store.facts import facts_of
from credloom.store.ports import Bucket, FacetCounts, SearchQuery

_SCHEMES = {
    "family": "CredentialFamily",
    "type": "Class",
    "status": "CredentialStatus",
    "audience_level": "AudienceLevel",
    "delivery_type": "Delivery",
    "provider": "Organization",
    "region": "Region",
    "source": "Source",
}
"""The scheme of a facet's values; occupations, industries and programs say theirs themselves."""


class FacetBucket(Value, frozen=True):
    """One value and how many have it; `selected` if the list is filtered by it."""

    concept: Concept
    count: int
    selected: bool = False


class Facet(Value, frozen=True):
    """The largest buckets of a facet, and how many values the others count together."""

    facet: str
    buckets: tuple[FacetBucket, ...]
    other_count: int


async def facets(
    parents: Sequence[Page], context: Context, *, of: list[CredentialFacet], top: int | None = 10
) -> list[list[Facet]]:
    """The facets of each list."""
    size = count_of(top, 10, argument="top")
    if len(of) > MOST:
        raise BadUserInput(f"of: expected at most {MOST} facets, got {len(of)}.")
    names = tuple(dict.fromkeys(facet.lower() for facet in of))
    return await asyncio.to_thread(_all, parents, context, names, size)


def _all(parents: Sequence[Page], context: Context, names: tuple[str, ...], top: int) -> list[list[Facet]]:
    counted = [_counts(parent, context, names, top) for parent in parents]
    shown = _concepts(context, counted)
    return [
        [_facet(counts, _selected(parent.query, counts.field), shown) for counts in group]
        for parent, group in zip(parents, counted, strict=True)
    ]


def _counts(page: Page, context: Context, names: tuple[str, ...], top: int) -> Sequence[FacetCounts]:
    return page.counting(names, top) if page.counting else _counted(page.keys, context, names, top)


def _counted(keys: Sequence[str], context: Context, names: tuple[str, ...], top: int) -> list[FacetCounts]:
    """The facets of a list that no search made: by the same facts that the index holds of each."""
    known = things(context, (Ref(key, "Credential") for key in keys)).values()
    found = [thing for thing in known if isinstance(thing, Credential)]
    owners = one(context, [totals.provider(thing.agents) for thing in found], Organization)
    numbers: dict[str, Counter[str]] = {name: Counter() for name in names}
    for thing, owner in zip(found, owners, strict=True):
        for value in set(facts_of(thing, owner.places if owner else ()).facets):
            field, _, text = value.partition("=")
            if field in numbers:
                numbers[field][text] += 1
    return [_largest(name, numbers[name], top) for name in names]


def _largest(name: str, numbers: Counter[str], top: int) -> FacetCounts:
    ordered = sorted(numbers.items(), key=lambda item: (-item[1], item[0]))
    other = sum(count for _, count in ordered[top:])
    return FacetCounts(name, tuple(Bucket(value, count) for value, count in ordered[:top]), other)


def _selected(query: SearchQuery | None, field: str) -> frozenset[str]:
    filters = query.filters if query else ()
    return frozenset(
        value.lower() for one_ in filters if one_.field in (field, f"{field}_exact") for value in one_.values
    )


def _facet(counts: FacetCounts, selected: frozenset[str], shown: Mapping[tuple[str, str], Concept]) -> Facet:
    buckets = tuple(
        FacetBucket(shown[counts.field, bucket.value], bucket.count, _is_selected(bucket.value, selected))
        for bucket in counts.buckets
    )
    return Facet(counts.field.upper(), buckets, counts.other)


def _is_selected(value: str, selected: frozenset[str]) -> bool:
    low = value.lower()
    return low in selected or low.rpartition(":")[2] in selected


def _concepts(context: Context, counted: Iterable[Iterable[FacetCounts]]) -> dict[tuple[str, str], Concept]:
    """What each value of each facet is called."""
    values = {(c.field, bucket.value): None for group in counted for c in group for bucket in c.buckets}
    organizations = things(context, (Ref(value, "Organization") for field, value in values if field == "provider"))
    return {place: _concept(context, *place, organizations) for place in values}


def _concept(context: Context, field: str, value: str, organizations: Mapping[str, Thing]) -> Concept:
    if field not in _SCHEMES:
        scheme, colon, code = value.partition(":")
        return Concept(scheme, code) if colon else Concept(field, value)
    scheme = _SCHEMES[field]
    if field == "provider":
        return Concept(scheme, global_id(value), None, organizations[value].names)
    if field == "source":
        return Concept(scheme, value, None, _label(source_of(context, value).name))
    if field == "region":
        return Concept(scheme, value, None, _label(NAMES.get(value)))
    known = Concept(scheme, value)
    return known if known.labels else Concept(scheme, value, None, _label(value.replace("_", " ").capitalize()))


def _label(text: str | None) -> tuple[LangText, ...]:
    return (LangText(text, "en-US"),) if text else ()
