"""`credloom sources` (or `sources list`), `credloom sources check`, `credloom sources new`."""

from __future__ import annotations

import asyncio
from argparse import Namespace
from pathlib import Path
from urllib.parse import urlsplit

from credloom.cli.output import Output, table
from credloom.cli.setup import catalogue_of, enabled, settings_of
from credloom.connect.client import Client
from credloom.errors import SourceRefused, SourceUnavailable, UsageError
from credloom.settings import Settings
from credloom.sources.catalogue import Catalogue
from credloom.sources.manifest import Fetch, Manifest, Source, SourceInfo
from credloom.sources.parse import FILE
from credloom.sources.propose import propose


def run(arguments: Namespace, output: Output) -> int:
    """List, test or write manifests."""
    if arguments.action == "new":
        return new(arguments, output)
    if arguments.action == "check":
        return checked(arguments, output)
    return listed(arguments, output)


def checked(arguments: Namespace, output: Output) -> int:
    """Ask sources for their first records, those that are named or all that are enabled."""
    from credloom.cli.check import check  # the readers and all that they need

    found = settings_of(arguments)
    catalogue = catalogue_of(found)
    enabled(arguments.sources, catalogue)
    return check(found, [catalogue.sources[key] for key in arguments.sources or sorted(catalogue.sources)], output)


def listed(arguments: Namespace, output: Output) -> int:
    """All connectors: those in use, and the others with the reason."""
    catalogue = catalogue_of(settings_of(arguments))
    told = _told(catalogue)
    rows = [[entry["key"], entry["kind"], entry["mode"], entry["reason"] or entry["name"]] for entry in told]
    output.show(told, table(["key", "kind", "mode", "name, or what is missing"], rows))
    return 0


def _told(catalogue: Catalogue) -> list[dict[str, str | None]]:
    used = [
        {"key": key, "name": info.name, "kind": info.kind, "mode": info.mode, "reason": None}
        for key, source in sorted(catalogue.sources.items())
        for info in [source.manifest.source]
    ]
    unused = [
        {"key": key, "name": None, "kind": "", "mode": "", "reason": reason}
        for key, reason in sorted(catalogue.disabled.items())
    ]
    return [*used, *unused]


def new(arguments: Namespace, output: Output) -> int:
    """Write a first manifest into the operator's first folder of connectors. Never overwrites."""
    found = settings_of(arguments)
    if not found.connectors:
        raise UsageError("Name a folder for your own connectors first: CREDLOOM_CONNECTORS=./connectors.")
    folder = found.connectors[0] / arguments.id
    if folder.exists():
        raise UsageError(f"{folder} is there already; nothing was written.")
    content, url = _sample(arguments.sample, arguments.id, found)
    manifest = propose(content, Path(urlsplit(arguments.sample).path).name, arguments.id, url=url)
    folder.mkdir(parents=True)
    file = folder / FILE
    file.write_text(manifest, encoding="utf-8")
    lines = [f"Written: {file}", f"Next: look it through, then run `credloom sources check {arguments.id}`."]
    output.show({"file": str(file), "manifest": manifest}, "\n".join(lines))
    return 0


def _sample(given: str, key: str, found: Settings) -> tuple[bytes, str]:
    """`(content, address)` of a file, or of an address, which is asked as any source is."""
    if given.startswith(("http://", "https://")):
        return asyncio.run(_fetched(given, key, found)), given
    path = Path(given)
    try:
        return path.read_bytes(), path.absolute().as_uri()
    except OSError as error:
        raise UsageError(f"{given}: cannot be read ({error.strerror}).") from error


async def _fetched(url: str, key: str, found: Settings) -> bytes:
    info = SourceInfo(key=key, name=key, kind="OTHER")
    manifest = Manifest(source=info, fetch=Fetch(reader="json", urls={"main": url}), folder=Path())
    client = Client(allow_private=found.allow_private_addresses)
    try:
        answer = await client.get(url, source=Source(manifest=manifest, urls={"main": url}))
    finally:
        await client.aclose()
    if answer.status_code in (401, 403):
        raise SourceRefused(f"{url} answered {answer.status_code}: it wants a key. Save a sample to a file instead.")
    if answer.status_code != 200:
        raise SourceUnavailable(f"{url} answered {answer.status_code}; expected 200 with a sample.")
    return answer.content
