"""Labelled texts: our own with their words, public ones by file, checksum and place."""

from __future__ import annotations

import gzip
import hashlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson

FOLDER = Path(__file__).parent.parent / "gold"


def own() -> list[dict[str, Any]]:
    """Texts of our own writing, all of them fictional."""
    return [orjson.loads(line) for line in (FOLDER / "requirements-own.jsonl").read_bytes().splitlines()]


def messy() -> list[dict[str, Any]]:
    """Texts of our own writing without headings."""
    return [orjson.loads(line) for line in (FOLDER / "requirements-messy.jsonl").read_bytes().splitlines()]


def public(shared: Path) -> Iterator[dict[str, Any]]:
    """Public texts, read from where they are; their files have to be the ones that were labelled."""
    for line in (FOLDER / "requirements-public.jsonl").read_bytes().splitlines():
        row = orjson.loads(line)
        body = (shared / row["file"]).read_bytes()
        assert hashlib.sha256(body).hexdigest() == row["sha256"], row["file"]
        yield row | {"text": _text(body, row["at"])}


def _text(body: bytes, at: dict[str, Any]) -> str:
    if "row" in at:
        return str(orjson.loads(gzip.decompress(body).splitlines()[at["row"]])[at["field"]])
    if "lines" in at:
        first, last = at["lines"]
        return "\n".join(" ".join(orjson.loads(line)["tokens"]) for line in body.splitlines()[first:last])
    first, last = at["range"]
    return body.decode()[first:last]


def write_postings(shared: Path, out: Path) -> None:
    """The public texts of the dev part, with their words, for `python -m credloom.requirements.train`."""
    names = ("id", "group", "part", "text", "spans", "boilerplate")
    rows = [row for row in public(shared) if row["part"] == "dev"]
    lines = [json.dumps({name: row[name] for name in names if name in row}) + "\n" for row in rows]
    out.write_text("".join(lines), "utf-8")


if __name__ == "__main__":
    write_postings(Path(sys.argv[1]), Path(sys.argv[2]))
