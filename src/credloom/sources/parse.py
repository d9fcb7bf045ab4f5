"""A manifest file → `Manifest`, or a `ManifestError` that says where and why."""

from __future__ import annotations

import tomllib
from pathlib import Path
from urllib.parse import urlsplit

from credloom.errors import ManifestError
from credloom.sources.lines import Lines, syntax_place
from credloom.sources.manifest import Fetch, Manifest, Mode, Secret, SourceInfo, SourceKind
from credloom.sources.parse_records import records
from credloom.sources.parse_tables import lookups, tables
from credloom.sources.readers import READERS, TABLE_READERS
from credloom.sources.rules import Table
from credloom.sources.section import Section

FILE = "manifest.toml"
KINDS: tuple[SourceKind, ...] = (
    "CREDENTIAL_REGISTRY",
    "STATE_CATALOG",
    "EMPLOYER_JOBS",
    "OCCUPATION_TAXONOMY",
    "SKILL_FRAMEWORK",
    "OUTCOMES",
    "LIBRARY",
    "OTHER",
)
MODES: tuple[Mode, ...] = ("MIRROR", "LIVE")


def read(folder: Path) -> Manifest:
    """The manifest of a connector's folder."""
    file = folder / FILE
    try:
        text = file.read_text("utf-8-sig")
    except FileNotFoundError as error:
        raise ManifestError(f"{file}: there is no such file; every connector folder holds a {FILE}.") from error
    except (OSError, UnicodeDecodeError) as error:
        raise ManifestError(f"{file}: cannot be read as UTF-8 text ({error}).") from error
    return parse(text, folder)


def parse(text: str, folder: Path) -> Manifest:
    """The manifest that a text says; `folder` gives the key and the place in messages."""
    file = folder / FILE
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line, reason = syntax_place(error, text)
        raise ManifestError(f"{file}:{line}: this is no TOML: {reason}.") from error
    top = Section(file, Lines(text), (), values)
    info = _source(top.inner("source"), folder.name)
    fetch = _fetch(top.inner("fetch"), info)
    tabular = fetch.reader in TABLE_READERS
    listed = tables(top, fetch) if tabular else ()
    looked_up = lookups(top, listed) if tabular else ()
    made = records(top, listed, looked_up) if tabular else ()
    _check_mode(top, info, listed)
    top.close()
    return Manifest(source=info, fetch=fetch, folder=folder, tables=listed, lookups=looked_up, records=made)


def _source(section: Section, key: str) -> SourceInfo:
    written = section.text("key", key)
    if written != key:
        raise section.error(f"the key is the folder's name {key!r}", "key", found=written)
    info = SourceInfo(
        key=key,
        name=section.text("name", needed=True),
        kind=_kind(section),
        mode=_mode(section),
        homepage=section.text("homepage") or None,
        license=section.text("license") or None,
        attribution=section.text("attribution") or None,
        jurisdiction=section.text("jurisdiction") or None,
        language=section.text("language") or None,
    )
    section.close()
    return info


def _kind(section: Section) -> SourceKind:
    word = section.text("kind", "STATE_CATALOG", known=KINDS)
    return next(kind for kind in KINDS if kind == word)


def _mode(section: Section) -> Mode:
    word = section.text("mode", "MIRROR", known=MODES)
    return next(mode for mode in MODES if mode == word)


def _fetch(section: Section, info: SourceInfo) -> Fetch:
    reader = section.text("reader", needed=True, known=READERS)
    urls = _urls(section)
    fetch = Fetch(
        reader=reader,
        urls=urls,
        secret=_secret(section),
        every_seconds=int(section.seconds("every", 86_400)),
        timeout_seconds=section.seconds("timeout", 30.0),
        concurrency=int(section.number("concurrency", 4, least=1)),
        max_bytes=section.size("max_bytes", 64 << 20),
        params=section.words("params"),
        options=dict(section.inner("options").as_given()) if section.has("options") else {},
    )
    section.raw("options")
    section.close()
    if not urls and not section.has("url") and info.mode == "MIRROR" and reader in TABLE_READERS:
        raise section.error("'url' is missing; expected the address of the listing, or \"\" where the operator sets it")
    return fetch


def _urls(section: Section) -> dict[str, str]:
    """Addresses by name. None at all where `url` is empty: the operator has to set it."""
    urls = section.words("urls")
    if section.raw("url") == "" and not urls:
        return {}
    if section.has("url"):
        urls = {"main": section.text("url"), **urls}
    for name, url in urls.items():
        if urlsplit(url).scheme not in ("https", "http", "file"):
            key = "url" if name == "main" and section.has("url") else "urls"
            raise section.error("expected an absolute https, http or file address", key, found=url)
    return urls


def _check_mode(top: Section, info: SourceInfo, listed: tuple[Table, ...]) -> None:
    """A mirror needs listings; what is asked for while a query runs cannot be joined with what was not."""
    sections = top.sections("table")
    for section, table in zip(sections, listed, strict=False):
        if info.mode == "MIRROR" and not table.listed:
            message = "a mirrored table needs a listing beside 'by_id': give its 'url', or set mode = \"LIVE\""
            raise section.error(message, "by_id")
        if table.joins and (table.by_id is not None or info.mode == "LIVE"):
            raise section.error("a table that is asked while a query runs cannot be joined with another", "join")


def _secret(section: Section) -> Secret | None:
    if not section.has("secret"):
        section.raw("secret")
        return None
    inner = section.inner("secret")
    secret = Secret(
        header=inner.text("header", "Authorization"),
        scheme=inner.text("scheme"),
        env=inner.text("env") or None,
        required=inner.flag("required"),
    )
    inner.close()
    return secret
