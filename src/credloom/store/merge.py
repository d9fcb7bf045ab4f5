"""How the records of one entity become one node: field by field, by one stated rule, with conflicts kept.

The rule (`RULE`): records are ranked by the kind of their source, the Credential Registry first; within a kind the one
that its source changed last comes first; then the source's key decides. For each field

- values that add up (references, codes, identifiers, keywords) are united, the ranked order kept;
- texts are taken language by language from the first record that has the language;
- every other field comes whole from the first record that has it.

Where a lower-ranked record says something else in a field that is not united, that is a conflict. It is not stored:
the records are, and `conflicts` reads it off them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

import msgspec
import orjson

from credloom.model import vocabulary
from credloom.model.identity import ctid_of
from credloom.model.record import Node
from credloom.model.text import NO_LANGUAGE
from credloom.normalise.jsonld import main_type, types_of
from credloom.normalise.kinds import kind_of
from credloom.store.shown import in_words

RULE = "registry-first-then-newest"

KIND_RANKS = (
    *("CREDENTIAL_REGISTRY", "STATE_CATALOG", "OCCUPATION_TAXONOMY", "SKILL_FRAMEWORK", "OUTCOMES", "EMPLOYER_JOBS"),
    *("LIBRARY", "OTHER"),
)
_UNITED = frozenset(
    {"ceterms:identifier", "ceterms:keyword", "ceterms:subject", "ceterms:hasMember", "ceterms:inLanguage"}
    | {"ceterms:sameAs", "owl:sameAs", "schema:sameAs", "ceasn:conceptKeyword", "ceterms:isPartOf", "ceterms:hasPart"}
)
_SINGLE = frozenset(
    {f"ceterms:{name}" for name in ("credentialStatusType", "lifeCycleStatusType", "agentSectorType", "latestVersion")}
    | {"ceterms:supersededBy", "ceterms:parentOrganization", "ceasn:isChildOf", "ceasn:isTopChildOf", "ceasn:isPartOf"}
    | {"ceasn:publicationStatusType", "ceterms:proxyFor", "ceterms:hasDestinationComponent"}
)
_PROFILES = frozenset(
    {"ceterms:requires", "ceterms:recommends", "ceterms:corequisite", "ceterms:coPrerequisite", "ceterms:renewal"}
    | {"ceterms:entryCondition", "ceterms:estimatedCost", "ceterms:estimatedDuration"}
)


class Told(msgspec.Struct, frozen=True):
    """One record of an entity, as merging sees it. `modified` in seconds since 1970."""

    source: str
    source_kind: str
    own: str
    modified: float | None
    node: Node
    record: int = 0


class Candidate(msgspec.Struct, frozen=True):
    """What one record says in a field."""

    value: str
    told: Told


class Disagreement(msgspec.Struct, frozen=True):
    """Records that disagree about a field; the first candidate is the one shown."""

    field: str
    chosen: str | None
    candidates: tuple[Candidate, ...]


def ranked(told: Iterable[Told]) -> list[Told]:
    """The records of an entity, the one that decides first."""
    return sorted(told, key=lambda one: (kind_rank(one.source_kind), -(one.modified or 0.0), one.source, one.own))


def kind_rank(kind: str) -> int:
    """The place of a kind of source; lower decides."""
    return KIND_RANKS.index(kind) if kind in KIND_RANKS else len(KIND_RANKS)


def key_order(key: str) -> tuple[int, str]:
    """Which of several keys an entity is shown under: a CTID, else an address, else a source's own id."""
    if ctid_of(key) == key:
        return 0, key
    if not key.startswith("urn:credloom:"):
        return 1, key
    return (3 if key.startswith("urn:credloom:identifier:") else 2), key


def merged(told: Sequence[Told]) -> Node:
    """One node of ranked records."""
    if len(told) == 1:
        return told[0].node
    node: Node = {}
    for one in told:
        for name, value in one.node.items():
            if name == "@type":
                node["@type"] = _types(node.get("@type"), value)
            elif name not in node:
                node[name] = _copy(value)
            elif isinstance(value, dict) and isinstance(node[name], dict):
                _add_languages(node[name], value)
            elif united(name) and isinstance(value, list) and isinstance(node[name], list):
                node[name].extend(item for item in value if item not in node[name])
    return node


def _copy(value: Any) -> Any:
    if isinstance(value, list):
        return list(value)
    return {tag: list(texts) for tag, texts in value.items()} if isinstance(value, dict) else value


@lru_cache(maxsize=4096)
def united(name: str) -> bool:
    """Whether the values of a property add up across sources."""
    if name in _UNITED:
        return True
    term = vocabulary.terms().get(name)
    if name in _SINGLE or name in _PROFILES or term is None or term.kind != "@id":
        return False
    return any(
        one in ("ceterms:CredentialAlignmentObject", "skos:Concept") or kind_of(one) != "Other" for one in term.ranges
    )


def _types(known: Any, more: Any) -> Any:
    """The more specific class where one is a subclass of the other; else the first record's."""
    if known is None:
        return more
    mine, others = main_type({"@type": known}), main_type({"@type": more})
    return more if mine and others and mine != others and mine in vocabulary.superclasses(others) else known


def _add_languages(texts: dict[str, list[str]], more: dict[str, list[str]]) -> None:
    for tag, many in more.items():
        if not _has_language(texts, tag):
            texts[tag] = list(many)


def _has_language(texts: Iterable[str], tag: str) -> bool:
    base = tag.partition("-")[0]
    return any(base == NO_LANGUAGE or one == NO_LANGUAGE or one.partition("-")[0] == base for one in texts)


def disagreements(told: Sequence[Told]) -> list[Disagreement]:
    """Fields about which ranked records disagree, by name."""
    if len(told) < 2:
        return []
    names = sorted({name for one in told for name in one.node if name != "@id" and not united(name)})
    found = (_disagreement(name, told) for name in names)
    return [one for one in found if one is not None]


def _disagreement(name: str, told: Sequence[Told]) -> Disagreement | None:
    candidates: dict[str, Candidate] = {}
    for one in told:
        value = one.node.get(name)
        if value is None:
            continue
        if name == "@type":
            if any(_related(value, c.told.node["@type"]) for c in candidates.values()):
                continue
        elif isinstance(value, dict):
            seen = [
                tag for c in candidates.values() for tag in c.told.node[name] if isinstance(c.told.node[name], dict)
            ]
            if candidates and not any(_has_language(seen, tag) for tag in value):
                continue
        candidates.setdefault(_comparable(value), Candidate(in_words(value), one))
    if len(candidates) < 2:
        return None
    told_so = tuple(candidates.values())
    return Disagreement(field_name(name), told_so[0].value, told_so)


def _related(one: Any, other: Any) -> bool:
    mine, theirs = types_of({"@type": one}), types_of({"@type": other})
    return any(a in vocabulary.superclasses(b) or b in vocabulary.superclasses(a) for a in mine for b in theirs)


def _comparable(value: Any) -> str:
    if isinstance(value, dict):
        return "\n".join(" ".join(text.split()).casefold() for texts in value.values() for text in texts)
    items = value if isinstance(value, list) else [value]
    return "\n".join(sorted(orjson.dumps(_meant(item), option=orjson.OPT_SORT_KEYS).decode() for item in items))


def _meant(value: Any) -> Any:
    """A value without what does not change its meaning: labels and frameworks beside the address of a concept."""
    if isinstance(value, list):
        return [_meant(item) for item in value]
    if not isinstance(value, dict):
        return value
    if value.get("@type") == "ceterms:CredentialAlignmentObject" and (node := value.get("ceterms:targetNode")):
        return node
    return {term: _meant(inner) for term, inner in value.items()}


def field_name(name: str) -> str:
    """The field of a property as it is shown: without prefix, `type` for `@type`."""
    return name.lstrip("@").rpartition(":")[2]


def tellers(told: Sequence[Told]) -> dict[str, list[Told]]:
    """Field → the records whose value is shown in it, the one that decides first."""
    found: dict[str, list[Told]] = {}
    node = merged(told)
    for name in node:
        holders = [one for one in told if name in one.node]
        shown = _comparable(node[name])
        same = [one for one in holders if united(name) or _comparable(one.node[name]) == shown]
        found[field_name(name)] = same or _language_tellers(name, node[name], holders)
    found.pop("id", None)
    return found


def _language_tellers(name: str, shown: Any, holders: list[Told]) -> list[Told]:
    if not isinstance(shown, dict):
        return holders[:1]
    pairs = [(tag, text) for tag, texts in shown.items() for text in texts]
    return [
        one
        for one in holders
        if isinstance(one.node[name], dict) and any(t in one.node[name].get(g, ()) for g, t in pairs)
    ]
