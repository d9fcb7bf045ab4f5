"""docs/connectors.md speaks of every key and reader, and its example is a manifest."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pytest

from credloom.sources import parse, parse_records, parse_tables
from credloom.sources.readers import READERS, VALUE_READERS

DOCUMENT = (Path(__file__).resolve().parents[2] / "docs" / "connectors.md").read_text("utf-8")
CODE = set(re.findall(r"`([^`\n]+)`", DOCUMENT))
_TAKEN = re.compile(
    r'\.(?:text|texts|number|flag|seconds|size|words|conditions|sections|raw|inner|has)\(\s*"([a-z_]+)"'
)


def keys() -> set[str]:
    """Every key that the parser takes, read from its code."""
    return {key for module in (parse, parse_records, parse_tables) for key in _TAKEN.findall(inspect.getsource(module))}


def spoken_of() -> str:
    return " ".join(CODE)


@pytest.mark.parametrize("key", sorted(keys() - {"source", "fetch", "table", "lookup", "record"}))
def test_every_key_is_documented(key: str) -> None:
    assert re.search(rf"\b{key}\b", spoken_of()), f"docs/connectors.md does not speak of `{key}`"


def test_the_parser_was_read() -> None:
    assert {"reader", "each", "repeats", "split", "ctid", "otherwise"} <= keys()


@pytest.mark.parametrize("reader", [*READERS, *VALUE_READERS])
def test_every_reader_is_documented(reader: str) -> None:
    assert reader in CODE


@pytest.mark.parametrize(
    ("reader", "key"), [(r, k) for r, spec in VALUE_READERS.items() for k in (*spec.cells, *spec.options)]
)
def test_every_key_of_a_reader_stands_in_its_line(reader: str, key: str) -> None:
    line = next(
        line for line in DOCUMENT.splitlines() if line.startswith("| `") and f"`{reader}`" in line.split("|")[1]
    )
    assert re.search(rf"`{key}\b", line), f"`{reader}` has a key `{key}` that its line does not name"


def test_the_example_is_a_manifest_of_thirty_lines() -> None:
    example = DOCUMENT.partition("```toml\n")[2].partition("```")[0]
    assert len(example.splitlines()) <= 30
    manifest = parse.parse(example, Path("connectors/us-xx-etpl"))
    assert len(manifest.records[0].map) == 10
