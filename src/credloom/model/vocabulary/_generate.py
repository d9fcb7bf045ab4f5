"""Make `terms.json` from the published schema and context files of CTDL and CTDL-ASN.

    python -m credloom.model.vocabulary._generate SCHEMA… --context CONTEXT… > terms.json

The files are what https://credreg.net/ctdl/schema/encoding/json, …/ctdl/schema/context/json and their `ctdlasn`
counterparts serve. Kept are terms, types, ranges, containers and labels; not the prose.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

Json = dict[str, Any]


def _label(entry: Json) -> str:
    found = entry.get("rdfs:label") or entry.get("skos:prefLabel") or {}
    return str(found.get("en-US") or found.get("en") or next(iter(found.values()), ""))


def _kind(definition: object) -> str:
    """How a term's values are read: a JSON-LD coercion, `@language`, or nothing."""
    if not isinstance(definition, dict):
        return ""
    return "@language" if definition.get("@container") == "@language" else str(definition.get("@type", ""))


def build(schemas: list[Json], contexts: list[Json]) -> Json:
    """The vocabulary of the given schemas; the first definition of a prefix or a term wins."""
    prefixes: dict[str, str] = {}
    terms: dict[str, str] = {}
    for context in contexts:
        for name, definition in context["@context"].items():
            if isinstance(definition, str):
                prefixes.setdefault(name, definition)
            else:
                terms.setdefault(name, _kind(definition))
    entries = [entry for schema in schemas for entry in schema["@graph"]]
    classes = {e["@id"]: [_label(e), e.get("rdfs:subClassOf", [])] for e in entries if e["@type"] == "rdfs:Class"}
    ranges = {
        e["@id"]: e["schema:rangeIncludes"]
        for e in entries
        if e["@type"] == "rdf:Property" and "schema:rangeIncludes" in e
    }
    concepts = {
        e["@id"]: [_label(e), e["skos:inScheme"][0]]
        for e in entries
        if e["@type"] == "skos:Concept" and e.get("skos:inScheme")
    }
    return {
        "prefixes": prefixes,
        "terms": {name: [kind, ranges.get(name, [])] for name, kind in sorted(terms.items())},
        "classes": dict(sorted(classes.items())),
        "concepts": dict(sorted(concepts.items())),
    }


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("schema", nargs="+", type=Path)
    parser.add_argument("--context", nargs="+", type=Path, required=True)
    options = parser.parse_args()
    schemas = [json.loads(path.read_text("utf-8-sig")) for path in options.schema]
    contexts = [json.loads(path.read_text("utf-8-sig")) for path in options.context]
    json.dump(build(schemas, contexts), sys.stdout, ensure_ascii=False, separators=(",", ":"), sort_keys=False)
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
