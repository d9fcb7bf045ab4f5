"""`credloom schema print` and `credloom schema check OLD`."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from credloom.cli.output import Output
from credloom.errors import UsageError
from credloom.http.sdl import sdl


def run(arguments: Namespace, output: Output) -> int:
    """Print the SDL, or what would break clients of an older one."""
    if arguments.action == "print":
        output.show({"sdl": sdl()}, sdl())
        return 0
    breaking, dangerous = _changes(arguments.old)
    lines = [f"breaks: {words}" for words in breaking] + [f"may surprise: {words}" for words in dangerous]
    told = {"breaking": breaking, "dangerous": dangerous}
    output.show(told, "\n".join(lines) or "No change that breaks a client.")
    return 1 if breaking else 0


def _changes(old: Path) -> tuple[list[str], list[str]]:
    from graphql import GraphQLError, build_schema, find_breaking_changes, find_dangerous_changes

    try:
        before = build_schema(old.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(f"{old}: cannot be read ({error.strerror}).") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{old}: this is not UTF-8 text (byte {error.start}).") from error
    except GraphQLError as error:
        place = "".join(f":{at.line}:{at.column}" for at in (error.locations or ())[:1])
        raise UsageError(f"{old}{place}: this is not a GraphQL schema: {error.message}") from error
    except TypeError as error:
        raise UsageError(f"{old}: this is not a GraphQL schema: {error}") from error
    after = build_schema(sdl())
    return (
        [change.description for change in find_breaking_changes(before, after)],
        [change.description for change in find_dangerous_changes(before, after)],
    )
