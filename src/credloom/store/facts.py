"""From a thing to what the index holds of it: filter terms, facet values, numbers and points. See `fields`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import sha256

from credloom.model import postal, vocabulary
from credloom.model.codes import CIP, NAICS, ONET, SOC, broader
from credloom.model.concept import Concept
from credloom.model.parts import Condition, Place, Ref
from credloom.model.things import (
    Collection,
    Competency,
    Credential,
    Job,
    LearningOpportunity,
    Offering,
    Organization,
    Pathway,
    PathwayComponent,
    Thing,
    TransferValue,
)
from credloom.model.totals import provider, total_cost, total_hours
from credloom.normalise.implied import normal_name
from credloom.store.fields import Facts

LONG_NAME = 64
_UNITED_STATES = frozenset({"US", "USA", "UNITED STATES", "UNITED STATES OF AMERICA"})
SCHEMES = {"occupation": (SOC, ONET), "industry": (NAICS,), "instructional_program": (CIP,)}
"""Schemes under which a bare code of a field is looked for; of any other scheme the bare code is kept too."""
_ONLINE = frozenset({"OnlineOnly", "BlendedDelivery", "VariableSite"})


def facts_of(
    thing: Thing, nearby: Iterable[Place] = (), *, competencies: bool = False, outcomes: bool = False
) -> Facts:
    """The facts of a thing. `nearby` are its provider's places, which count where it has none of its own;
    `competencies`: what it requires teaches or assesses some."""
    facts = Facts([f"kind={type(thing).__name__}"], [], modified=seconds(thing.modified))
    for source in thing.sources:
        _both(facts, "source", source)
    _types(facts, thing)
    facts.terms.extend(exact_terms(exact_names(thing)))
    if isinstance(thing, Offering):
        _offering(facts, thing, nearby, competencies, outcomes)
    elif isinstance(thing, Organization):
        if thing.sector is not None:
            _code(facts, "sector", thing.sector.code)
        _agents(facts, thing)
        _places(facts, thing.places)
    elif isinstance(thing, Competency):
        _competency(facts, thing)
    elif isinstance(thing, Job):
        _job(facts, thing)
    elif isinstance(thing, Collection):
        for one in thing.categories:
            _code(facts, "category", one.code)
        _refs(facts, "owner", [thing.owner])
    elif isinstance(thing, Pathway):
        _concepts(facts, "occupation", thing.occupations)
        _refs(facts, "owner", [thing.owner])
    elif isinstance(thing, PathwayComponent):
        _refs(facts, "pathway", [thing.pathway])
    elif isinstance(thing, TransferValue):
        _refs(facts, "owner", [thing.owner])
    return facts


def seconds(text: str | None) -> float | None:
    """Seconds since 1970 of an ISO 8601 date or time; None where it is none."""
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()


def competency_keys(thing: Offering) -> set[str]:
    """The competencies that an offering states itself, in its conditions too."""
    return {ref.key for ref in competency_refs(thing)}


def competency_refs(thing: Offering) -> Iterator[Ref]:
    """What an offering says of the competencies that it states itself, in its conditions too."""
    yield from thing.competencies
    for condition in thing.conditions:
        yield from _in_condition(condition)


def _in_condition(condition: Condition) -> Iterator[Ref]:
    yield from condition.competencies
    for inner in condition.alternatives:
        yield from _in_condition(inner)


@lru_cache(maxsize=4096)
def classes_of(name: str) -> tuple[str, ...]:
    """A class and its superclasses, without prefix, as filter terms."""
    return tuple(f"type={one.rpartition(':')[2].lower()}" for one in vocabulary.superclasses(name))


def exact_names(thing: Thing) -> set[str]:
    """Every whole name that a thing is known by, in one spelling."""
    texts = [text.value for text in thing.names]
    texts += [one.value for one in thing.identifiers]
    texts += [page_name(thing.url)] if thing.url else []
    if isinstance(thing, Competency):
        texts += [text.value for text in (*thing.labels, *thing.texts)]
        texts += [thing.notation] if thing.notation else []
    return {name for text in texts if (name := normal_name(text))}


def page_name(url: str) -> str:
    """The name under which a thing is found by the address of its page, with or without `https` and `www`."""
    return re.sub(r"^https?://(?:www\.)?", "page ", url.strip(), flags=re.IGNORECASE)


def exact_terms(names: Iterable[str]) -> list[str]:
    """Filter terms of whole names; long statements by their digest."""
    return [f"exact_name={name if len(name) <= LONG_NAME else sha256(name.encode()).hexdigest()}" for name in names]


def _types(facts: Facts, thing: Thing) -> None:
    facts.terms.extend(classes_of(thing.type))
    facts.facets.append(f"type={thing.type.rpartition(':')[2]}")
    for one in thing.types[1:] if len(thing.types) > 1 else ():
        facts.terms.append(f"type={one.code.lower()}")
        facts.facets.append(f"type={one.code}")


def _both(facts: Facts, field: str, value: str) -> None:
    term = f"{field}={value}"
    facts.terms.append(term)
    facts.facets.append(term)


def _code(facts: Facts, field: str, code: str) -> None:
    facts.terms.append(f"{field}={code.lower()}")
    facts.facets.append(f"{field}={code}")


def _refs(facts: Facts, field: str, refs: Iterable[Ref | None]) -> None:
    for ref in refs:
        if ref is not None:
            _both(facts, field, ref.key)


def _offering(facts: Facts, thing: Offering, nearby: Iterable[Place], competencies: bool, outcomes: bool) -> None:
    if isinstance(thing, Credential):
        _code(facts, "family", thing.family)
    if thing.status is not None:
        _code(facts, "status", thing.status.code)
    for level in thing.audience_levels:
        _code(facts, "audience_level", level.code)
    for delivery in thing.delivery_types:
        _code(facts, "delivery_type", delivery.code)
    for tag in thing.languages:
        facts.terms.extend({f"language={tag.lower()}", f"language={tag.lower().partition('-')[0]}"})
    _concepts(facts, "occupation", thing.occupations)
    _concepts(facts, "industry", thing.industries)
    _concepts(facts, "instructional_program", thing.instructional_programs)
    _agents(facts, thing)
    _refs(facts, "provider", [provider(thing.agents)])
    stated = competency_keys(thing)
    facts.terms.extend(f"competency={key}" for key in stated)
    if isinstance(thing, LearningOpportunity):
        facts.terms.extend(f"leads_to={ref.key}" for ref in thing.leads_to)
    facts.online = any(one.code in _ONLINE for one in thing.delivery_types)
    if facts.online:
        facts.terms.extend(("region=online", "county=online", "city=online"))
    _flags(facts, online=facts.online, has_competencies=bool(stated) or competencies, has_outcomes=outcomes)
    stated_places = thing.places or tuple(j.main for j in thing.jurisdictions if j.main is not None)
    _places(facts, stated_places or tuple(nearby))
    cost = total_cost(thing.costs, thing.common_costs)
    if cost.complete and cost.amount is not None and cost.currency == "USD":
        facts.total_cost = float(cost.amount)
    facts.hours = total_hours(thing.durations)


def _competency(facts: Facts, thing: Competency) -> None:
    _refs(facts, "framework", [thing.framework])
    _refs(facts, "parent", [thing.parent])
    if thing.category:
        _code(facts, "category", thing.category)
    _flags(facts, top=thing.top)


def _job(facts: Facts, thing: Job) -> None:
    _code(facts, "kind", thing.kind)
    _refs(facts, "employer", [thing.employer])
    _concepts(facts, "occupation", thing.occupations)
    _concepts(facts, "industry", thing.industries)
    keys = {ref.key for ref in thing.competencies} | {r.competency.key for r in thing.requirements if r.competency}
    facts.terms.extend(f"competency={key}" for key in keys)
    facts.posted = seconds(thing.posted_at)
    _places(facts, thing.places)


def _agents(facts: Facts, thing: Offering | Organization) -> None:
    facts.terms.extend({f"agent={one.role}:{one.agent.key}": None for one in thing.agents})


def _flags(facts: Facts, **flags: bool) -> None:
    facts.terms.extend(f"{name}={'true' if value else 'false'}" for name, value in flags.items())


def _concepts(facts: Facts, field: str, concepts: Iterable[Concept]) -> None:
    terms: dict[str, None] = {}
    for one in concepts:
        facts.facets.append(f"{field}={one.scheme}:{one.code}")
        terms.update(dict.fromkeys(_concept_terms(field, one.scheme, one.code)))
    facts.terms.extend(terms)


@lru_cache(maxsize=32_768)
def _concept_terms(field: str, scheme: str, code: str) -> tuple[str, ...]:
    above = SOC if scheme == ONET else scheme
    exact = (f"{scheme}:{code}",) if scheme in SCHEMES[field] else (f"{scheme}:{code}", code)
    broad = (f"{above}:{one}" for one in broader(scheme, code))
    return (
        *(f"{field}_exact={form.lower()}" for form in exact),
        *(f"{field}={form.lower()}" for form in (*exact, *broad)),
    )


def code_terms(field: str, value: str) -> list[str]:
    """The filter terms of a code, given with its scheme or bare."""
    text = value.strip().lower()
    group = field.removesuffix("_exact")
    return [f"{field}={text}", *(f"{field}={scheme.lower()}:{text}" for scheme in SCHEMES[group] if ":" not in text)]


def _places(facts: Facts, places: Iterable[Place]) -> None:
    terms: dict[str, None] = {}
    points: dict[tuple[float, float], None] = {}
    for place in places:
        for field in ("region", "county", "city"):
            if value := getattr(place, field):
                terms[f"{field}={value.lower()}"] = None
        if place.region and (bucket := f"region={place.region}") not in facts.facets:
            facts.facets.append(bucket)
        if (where := _point(place)) is not None:
            points[where] = None
    facts.terms.extend(terms)
    facts.points = tuple(points)


def _point(place: Place) -> tuple[float, float] | None:
    """Where a place lies; by its postal code where its source gives no coordinates."""
    if place.latitude is not None and place.longitude is not None:
        return place.latitude, place.longitude
    here = (place.country or "US").replace(".", "").upper() in _UNITED_STATES
    return postal.point(place.postal_code) if here else None
