"""The limited process that reads RDF: one document in, its expanded nodes out, for as long as its input stays open.

    python -m credloom.normalise.rdf_process LIMITS

It starts by reading a small document of each format, so that everything is loaded; then it gives up the right to open
files and sockets, and takes its limits of memory and time. Frames: a length of four bytes and a JSON head, a length
of eight bytes and a body; back come one byte (`+`, `-`), a length of eight bytes and JSON.
"""

from __future__ import annotations

import os
import struct
import sys
from typing import Any, BinaryIO

import msgspec

from credloom.normalise.rdf_graph import TooManyStatements, parsed

try:
    import resource
except ImportError:  # pragma: no cover - Windows has no such limits; the clock of the asking side still counts
    resource = None  # type: ignore[assignment]

HEAD, BODY = struct.Struct(">I"), struct.Struct(">Q")
READY = b"R"
_WALLS = ("open", "socket.", "subprocess.", "os.exec", "os.fork", "os.spawn", "os.posix_spawn", "os.system", "ctypes.")
_LOADED = {
    "rdf:turtle": b"<urn:x:a> <urn:x:b> 1, 1.5, 1e0, true, 'x'@en, [ <urn:x:c> (1 2) ] .",
    "rdf:nt": b'<urn:x:a> <urn:x:b> "1"^^<http://www.w3.org/2001/XMLSchema#date> .',
    "rdf:xml": b'<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><r:Seq r:about="urn:x:a"/></r:RDF>',
    "rdf:jsonld": b'{"@context": "ctdl", "@id": "urn:x:a", "ceterms:name": {"en": "x"}}',
}


class Limits(msgspec.Struct, frozen=True):
    """What one document may take: bytes in and out, statements, seconds of CPU and of the clock, bytes of memory."""

    size: int = 32 << 20
    answer: int = 256 << 20
    statements: int = 500_000
    cpu: int = 30
    wall: float = 45.0
    memory: int = 1 << 30


class Head(msgspec.Struct, frozen=True):
    """What is asked: the format of the body, and the address that relative addresses start from."""

    format: str
    base: str


class Told(msgspec.Struct, frozen=True):
    """Why a document cannot be used."""

    reason: str


def main() -> None:
    """Answer until the input ends."""
    limits = msgspec.json.decode(sys.argv[1], type=Limits)
    asked, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not get between the answers
    for format_, body in _LOADED.items():
        parsed(body, format_, "http://relative.invalid/", 100)
    _lock(limits)
    answers.write(READY)
    answers.flush()
    while (request := _request(asked)) is not None:
        _more_time(limits)
        status, told = _answer(request, limits)
        answers.write(status + BODY.pack(len(told)))
        answers.write(told)
        answers.flush()


def _request(asked: BinaryIO) -> tuple[Head, bytes] | None:
    start = asked.read(HEAD.size)
    if len(start) < HEAD.size:
        return None
    head = msgspec.json.decode(asked.read(HEAD.unpack(start)[0]), type=Head)
    return head, asked.read(BODY.unpack(asked.read(BODY.size))[0])


def _answer(request: tuple[Head, bytes], limits: Limits) -> tuple[bytes, bytes]:
    head, body = request
    try:
        told = msgspec.json.encode(parsed(body, head.format, head.base, limits.statements))
        if len(told) <= limits.answer:
            return b"+", told
        reason = f"it unfolds to more than {limits.answer >> 20} MB"
    except TooManyStatements:
        reason = f"it holds more than {limits.statements:,} statements"
    except MemoryError:
        reason = f"it needs more than {limits.memory >> 20} MB of memory"
    except RecursionError:
        reason = "it is nested too deeply"
    except Exception as error:  # noqa: BLE001  # whatever a parser raises means that the document is none
        reason = said(error)
        if head.format == "rdf:nt":
            reason = f"line {_bad_line(body)} is no statement"
    return b"-", msgspec.json.encode(Told(reason))


def said(error: BaseException) -> str:
    """What a parser says, without what it quotes from the file: line and reason."""
    if isinstance(error, IndexError):
        return "the file ends too early"
    why, line = getattr(error, "_why", ""), getattr(error, "lines", None)
    words = " ".join(f"{why or error}".partition(" at ^ in")[0].split())[:200] or type(error).__name__
    return f"line {line + 1}: {words}" if isinstance(line, int) else words


def _bad_line(body: bytes) -> int:
    """The number of the first line of N-Triples that is none."""
    number = 0
    for number, line in enumerate(body.split(b"\n"), start=1):
        try:
            parsed(line, "rdf:nt", "", 1)
        except Exception:  # noqa: BLE001  # it is what is looked for
            return number
    return number


def _lock(limits: Limits) -> None:
    """Give up what a reader of RDF has no need for. The hook stands where the kernel's limits are not known."""
    sys.addaudithook(_wall)
    if resource is not None:
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))
        resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))


def _wall(event: str, _args: Any) -> None:
    if event.startswith(_WALLS):
        raise PermissionError(f"{event} is not for a reader of RDF")


def _more_time(limits: Limits) -> None:
    """Let the clock of the CPU run from here for this document."""
    if resource is not None:
        used = resource.getrusage(resource.RUSAGE_SELF)
        _, most = resource.getrlimit(resource.RLIMIT_CPU)
        resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + limits.cpu + 1, most))


if __name__ == "__main__":
    main()
