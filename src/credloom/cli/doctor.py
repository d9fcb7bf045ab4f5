"""What `credloom doctor` looks at. A check finds out, says it in one line, and how to mend what is wrong."""

from __future__ import annotations

import os
import shutil
import sqlite3
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import msgspec

from credloom import __version__, clock
from credloom.errors import CredloomError
from credloom.settings import Settings
from credloom.sources.catalogue import Catalogue

State = Literal["ok", "warning", "bad"]

RELEASED = datetime(2026, 11, 1, tzinfo=UTC)
"""No clock can be right that lies before this code was written."""
ROOM_BYTES = 1 << 30
SQLITE = (3, 37)
LIBRARIES = ("strawberry-graphql", "graphql-core", "starlette", "uvicorn", "httpx", "aiocache", "rdflib", "tantivy")


class Finding(msgspec.Struct, frozen=True):
    """One result: what was looked at, how it stands, what it is, how to mend it."""

    about: str
    state: State
    found: str
    mend: str = ""


def versions() -> Iterator[Finding]:
    """Credloom, Python, SQLite and the libraries."""
    known = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    yield Finding("versions", "ok", f"credloom {__version__}, Python {sys.version.split()[0]}, {known}")
    state: State = "ok" if sqlite3.sqlite_version_info >= SQLITE else "bad"
    yield Finding("SQLite", state, sqlite3.sqlite_version, "" if state == "ok" else "Use a Python with SQLite 3.37.")


def time() -> Iterator[Finding]:
    """The clock: freshness, ages and TLS rest on it."""
    now = clock.now()
    if now < RELEASED:
        yield Finding("clock", "bad", f"{now:%Y-%m-%d %H:%M} UTC lies in the past", "Set the clock (NTP).")
    else:
        yield Finding("clock", "ok", f"{now:%Y-%m-%d %H:%M} UTC")


def data_directory(settings: Settings) -> Iterator[Finding]:
    """Whether the data directory can be written, and has room."""
    place = settings.data_dir
    existing = next(folder for folder in (place, *place.parents) if folder.exists())
    if not existing.is_dir() or not os.access(existing, os.W_OK):
        yield Finding("data_dir", "bad", f"{existing} cannot be written", "Set CREDLOOM_DATA_DIR to a folder of yours.")
        return
    free = shutil.disk_usage(existing).free
    if free < ROOM_BYTES:
        yield Finding("data_dir", "warning", f"{place}: {free >> 20} MB left", "Make room: a refresh needs about 1 GB.")
    else:
        yield Finding("data_dir", "ok", f"{place}: {free >> 30} GB left")


def cache(settings: Settings) -> Iterator[Finding]:
    """Whether the shared cache answers."""
    if settings.cache == "memory":
        yield Finding("cache", "ok", "memory of each process")
        return
    from redis import Redis
    from redis.exceptions import RedisError

    host = urlsplit(settings.cache).hostname
    try:
        with Redis.from_url(settings.cache, socket_timeout=1, socket_connect_timeout=1) as client:
            client.ping()
    except (RedisError, OSError, ValueError, TypeError) as error:  # the latter for options in the address
        mend = "Start it or change CREDLOOM_CACHE; until then each process caches for itself."
        yield Finding("cache", "warning", f"{host} does not answer ({type(error).__name__})", mend)
    else:
        yield Finding("cache", "ok", f"{host} answers")


def sources(settings: Settings, catalogue: Catalogue) -> Iterator[Finding]:
    """What is enabled, what is not and why, and folders that are read from disk."""
    for key, source in sorted(catalogue.sources.items()):
        gone = [
            url for url in source.urls.values() if url.startswith("file:") and not Path(urlsplit(url).path).exists()
        ]
        if gone:
            yield Finding(f"source {key}", "bad", f"{gone[0]} is not there", "Set its address to a file or folder.")
        else:
            yield Finding(f"source {key}", "ok", source.manifest.source.mode.lower())
    for key, reason in sorted(catalogue.disabled.items()):
        chosen = settings.sources is not None
        yield Finding(f"source {key}", "ok" if chosen else "warning", f"not enabled: {reason}")


def guarded(about: str, check: Callable[[], Iterator[Finding]]) -> list[Finding]:
    """The findings of a check; an error that it meets is one of them."""
    found: list[Finding] = []
    try:
        found.extend(check())
    except CredloomError as error:
        found.append(Finding(about, "bad", str(error)))
    return found
