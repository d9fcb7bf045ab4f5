"""The fields of the search index: what each kind of thing can be filtered, counted, bounded and sorted by.

Values: codes stand without prefix (`Active`, `BachelorDegree`), codes of occupations, industries and programs with
their scheme (`SOC:29-1141`) or bare, things by key. Filters compare codes without regard to case.
"""

from __future__ import annotations

import msgspec

_OFFERING = ("status", "audience_level", "delivery_type", "language", "region", "county", "city", "provider")
_CODES = ("occupation", "industry", "instructional_program")
_EXACT = tuple(f"{name}_exact" for name in _CODES)
_EVERY = ("source", "type", "exact_name")

FILTERS: dict[str, frozenset[str]] = {
    kind: frozenset((*_EVERY, *names))
    for kind, names in {
        "Credential": (
            *("family", *_OFFERING, *_CODES, *_EXACT, "competency", "competency_text", "agent", "agent_name"),
            *("collection", "collection_category", "online", "has_outcomes", "has_competencies"),
        ),
        "LearningOpportunity": (
            *(*_OFFERING, *_CODES, *_EXACT, "competency", "competency_text", "agent", "agent_name", "leads_to"),
            *("collection", "collection_category", "online", "has_outcomes", "has_competencies"),
        ),
        "Assessment": (*_OFFERING, *_CODES, *_EXACT, "competency", "agent", "agent_name", "online"),
        "Organization": ("sector", "region", "county", "city", "agent"),
        "Competency": ("framework", "category", "parent", "top"),
        "Framework": (),
        "Job": (
            *("kind", "employer", "employer_name", "occupation", "occupation_exact", "industry", "industry_exact"),
            *("region", "county", "city", "online", "competency", "competency_text"),
        ),
        "Pathway": ("occupation", "occupation_exact", "owner"),
        "PathwayComponent": ("pathway",),
        "Collection": ("category", "owner"),
        "TransferValue": ("owner",),
        "Manifest": (),
        "Other": (),
    }.items()
}
"""Fields of `Filter.field` by kind.

`type` finds subclasses too. `occupation`, `industry` and `instructional_program` find narrower codes, `…_exact` only
the code itself. `agent` is `ROLE:key`, `agent_name` `ROLE:words of the name` (each finds the organization under any of
its keys); `competency_text`, `employer_name` are words. `exact_name` is a whole name in any language (a competency's
label, statement and coded notation too; the value of an identifier; `facts.page_name` of its page) as
`normalise.implied.normal_name` writes it, for many exact look-ups in one search. `region`, `county` and `city` find
what is offered online by the value `online`, which is in no facet: a place filter that includes online offers is one
filter then. `competency` finds what a thing states itself and what its required programs and assessments do. `region`
also finds what has no place of its own but a provider there.
`online`, `has_outcomes`, `has_competencies`, `top` are "true" or "false".
"""

FACETS: dict[str, frozenset[str]] = {
    "Credential": frozenset(
        ("family", "type", "status", "audience_level", "delivery_type", "provider", *_CODES, "region", "source")
    ),
    "LearningOpportunity": frozenset(
        ("type", "status", "audience_level", "delivery_type", "provider", *_CODES, "region", "source")
    ),
    "Assessment": frozenset(("type", "status", "delivery_type", "provider", "region", "source")),
    "Organization": frozenset(("type", "sector", "region", "source")),
    "Competency": frozenset(("framework", "category", "source")),
    "Framework": frozenset(("source",)),
    "Job": frozenset(("kind", "employer", "occupation", "industry", "region", "source")),
    "Pathway": frozenset(("occupation", "source")),
    "Collection": frozenset(("category", "source")),
}
"""Fields of `SearchQuery.facets` and of `aggregate` by kind; every other kind has `source` only.

Buckets carry exact values: the most specific class, `SCHEME:code`, keys of providers.
"""

RANGES: dict[str, frozenset[str]] = {
    "Credential": frozenset(("total_cost", "hours", "modified")),
    "LearningOpportunity": frozenset(("total_cost", "hours", "modified")),
    "Assessment": frozenset(("total_cost", "hours", "modified")),
    "Job": frozenset(("posted", "modified")),
}
"""Fields of `SearchQuery.ranges` by kind; every other kind has `modified` only.

`total_cost` is in US dollars and only there where the total is complete; `hours` are clock hours; `modified` and
`posted` are seconds since 1970 (UTC). What lacks the value is outside every range.
"""

SORTS: dict[str, frozenset[str]] = {
    "Credential": frozenset(("relevance", "name", "modified_desc", "cost_asc", "cost_desc", "duration_asc")),
    "LearningOpportunity": frozenset(("relevance", "name", "modified_desc", "cost_asc", "cost_desc", "duration_asc")),
    "Job": frozenset(("relevance", "name", "modified_desc", "posted_desc")),
}
"""Values of `SearchQuery.sort` by kind; every other kind has relevance, name and modified_desc.

What lacks the sorted value comes last. Without words, relevance is the order of names, or of
distance where the query has a circle.
"""

NEAR = frozenset(("Credential", "LearningOpportunity", "Assessment", "Organization", "Job"))
"""Kinds that `SearchQuery.near` can be used with."""

GROUPS = {f"{name}_exact": name for name in _CODES}
"""A facet ignores the filters of its own group: `occupation` also that of `occupation_exact`."""


class Facts(msgspec.Struct, gc=False):
    """What the index holds of one thing beside its words: made by `facts.facts_of`."""

    terms: list[str]
    """`field=value` of every filter that finds the thing."""
    facets: list[str]
    """`field=value` of every bucket that counts the thing."""
    total_cost: float | None = None
    hours: float | None = None
    modified: float | None = None
    posted: float | None = None
    online: bool = False
    points: tuple[tuple[float, float], ...] = ()


def facets_of_kind(kind: str) -> frozenset[str]:
    """The facets of a kind."""
    return FACETS.get(kind, frozenset(("source",)))


def ranges_of_kind(kind: str) -> frozenset[str]:
    """The ranges of a kind."""
    return RANGES.get(kind, frozenset(("modified",)))


def sorts_of_kind(kind: str) -> frozenset[str]:
    """The sorts of a kind."""
    return SORTS.get(kind, frozenset(("relevance", "name", "modified_desc")))
