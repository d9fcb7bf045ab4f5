"""`credloom demo`: stand-ins of all sources, a refresh from them, and the gateway. Leaves nothing behind."""

from __future__ import annotations

import signal
import sys
import tempfile
from argparse import Namespace
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from multiprocessing.connection import wait
from pathlib import Path

from credloom import log
from credloom.cli.commands.refresh import refreshed
from credloom.cli.output import Output
from credloom.cli.progress import ProgressBar
from credloom.cli.serving import address_of, listen, serve
from credloom.cli.supervisor import Child
from credloom.demo import own_data
from credloom.demo.own_data import OwnData
from credloom.demo.stand_ins import SERVERS, environment
from credloom.errors import CredloomError
from credloom.refresh.inbox import RefreshRequest
from credloom.settings import Settings
from credloom.sources.catalogue import load
from credloom.sources.manifest import Source
from credloom.sources.parse import FILE

HOST = "127.0.0.1"
GRACE = 5.0
START_SECONDS = 60.0
QUERY = (
    '{ credentials(search: \\"nursing\\", first: 5) '
    "{ totalCount nodes { name provider { name } provenance { source { key } } } } }"
)


def run(arguments: Namespace, output: Output) -> int:
    """Show Credloom at work until Ctrl-C."""
    with ExitStack() as at_end:
        at_end.enter_context(_interrupted_by(signal.SIGTERM, signal.SIGHUP))
        listening = listen(HOST, arguments.port)
        at_end.callback(listening.close)
        folder = Path(at_end.enter_context(tempfile.TemporaryDirectory(prefix="credloom-demo-")))
        found = Settings(
            data_dir=folder / "data", allow_private_addresses=True, log_level="warning", port=arguments.port
        )
        log.configure(found.log_level, found.log_format)
        servers, own = at_end.enter_context(_stand_ins(arguments.data, output))
        sources = _sources(servers, own, folder / "connectors")
        results = refreshed(found, sources, RefreshRequest(sources=tuple(sources)), ProgressBar(quiet=output.as_json))
        address = address_of(listening)

        def tell() -> None:
            records = sum(result.progress.added for result in results)
            told = {
                "address": address,
                "records": records,
                "sources": servers,
                "left_out": own.refused if own else {},
                "data_dir": str(found.data_dir),
            }
            output.show(told, _welcome(address, records, found.data_dir))
            sys.stdout.flush()

        serve(found, sources, listening, tell)
    return 0


@contextmanager
def _interrupted_by(*signals: signal.Signals) -> Iterator[None]:
    """Other ways to be ended are like Ctrl-C, so that everything is cleaned away.

    They become a SIGINT: an event loop that runs then ends its task in order, where an exception out of nowhere might
    be lost in a callback.
    """

    def interrupt(*_: object) -> None:
        signal.raise_signal(signal.SIGINT)

    before = {number: signal.signal(number, interrupt) for number in signals}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _stand_ins(data: Path | None, output: Output) -> Iterator[tuple[dict[str, str], OwnData | None]]:
    """Servers that stand in for the sources: their addresses, and what of the user's data they serve."""
    with ExitStack() as at_end:
        names = ("registry", "files") if data is not None else tuple(SERVERS)
        sockets = {name: listen(HOST, 0) for name in names}
        for listening in sockets.values():
            at_end.callback(listening.close)
        servers = {name: address_of(listening) for name, listening in sockets.items()}
        own = own_data.read(data, servers["files"]) if data is not None else None
        for reason in own.refused.values() if own is not None and not output.as_json else ():
            sys.stderr.write(f"left out: {reason}\n")
        child = Child("stand-ins", "credloom.cli.demo_process:stand_ins", (sockets, own), GRACE)
        child.start()
        at_end.callback(child.stop)
        for listening in sockets.values():
            listening.close()
        if not wait(child.watched(), START_SECONDS):
            raise CredloomError("The stand-ins of the sources did not start in time.")
        child.look()
        yield servers, own


def _sources(servers: Mapping[str, str], own: OwnData | None, folder: Path) -> dict[str, Source]:
    """The catalogue over the stand-ins, whatever the environment says."""
    env = environment(servers)
    if own is None:
        return load(enabled=[key for paths in SERVERS.values() for key in paths], env=env).sources
    for key, manifest in own.manifests.items():
        (folder / key).mkdir(parents=True)
        (folder / key / FILE).write_text(manifest, encoding="utf-8")
    keys = [*(SERVERS["registry"] if own.payloads else ()), *own.manifests]
    return load([folder] if own.manifests else [], enabled=keys, env=env).sources


def _welcome(address: str, records: int, data_dir: Path) -> str:
    return f"""
Credloom answers, from {records:,} records of sources that run on this machine.

  what it is    {address}/
  ask it        {address}/graphiql
  the schema    {address}/schema.graphql

  curl {address}/graphql -H 'content-type: application/json' \\
    -d '{{"query": "{QUERY}"}}'

  CREDLOOM_DATA_DIR={data_dir} credloom match POSTING

Ctrl-C ends it, and nothing stays behind.
"""
