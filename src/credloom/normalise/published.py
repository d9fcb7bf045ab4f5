"""A canonical node in the form in which the Registry publishes it: one value stands alone, several in a list.

Canonical nodes hold every value in a list, which is what merging and comparing want. JSON-LD means the same by both
(JSON-LD 1.1, section 4.3); references to other things stay in lists, since publishers and readers expect them there.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from credloom.model import vocabulary
from credloom.model.record import Node
from credloom.model.text import NO_LANGUAGE

UNKNOWN_LANGUAGE = "@none"
"""The key of a text without language in a language map (JSON-LD 1.1, section 4.6.2)."""
_SINGLE = frozenset(
    {
        "ceterms:agentSectorType",
        "ceterms:credentialStatusType",
        "ceterms:lifeCycleStatusType",
        "ceterms:directCostType",
        "ceterms:creditUnitType",
        "ceterms:mainJurisdiction",
        "ceterms:logicalOperator",
        "ceterms:latestVersion",
        "ceterms:previousVersion",
        "ceterms:nextVersion",
    }
)
"""Terms with objects of which the Registry holds one at most."""


def published(node: Mapping[str, Any]) -> Node:
    """The node with single values alone, at every depth."""
    return {key: _value(key, value) for key, value in node.items()}


def _value(key: str, value: Any) -> Any:
    if isinstance(value, dict):
        term = vocabulary.terms().get(key)
        return _texts(value) if term is not None and term.kind == "@language" else published(value)
    if not isinstance(value, list):
        return value
    inner = [published(item) if isinstance(item, dict) else item for item in value]
    return inner[0] if len(inner) == 1 and _stands_alone(key, inner[0]) else inner


def _stands_alone(key: str, value: object) -> bool:
    """Literals and addresses of pages do; references to things do not, but for those of which there is one."""
    if key.startswith("@") or key in _SINGLE:
        return True
    term = vocabulary.terms().get(key)
    if term is None or term.kind != "@id":
        return not isinstance(value, dict)
    return term.ranges == ("xsd:anyURI",) and not isinstance(value, dict)


def _texts(tagged: Mapping[str, Any]) -> dict[str, Any]:
    return {
        UNKNOWN_LANGUAGE if tag == NO_LANGUAGE else tag: texts[0]
        if isinstance(texts, list) and len(texts) == 1
        else texts
        for tag, texts in tagged.items()
    }
