"""All of the public data behind stand-ins of the sources, and the sources that read it: what a registry can hold is
published, catalogs, postings and O*NET are served as files over HTTP, the rest lies in a folder of CTDL files."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import wait
from pathlib import Path
from shutil import copyfile
from typing import Any

import msgspec

from credloom.cli.serving import address_of, listen
from credloom.cli.supervisor import Child
from credloom.demo import own_data, registry_server, stand_ins
from credloom.demo.own_data import OwnData
from credloom.model.identity import ctid_of
from credloom.sources.catalogue import load, variable
from credloom.sources.manifest import Source
from tests.connectors.connector_samples import FOLDERS as CONNECTORS

CTDL = ("frameworks", "jobs/ctdl", "outcomes", "pathways", "registry", "transfer-values")
FOREIGN = ("case", "osmt")
"""Frameworks in formats that no reader of this release names: they are offered as CTDL, and refused with a reason."""

ONET_LATER = {
    "later-release-Occupation-Data.txt": "Occupation Data.txt",
    "later-release-Task-Statements.txt": "Task Statements.txt",
    "later-release-Technology-Skills.txt": "Technology Skills.txt",
}
SERVED = {
    "usajobs-labor": "jobs/postings/usajobs-labor.json",
    "usajobs-commerce": "jobs/postings/usajobs-commerce.json",
    "postings-2016": "jobs/postings/schema-org-50-postings-2016.json.gz",
    "job-postings": "jobs/postings/sample_job_listing.json",
    "california": "states/california/programs.json",
}
"""Connector to the one file that it reads over HTTP."""
ALIKE = {"usajobs-labor": "usajobs", "usajobs-commerce": "usajobs", "onet-later": "onet", "foreign": "documents"}
"""Connectors that are another one's manifest under a key of their own."""

_CTDL_MANIFEST = '[source]\nname = "CTDL documents"\nkind = "OTHER"\nlanguage = "en-US"\n[fetch]\nreader = "ctdl"\n'


class Published(msgspec.Struct, frozen=True):
    """What a registry can hold (payloads with the file of each), and the files of everything else."""

    payloads: list[tuple[str, Any]]
    others: list[str]


def published(folder: Path) -> Published:
    """The CTDL files of the public data, parted."""
    found = Published([], [])
    for file in (file for name in CTDL for file in sorted((folder / name).rglob("*")) if file.is_file()):
        name = file.relative_to(folder).as_posix()
        payloads = _payloads(file)
        if payloads:
            found.payloads.extend((name, payload) for payload in payloads)
        else:
            found.others.append(name)
    return found


def _payloads(file: Path) -> list[Any]:
    """Payloads whose main resource has a CTID; none where one of the file's documents is not of that kind."""
    if file.suffix not in (".json", ".jsonld"):
        return []
    try:
        data = json.loads(file.read_text("utf-8-sig"))
    except (ValueError, UnicodeDecodeError):
        return []
    documents = [_unwrapped(one) for one in (data if isinstance(data, list) else [data])]
    return documents if all(_has_ctid(one) for one in documents) else []


def _unwrapped(document: Any) -> Any:
    inner = document.get("decoded_resource") if isinstance(document, dict) else None
    return inner if isinstance(inner, dict) else document


def _has_ctid(document: Any) -> bool:
    nodes = document.get("@graph", [document]) if isinstance(document, dict) else []
    ctid = nodes[0].get("ceterms:ctid") if nodes and isinstance(nodes[0], dict) else None
    return isinstance(ctid, str) and ctid_of(ctid) is not None


def files(folder: Path) -> dict[str, Path]:
    """What the server of files serves, by name."""
    found = {name: folder / name for name in SERVED.values()}
    found |= {f"colorado/{file.name}": file for file in (folder / "states/colorado").iterdir()}
    return found | {f"onet/{name}": folder / "occupations/onet" / file for file, name in ONET_LATER.items()}


def sources(servers: dict[str, str], data: Path, folder: Path, others: list[str]) -> dict[str, Source]:
    """The catalogue over the stand-ins; `folder` takes connectors and copies of what lies on disk."""
    _connectors(folder / "connectors")
    _copy(data, folder / "documents", others)
    foreign = [f.relative_to(data).as_posix() for name in FOREIGN for f in sorted((data / name).iterdir())]
    _copy(data, folder / "foreign", foreign)
    _copy(data, folder / "onet", [f"occupations/onet/{f.name}" for f in (data / "occupations/onet").glob("29.2-*")])
    addresses = {
        "colorado-etpl": f"{servers['files']}{own_data.FILES}colorado",
        "onet-later": f"{servers['files']}{own_data.FILES}onet",
        **{key: f"{servers['files']}{own_data.FILES}{name}" for key, name in SERVED.items()},
        **{key: (folder / key).as_uri() for key in ("documents", "foreign", "onet")},
    }
    env = stand_ins.environment(servers) | {variable(key, "URL"): url for key, url in addresses.items()}
    enabled = [*addresses, *registry_server.PATHS]
    folders = [*CONNECTORS[1:], folder / "connectors"]
    return load(folders, enabled=enabled, env=env).sources


def _connectors(folder: Path) -> None:
    texts = {inner.name: inner / "manifest.toml" for place in CONNECTORS for inner in place.iterdir() if inner.is_dir()}
    for key, like in {**ALIKE, "documents": "documents"}.items():
        (folder / key).mkdir(parents=True)
        text = texts[like].read_text() if like in texts else _CTDL_MANIFEST
        (folder / key / "manifest.toml").write_text(text)


def _copy(data: Path, folder: Path, names: list[str]) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        copyfile(data / name, folder / name)


@contextmanager
def serving(data: Path, payloads: list[Any]) -> Iterator[dict[str, str]]:
    """The stand-ins of a registry and of file servers on loopback, in a process as `credloom demo --data` starts it."""
    own = OwnData(payloads=payloads, manifests={}, files=files(data), refused={})
    sockets = {name: listen("127.0.0.1", 0) for name in ("registry", "files")}
    child = Child("stand-ins", "credloom.cli.demo_process:stand_ins", (sockets, own), 5.0)
    child.start()
    try:
        addresses = {name: address_of(listening) for name, listening in sockets.items()}
        for listening in sockets.values():
            listening.close()
        wait(child.watched(), 60)
        child.look()
        assert child.ready
        yield addresses
    finally:
        child.stop()
