"""The JSON Schema of a manifest, for editors: made from the same lists that the parser uses.

`python -m credloom.sources.schema > connectors/manifest.schema.json` writes it; a test holds the file to it.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from credloom.sources.parse import KINDS, MODES
from credloom.sources.parse_tables import PAGES, REPEATS
from credloom.sources.readers import READERS, TABLE_READERS, VALUE_READERS

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
TEXTS: Schema = {"oneOf": [TEXT, {"type": "array", "items": TEXT}]}
FLAG: Schema = {"type": "boolean"}
COUNT: Schema = {"type": "integer", "minimum": 0}
_SCALAR: Schema = {"type": ["string", "number", "boolean"]}
CONDITIONS: Schema = {
    "type": "object",
    "additionalProperties": {"oneOf": [_SCALAR, {"type": "array", "items": _SCALAR, "minItems": 1}]},
}


def _object(properties: Schema, *needed: str) -> Schema:
    return {
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
        **({"required": list(needed)} if needed else {}),
    }


def _one_of(words: Any) -> Schema:
    return {"enum": list(words)}


def _many(item: Schema) -> Schema:
    return {"oneOf": [item, {"type": "array", "items": item}]}


def _source() -> Schema:
    texts = dict.fromkeys(("key", "name", "homepage", "license", "attribution", "jurisdiction", "language"), TEXT)
    return _object({**texts, "kind": _one_of(KINDS), "mode": _one_of(MODES)}, "name")


def _fetch() -> Schema:
    secret = _object({"header": TEXT, "scheme": TEXT, "env": TEXT, "required": FLAG})
    properties = {
        "reader": _one_of(READERS),
        "url": {"type": "string", "pattern": "^$|^(https?|file)://"},  # empty: the operator sets it
        "urls": {"type": "object", "additionalProperties": {"type": "string", "pattern": "^(https?|file)://"}},
        "every": {"type": "string", "pattern": "^[0-9.]+\\s*[smhdw]$"},
        "timeout": {"type": "string", "pattern": "^[0-9.]+\\s*[smhdw]$"},
        "concurrency": {"type": "integer", "minimum": 1},
        "max_bytes": {"type": "string", "pattern": "^[0-9]+\\s*[kKmMgG][bB]$"},
        "params": {"type": "object", "additionalProperties": TEXT},
        "secret": secret,
        "options": {"type": "object"},
    }
    return _object(properties, "reader")


def _table() -> Schema:
    texts = dict.fromkeys(("name", "from", "url", "each", "modified", "delimiter", "encoding", "sheet"), TEXT)
    page = {
        "by": _one_of((*PAGES, "letters")),
        **dict.fromkeys(("param", "size_param", "at", "total", "pages"), TEXT),
        "size": COUNT,
        "first": {"type": "integer"},
        "values": TEXTS,
    }
    on = {"oneOf": [TEXT, {"type": "array", "items": TEXT}, {"type": "object", "additionalProperties": TEXT}]}
    return _object(
        {
            **texts,
            "reader": _one_of(TABLE_READERS),
            "columns": {"type": "object", "additionalProperties": TEXTS},
            "only": CONDITIONS,
            "unless": CONDITIONS,
            "key": TEXTS,
            "repeats": _one_of(REPEATS),
            "join": _many(_object({"table": TEXT, "on": on}, "table", "on")),
            "page": _object(page, "by"),
            "by_id": _object({"url": TEXT, "json": {}, "most": {"type": "integer", "minimum": 1}, "each": TEXT}),
            "optional": FLAG,
            "skip": COUNT,
        }
    )


def _record() -> Schema:
    typed = _object({"field": TEXTS, "lookup": TEXT, "default": TEXT})
    return _object(
        {
            **dict.fromkeys(("name", "table", "ctid", "iri"), TEXT),
            "type": {"oneOf": [TEXT, typed]},
            "id": TEXTS,
            "about": TEXTS,
            "copy": TEXTS,
            "same": _many(_object({"scheme": TEXT, "field": TEXT}, "scheme", "field")),
            "when": CONDITIONS,
            "unless": CONDITIONS,
            "map": {"$ref": "#/$defs/map"},
        },
        "type",
    )


def _value() -> Schema:
    texts = dict.fromkeys(("table", "each", "split", "lookup", "prefix", "suffix", "glue", "lang", "record"), TEXT)
    cells = {name for spec in VALUE_READERS.values() for name in spec.cells}
    options = {name for spec in VALUE_READERS.values() for name in spec.options}
    cell = {"oneOf": [TEXT, _object({"value": TEXT}, "value")]}
    own = {name: cell if name in cells else TEXTS for name in sorted(cells | options)}
    return _object(
        {
            **own,
            **texts,
            "as": {"oneOf": [{"const": name, "description": spec.makes} for name, spec in VALUE_READERS.items()]},
            **dict.fromkeys(("field", "fields", "first_of", "join_of", "empty"), TEXTS),
            "value": {"oneOf": [_SCALAR, {"type": "array", "items": _SCALAR}]},
            "required": FLAG,
            "map": {"$ref": "#/$defs/map"},
        }
    )


def manifest_schema() -> Schema:
    """The schema (JSON Schema 2020-12). Names of tables, look-ups, records and CTDL terms only the parser checks."""
    lookup = {"type": "object", "additionalProperties": TEXT}
    value = {"oneOf": [TEXT, {"$ref": "#/$defs/value"}]}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Credloom connector manifest",
        **_object(
            {
                "source": _source(),
                "fetch": _fetch(),
                "table": _many(_table()),
                "lookup": {"type": "object", "additionalProperties": lookup},
                "record": _many(_record()),
                "map": {"$ref": "#/$defs/map"},
            },
            "source",
            "fetch",
        ),
        "$defs": {
            "map": {"type": "object", "propertyNames": {"pattern": ":"}, "additionalProperties": _many(value)},
            "value": _value(),
        },
    }


def main() -> None:
    """Write the schema to standard output."""
    sys.stdout.write(json.dumps(manifest_schema(), indent=2) + "\n")


if __name__ == "__main__":
    main()
