"""Everything that can be typed. Nothing heavy is imported here."""

from __future__ import annotations

import argparse
from pathlib import Path

from credloom import __version__
from credloom.cli.usage import Parser

_ABOUT = "One GraphQL graph over the Credential Registry, state catalogs and jobs."
_END = """\
start here:
  credloom demo              everything on this machine, without a network
  credloom serve             the gateway for production
  credloom doctor            what is wrong, and how to mend it

Settings come from credloom.toml and CREDLOOM_* variables:
docs/configuration.md. Errors go to stderr with exit code 1, wrong usage ends
with 2.
"""


def parser() -> argparse.ArgumentParser:
    """The whole command line."""
    top = Parser(
        "credloom",
        description=_ABOUT,
        epilog=_END,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    top.add_argument("--version", action="version", version=f"credloom {__version__}")
    shared = _shared(json=False, config=None)
    below = _shared(json=argparse.SUPPRESS, config=argparse.SUPPRESS)  # keeps what stands before the action
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND", title="commands")

    def add(name: str, help_: str) -> argparse.ArgumentParser:
        description = f"{help_[0].upper()}{help_[1:]}."
        return commands.add_parser(name, help=help_, description=description, parents=[shared], allow_abbrev=False)

    _serving(add("demo", "serve bundled sources of all three kinds, without a network"), demo=True)
    _serving(add("serve", "serve the gateway"), demo=False)
    _refreshing(add("refresh", "harvest sources into the store"))
    _sources(add("sources", "list sources, test a manifest, or write a first one"), below)
    query = add("query", "run a GraphQL document without a server")
    query.add_argument("file", type=Path, metavar="FILE", help="the document; - reads standard input")
    query.add_argument("--variables", type=Path, metavar="FILE", help="its variables, as JSON")
    query.add_argument("--operation", metavar="NAME", help="which operation, where the document holds several")
    _matching(add("match", "find the stored credentials that fit a posting"))
    _resolving(add("resolve", "tell which competencies texts mean"))
    _evaluating(add("evaluate", "measure resolving and matching on gold data of your own"))
    _schema(add("schema", "print the schema, or find breaking changes"), below)
    add("doctor", "check configuration, store, index, sources, clock and versions")
    return top


def _shared(json: object, config: object) -> Parser:
    """What every command takes, with its defaults."""
    made = Parser(add_help=False)
    made.add_argument("--json", action="store_true", default=json, help="print JSON")
    made.add_argument(
        "--config", type=Path, default=config, metavar="FILE", help="settings (default: ./credloom.toml if there)"
    )
    return made


def _serving(command: argparse.ArgumentParser, *, demo: bool) -> None:
    if demo:
        command.add_argument("--data", type=Path, metavar="DIR", help="your own CTDL, CSV and job files instead")
        command.add_argument("--port", type=_port, default=8000, metavar="N", help="default: 8000; 0 takes a free one")
        return
    command.add_argument("--host", metavar="H", help="default: 127.0.0.1")
    command.add_argument("--port", type=_port, metavar="N", help="default: 8000")
    command.add_argument("--workers", type=_many, metavar="N", help="web processes beside the one that refreshes")


def _refreshing(command: argparse.ArgumentParser) -> None:
    command.add_argument("sources", nargs="*", metavar="SOURCE", help="default: all that are mirrored")
    command.add_argument("--full", action="store_true", help="read everything again, not only what changed")
    command.add_argument(
        "--accept-drop", action="store_true", help="accept that a source holds over 20 %% less than before"
    )


def _sources(command: argparse.ArgumentParser, below: argparse.ArgumentParser) -> None:
    does = command.add_subparsers(dest="action", metavar="ACTION")
    does.add_parser("list", parents=[below], help="list them, as without an action")
    check = does.add_parser("check", parents=[below], help="test manifests against their sources")
    check.add_argument("sources", nargs="*", metavar="SOURCE", help="default: all that are enabled")
    new = does.add_parser("new", parents=[below], help="write a first manifest from sample data")
    new.add_argument("id", metavar="ID", help="the connector's key, for example us-xx-etpl")
    new.add_argument(
        "--from", dest="sample", required=True, metavar="FILE-or-URL", help="a CSV, JSON or JSON-LD sample"
    )


def _matching(command: argparse.ArgumentParser) -> None:
    command.add_argument("file", type=Path, metavar="FILE", help="text, HTML, JSON or JSON-LD; - reads standard input")
    command.add_argument("--first", type=_many, default=5, metavar="N", help="how many credentials; default: 5")
    command.add_argument(
        "--min-probability", type=_share, default=0.5, metavar="P", help="what counts as covered; default: 0.5"
    )


def _resolving(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "texts", nargs="*", metavar="TEXT", help="a phrase or a sentence; - reads lines of standard input"
    )
    command.add_argument("--first", type=_many, default=5, metavar="N", help="candidates of each text (default: 5)")
    command.add_argument(
        "--min-probability", type=_chance, default=0.1, metavar="P", help="leave out what is less likely (default: 0.1)"
    )
    command.add_argument(
        "--prepare",
        nargs="?",
        const=Path(),
        type=Path,
        metavar="FOLDER",
        help="prepare the semantic tier from a folder with model.onnx and tokenizer.json, or from installed packages",
    )


def _evaluating(command: argparse.ArgumentParser) -> None:
    command.add_argument("folder", type=Path, metavar="DIR", help="gold data: docs/resolving.md tells the formats")
    command.add_argument("--tier", choices=("default", "semantic"), default="default", help="default: default")


def _schema(command: argparse.ArgumentParser, below: argparse.ArgumentParser) -> None:
    does = command.add_subparsers(dest="action", required=True, metavar="ACTION")
    does.add_parser("print", parents=[below], help="print the SDL")
    check = does.add_parser("check", parents=[below], help="find breaking changes; exit code 1 where there are any")
    check.add_argument("old", type=Path, metavar="OLD", help="the SDL of an earlier release")


def _port(text: str) -> int:
    if not text.isdigit() or int(text) > 65_535:
        raise argparse.ArgumentTypeError(f"expected a port from 0 to 65535, found {text!r}")
    return int(text)


def _share(text: str) -> float:
    try:
        found = float(text)
    except ValueError:
        found = -1.0
    if not 0 <= found <= 1:
        raise argparse.ArgumentTypeError(f"expected a number from 0 to 1, found {text!r}")
    return found


def _chance(text: str) -> float:
    try:
        found = float(text)
    except ValueError:
        found = -1.0
    if not 0 <= found <= 1:
        raise argparse.ArgumentTypeError(f"expected a number from 0 to 1, found {text!r}")
    return found


def _many(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"expected a number of at least 1, found {text!r}")
    return int(text)
