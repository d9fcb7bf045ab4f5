"""The JSON Schema for editors knows exactly the keys that the parser knows."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from credloom.errors import ManifestError
from credloom.sources.parse import parse
from credloom.sources.schema import manifest_schema
from tests.sources.test_manifest_errors import FOLDER, GOOD, MISTAKES

ROOT = Path(__file__).resolve().parents[2]
SCHEMA: dict[str, Any] = json.loads((ROOT / "connectors" / "manifest.schema.json").read_text("utf-8"))
MANIFESTS = sorted(ROOT.glob("connectors/*/manifest.toml")) + sorted(
    ROOT.glob("tests/connectors/extra/*/manifest.toml")
)


def fits(value: Any, schema: dict[str, Any]) -> bool:
    """Whether a value fits a schema: the part of JSON Schema 2020-12 that the manifest's schema uses."""
    if "$ref" in schema:
        return fits(value, SCHEMA["$defs"][schema["$ref"].rpartition("/")[2]])
    if "oneOf" in schema:
        return any(fits(value, one) for one in schema["oneOf"])
    if "enum" in schema or "const" in schema:
        return value in schema.get("enum", [schema.get("const")])
    kinds = schema.get("type")
    if kinds and not any(_is(value, kind) for kind in ([kinds] if isinstance(kinds, str) else kinds)):
        return False
    if isinstance(value, str):
        return re.search(schema.get("pattern", ""), value) is not None
    if isinstance(value, list):
        return all(fits(item, schema.get("items", {})) for item in value) and len(value) >= schema.get("minItems", 0)
    if isinstance(value, dict):
        return _object_fits(value, schema)
    return not isinstance(value, int | float) or value >= schema.get("minimum", value)


def _object_fits(value: dict[str, Any], schema: dict[str, Any]) -> bool:
    known, more = schema.get("properties", {}), schema.get("additionalProperties", {})
    names = schema.get("propertyNames", {})
    return all(need in value for need in schema.get("required", ())) and all(
        fits(key, names) and (fits(item, known[key]) if key in known else more is not False and fits(item, more))
        for key, item in value.items()
    )


def _is(value: Any, kind: str) -> bool:
    flag = isinstance(value, bool)
    return {
        "string": isinstance(value, str),
        "boolean": flag,
        "integer": isinstance(value, int) and not flag,
        "number": isinstance(value, int | float) and not flag,
        "object": isinstance(value, dict),
        "array": isinstance(value, list),
    }[kind]


def test_the_file_is_what_the_lists_say() -> None:
    assert manifest_schema() == SCHEMA, "python -m credloom.sources.schema > connectors/manifest.schema.json"


@pytest.mark.parametrize("place", MANIFESTS, ids=lambda place: place.parent.name)
def test_every_manifest_fits(place: Path) -> None:
    assert fits(tomllib.loads(place.read_text("utf-8")), SCHEMA)


def test_the_good_manifest_fits() -> None:
    assert fits(tomllib.loads(GOOD), SCHEMA)


@pytest.mark.parametrize(("old", "new"), [case[:2] for case in MISTAKES if "no key here" in case[3]])
def test_unknown_keys_fit_neither(old: str, new: str) -> None:
    text = GOOD.replace(old, new, 1)
    with pytest.raises(ManifestError):
        parse(text, FOLDER)
    assert not fits(tomllib.loads(text), SCHEMA)


def _own_keys(text: str, path: str) -> set[str]:
    """The keys that the parser says are known, from its complaint of an unknown one."""
    with pytest.raises(ManifestError) as caught:
        parse(text, FOLDER)
    found = re.search(rf"{path}: is no key here; expected one of ([^.]*)\.", str(caught.value))
    assert found, str(caught.value)
    return set(found[1].split(", "))


@pytest.mark.parametrize(
    ("after", "path", "schema"),
    [
        ("[source]", r"source\.zzz", SCHEMA["properties"]["source"]),
        ("[fetch]", r"fetch\.zzz", SCHEMA["properties"]["fetch"]),
        ("[table]", r"table\.zzz", SCHEMA["properties"]["table"]["oneOf"][0]),
        ("[record]", r"record\.zzz", SCHEMA["properties"]["record"]["oneOf"][0]),
    ],
)
def test_parser_and_schema_know_the_same_keys(after: str, path: str, schema: dict[str, Any]) -> None:
    known = _own_keys(GOOD.replace(after, f"{after}\nzzz = 1", 1), path)
    assert known == set(schema["properties"])
