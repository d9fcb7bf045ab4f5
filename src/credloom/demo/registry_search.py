"""`GET /search` of the Registry: a row a node, filters by envelope, anything else a property that has to match."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import orjson

from credloom.demo.ctdl import Json
from credloom.demo.registry_answers import Problem, errors
from credloom.demo.registry_state import Envelope, Registry, values
from credloom.model import vocabulary

RESOURCE_TYPES = {
    "credential": "ceterms:Credential",
    "organization": "ceterms:Agent",
    "assessment_profile": "ceterms:AssessmentProfile",
    "learning_opportunity_profile": "ceterms:LearningOpportunityProfile",
    "course": "ceterms:Course",
    "learning_program": "ceterms:LearningProgram",
    "competency_framework": "ceasn:CompetencyFramework",
    "competency": "ceasn:Competency",
    "pathway": "ceterms:Pathway",
    "transfer_value_profile": "ceterms:TransferValueProfile",
    "collection": "ceterms:Collection",
    "concept_scheme": "skos:ConceptScheme",
    "job_profile": "ceterms:Job",
    "occupation_profile": "ceterms:Occupation",
    "task_profile": "ceterms:Task",
    "workrole_profile": "ceterms:WorkRole",
}
_PAGING = frozenset({"page", "per_page", "metadata_only", "sort_by", "sort_order", "with_bnodes", "provisional"})
_LISTS = frozenset({"envelope_ctdl_type", "envelope_ceterms_ctid", "envelope_id", "owned_by", "published_by"})
_COMMUNITY = {"name": "ce_registry", "default": True, "secured": False, "secured_search": False}

SearchRow = tuple[Envelope, Json]


def search(registry: Registry, params: Mapping[str, str], *, community: bool) -> list[SearchRow]:
    """Every matching row, in the order that is asked for. `community` is False for `/search` without one."""
    filters = {name: text for name, text in params.items() if name not in _PAGING and name != "community"}
    unknown = [name for name in filters if name not in _LISTS | {"fts", "type", "resource_type", "from", "until"}]
    if unknown and not community and "community" not in params:
        raise errors(500, "undefined method 'dig' for nil")
    found = [
        (envelope, node)
        for envelope in registry.listed(_provisional(params))
        if _envelope_matches(envelope, filters)
        for node in envelope.nodes
        if _kept(node, params.get("with_bnodes", "false")) and _node_matches(node, filters, unknown)
    ]
    created = params.get("sort_by") == "created_at"
    found.sort(
        key=lambda row: row[0].created_at if created else row[0].updated_at,
        reverse=params.get("sort_order") != "asc",
    )
    return found


def row_json(row: SearchRow, *, metadata_only: bool) -> bytes:
    """One row: the envelope's head with the community merged in, the node, and the whole payload."""
    envelope, node = row
    found = {**_COMMUNITY, **envelope.head(), "inner_resource": node}
    return orjson.dumps(found if metadata_only else {**found, "decoded_resource": envelope.payload})


def _provisional(params: Mapping[str, str]) -> str:
    word = params.get("provisional", "exclude")
    if word not in ("exclude", "include", "only"):
        raise Problem(400, {"errors": ["provisional does not have a valid value"]})
    return word


def _envelope_matches(envelope: Envelope, filters: Mapping[str, str]) -> bool:
    head = {
        "envelope_ceterms_ctid": envelope.ctid,
        "envelope_id": envelope.envelope_id,
        **({} if not _LISTS & filters.keys() else envelope.head()),
    }
    if any(str(head.get(name)) not in filters[name].split(",") for name in _LISTS & filters.keys()):
        return False
    since, until = moment(filters.get("from")), moment(filters.get("until"))
    return (since is None or envelope.updated_at >= since) and (until is None or envelope.updated_at <= until)


def _kept(node: Json, bnodes: str) -> bool:
    blank = str(node.get("@id", "")).startswith("_:")
    return bnodes == "true" or blank == (bnodes == "only")


def _node_matches(node: Json, filters: Mapping[str, str], properties: list[str]) -> bool:
    wanted = filters.get("resource_type")
    if wanted is not None and not is_a(node, RESOURCE_TYPES.get(_singular(wanted), "")):
        return False
    if (words := filters.get("fts")) is not None and not has_words(texts(node), words, every=True):
        return False
    return all(_contains(node, name, filters[name]) for name in properties)


def _singular(name: str) -> str:
    return name[:-3] + "y" if name.endswith("ies") else name.removesuffix("s")


def _contains(node: Json, name: str, text: str) -> bool:
    """`processed_resource @> {name: value}`."""
    try:
        wanted = orjson.loads(text)
    except orjson.JSONDecodeError:
        wanted = text
    have = node.get("ceterms:ctid" if name == "ctid" else name)
    if isinstance(wanted, list):
        return isinstance(have, list) and all(item in have for item in wanted)
    return have == wanted or (isinstance(have, list) and wanted in have)


def is_a(node: Json, ctdl_class: str) -> bool:
    """Whether a node has a class or one of its subclasses."""
    return any(ctdl_class in vocabulary.superclasses(str(name)) for name in values(node.get("@type")))


def texts(value: Any) -> Iterator[str]:
    """Every text inside a value that is no address."""
    if isinstance(value, str):
        if not value.startswith(("http", "_:", "ce-")):
            yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            if key not in ("@type", "@id", "ceterms:framework"):
                yield from texts(inner)
    else:
        for inner in values(value) if isinstance(value, list) else ():
            yield from texts(inner)


def has_words(found: Iterator[str], wanted: str, *, every: bool) -> bool:
    """Whether texts hold the words, by their stems: all of them, or any."""
    have = {stem(word) for text in found for word in split(text)}
    asked = [stem(word) for word in split(wanted)]
    hits = [any(word.startswith(one) for word in have) for one in asked]
    return bool(hits) and (all(hits) if every else any(hits))


def split(text: str) -> list[str]:
    """Words in lower case."""
    return "".join(letter if letter.isalnum() else " " for letter in text.lower()).split()


def stem(word: str) -> str:
    """A rough English stem."""
    for ending in ("ing", "es", "s", "ed"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word.removesuffix(ending)
    return word


def moment(text: str | None) -> datetime | None:
    """A time among the parameters; UTC where it names no zone, nothing where it cannot be read."""
    try:
        found = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
