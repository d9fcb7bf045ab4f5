"""The front-end operations of the contract on the store of everything, and their answers without the sources' texts."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import orjson
from graphql import OperationDefinitionNode, parse, print_ast

from credloom import clock
from credloom.execute.ports import Operation
from credloom.gateway.gateway import Gateway
from credloom.model.identity import ctid_of
from credloom.settings import Settings
from credloom.sources.manifest import Source

_TEXT = (Path(__file__).parents[1] / "graph/query/operations.graphql").read_text("utf-8")
OPERATIONS = {
    node.name.value: print_ast(node)
    for node in parse(_TEXT).definitions
    if isinstance(node, OperationDefinitionNode) and node.name
}

NURSING = "ce-2f7bc05c-2f9c-4119-9507-2f64d1a71b7b"
FULL_TEST = "ce-683454f7-b878-479f-a96c-6b85d03344df"
WITH_OUTCOMES = "ce-bd860014-039c-9c32-f816-e4f429b17f40"
UNKNOWN = "ce-00000000-0000-4000-8000-000000000000"
READING_COMPREHENSION = "ce-07c260d5-9119-11e8-b852-782bcb5df6ac"
REGISTERED_NURSES = {"occupation": {"scheme": "SOC", "code": "29-1141"}}
POSTING = "Nurse\nRequirements:\n- Reading Comprehension\n- Active Listening\nNice to have:\n- Microsoft Excel\n"
LOS_ANGELES = {"place": {"near": {"postalCode": "90012", "miles": 100}}}

CASES: Mapping[str, tuple[str, dict[str, Any]]] = {
    "all credentials": ("SearchCredentials", {}),
    "one word": ("SearchCredentials", {"search": "nursing"}),
    "its stem": ("SearchCredentials", {"search": "nurses"}),
    "two words": ("SearchCredentials", {"search": "information technology"}),
    "a phrase": ("SearchCredentials", {"search": '"computer science"'}),
    "a typing error": ("SearchCredentials", {"search": "nursng"}),
    "words and filters": (
        "SearchCredentials",
        {"search": "science", "filter": {"families": ["DEGREE"], "statuses": ["Active"], "place": {"regions": ["CA"]}}},
    ),
    "nothing": ("SearchCredentials", {"search": "xyzzy plugh"}),
    "page of a degree": ("CredentialPage", {"ctid": NURSING}),
    "page of a certification": ("CredentialPage", {"ctid": FULL_TEST}),
    "page of an associate degree": ("CredentialPage", {"ctid": WITH_OUTCOMES.upper()}),
    "page of nothing": ("CredentialPage", {"ctid": UNKNOWN}),
    "typing a word": ("TypeAhead", {"text": "weld"}),
    "typing two": ("TypeAhead", {"text": "data an"}),
    "comparing": ("CompareCredentials", {"ids": [NURSING, UNKNOWN, FULL_TEST]}),
    "fetching again": ("Refetch", {"ids": [READING_COMPREHENSION, NURSING, UNKNOWN]}),
    "training nearby": ("TrainingNearby", {"filter": LOS_ANGELES}),
    "training by program": (
        "TrainingNearby",
        {"filter": {"instructionalPrograms": [{"scheme": "CIP", "codes": ["51.38"]}], "sources": ["colorado-etpl"]}},
    ),
    "a framework": ("FrameworkTree", {"search": "financial services"}),
    "all frameworks": ("FrameworkTree", {}),
    "skills": ("ResolveSkills", {"texts": ["Critical thinking", "Microsoft Excel", "reading comprehension", "zzzz"]}),
    "a competency across sources": ("CompetencyAcrossSources", {"ref": {"ctid": READING_COMPREHENSION}}),
    "a posting": ("MatchPosting", {"job": {"text": POSTING}}),
    "an occupation": ("MatchPosting", {"job": REGISTERED_NURSES, "filter": {"families": ["DEGREE"]}}),
    "jobs for a degree": ("JobsForCredential", {"id": NURSING}),
    "all sources": ("Sources", {}),
}
"""Name → operation and variables."""

_CODES = frozenset({
    "__typename", "amount", "assertedBy", "basis", "code", "ctid", "currency", "decision", "direction",
    "exact", "facet", "family", "field", "key", "kind", "lang", "maximum", "minimum", "mode", "necessity",
    "notation", "role", "route", "rule", "scheme", "state",
})  # fmt: skip
_CHANGING = frozenset({
    "ageSeconds", "asOf", "cursor", "elapsedMs", "endCursor", "lastRefreshedAt", "message", "retrievedAt",
    "score", "sourceUrl", "startCursor",
})  # fmt: skip
_SHOWN = 3
"""How many members of a long list are written out; of the others, ids and hashes stand."""


async def answers(folder: Path, sources: Mapping[str, Source]) -> dict[str, Any]:
    """The answer to every case."""
    settings = Settings(data_dir=folder, allow_private_addresses=True)
    gateway = Gateway(settings, sources)
    await gateway.start()
    try:
        return {name: plain(await _ask(gateway, *case)) for name, case in CASES.items()}
    finally:
        await gateway.stop()


async def _ask(gateway: Gateway, operation: str, variables: dict[str, Any]) -> Any:
    asked = Operation(query=OPERATIONS[operation], operation_name=operation, variables=variables)
    answer = await gateway.engine.execute(asked, request_id="shared-data", deadline=clock.monotonic() + 30)
    found = orjson.loads(answer.body)
    assert "errors" not in found, (operation, found["errors"])
    return found["data"]


def plain(value: Any, name: str = "") -> Any:
    """An answer as ids, codes, counts and hashes; what differs from run to run is left out."""
    if isinstance(value, dict) and name != "jsonld":
        return {key: plain(inner, key) for key, inner in value.items() if key not in _CHANGING}
    if isinstance(value, list):
        return [plain(inner, name) if at < _SHOWN else _short(inner, name) for at, inner in enumerate(value)]
    if isinstance(value, float):
        return round(value, 2)
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str) and name in ("id", "code"):
        return _id(value) if name == "id" or len(value) > 20 else value
    return value if isinstance(value, str) and name in _CODES else _hash(value)


def _short(value: Any, name: str) -> Any:
    """A member far down in a list: its id, and a hash of the whole."""
    found = plain(value, name)
    if not isinstance(found, dict):
        return found
    inner = found.get("node") if isinstance(found.get("node"), dict) else found
    return {**({"id": inner["id"]} if inner and "id" in inner else {}), "sha": _hash(found)}


def _id(text: str) -> str:
    """A CTID where the id stands for one, else a hash: keys of organizations hold their names."""
    try:
        key = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode()
    except (binascii.Error, ValueError):
        key = text
    return ctid_of(key) or _hash(key)


def _hash(value: Any) -> str:
    return hashlib.sha256(orjson.dumps(value, option=orjson.OPT_SORT_KEYS)).hexdigest()[:12]
