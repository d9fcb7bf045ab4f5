"""`credloom demo --data DIR`: what each of the user's files is, and how it is served to the gateway.

CTDL graphs whose main resource has a CTID are published by the stand-in of the Registry. Every other file is served as
it is, with a first manifest that is written for it as `credloom sources new` writes one. What cannot be used is told
with its reason; it never stops the others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import msgspec

from credloom.demo.ctdl import CONTEXT, REGISTRY, Json
from credloom.errors import CredloomError, UsageError
from credloom.model.identity import ctid_of
from credloom.sources.formats import strict_json
from credloom.sources.propose import propose

LARGEST_BYTES = 256 * 1024 * 1024
FILES = "/files/"
"""Where the files are served, behind the address of their server."""


class OwnData(msgspec.Struct, frozen=True, kw_only=True):
    """What a folder holds: graphs for the Registry, manifests by key, files by the name they are served under."""

    payloads: list[Json]
    manifests: dict[str, str]
    files: dict[str, Path]
    refused: dict[str, str]


def read(folder: Path, address: str) -> OwnData:
    """Look at every file below a folder. `address` is that of the server which will serve them.

    Raises `UsageError` where there is no such folder, or where nothing in it can be used.
    """
    if not folder.is_dir():
        raise UsageError(f"{folder}: there is no such folder.")
    found = OwnData(payloads=[], manifests={}, files={}, refused={})
    for file in sorted(folder.rglob("*")):
        name = file.relative_to(folder).as_posix()
        if file.is_file() and not any(part.startswith(".") for part in file.relative_to(folder).parts):
            try:
                _take(found, file, name, address)
            except CredloomError as error:
                found.refused[name] = str(error)
            except OSError as error:
                found.refused[name] = f"{name}: cannot be read ({error.strerror})."
    if not found.payloads and not found.manifests:
        why = "; ".join(list(found.refused.values())[:3]) or "it has no files"
        raise UsageError(f"{folder}: nothing in it can be served: {why}")
    return found


def _take(found: OwnData, file: Path, name: str, address: str) -> None:
    if file.stat().st_size > LARGEST_BYTES:
        raise UsageError(f"{name}: is larger than {LARGEST_BYTES >> 20} MB.")
    content = file.read_bytes()
    graphs = list(_graphs(strict_json(content, name))) if name.lower().endswith((".json", ".jsonld")) else []
    if graphs:
        found.payloads.extend(graphs)
        return
    key = _key(name, found.manifests)
    found.manifests[key] = propose(content, file.name, key, url=f"{address}{FILES}{quote(name)}")
    found.files[name] = file


def _key(name: str, taken: dict[str, str]) -> str:
    """A connector's key from a file's name, numbered where two files would have the same."""
    plain = re.sub(r"[^a-z0-9]+", "-", name.lower().rpartition(".")[0] or name.lower()).strip("-") or "file"
    key, number = plain, 1
    while key in taken:
        number += 1
        key = f"{plain}-{number}"
    return key


def _graphs(data: Any) -> Iterator[Json]:
    """The documents of a file that the Registry could hold; nothing where one of them is none."""
    documents = data if isinstance(data, list) else [data]
    graphs = [_graph(document) for document in documents]
    if graphs and all(graph is not None for graph in graphs):
        yield from (graph for graph in graphs if graph is not None)


def _graph(document: Any) -> Json | None:
    if not isinstance(document, dict):
        return None
    inside = document.get("@graph")
    nodes = inside if isinstance(inside, list) else [{k: v for k, v in document.items() if k != "@context"}]
    main = next((found for node in nodes if isinstance(node, dict) and (found := _ctid(node))), None)
    if main is None:
        return None
    return {
        "@context": document.get("@context", CONTEXT),
        "@id": f"{REGISTRY}/graph/{main}",
        "@graph": nodes,
    }


def _ctid(node: Json) -> str | None:
    value = node.get("ceterms:ctid")
    return ctid_of(value) if isinstance(value, str) else None
