"""The files of a release: in a folder, in an archive, or below an address; the newest of each table."""

from __future__ import annotations

import asyncio
import hashlib
import io
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlsplit

import msgspec

from credloom.connect.onet.tables import TABLES, Row, missing, release_of, renamed, split, table_of
from credloom.connect.pages import Getter, Validator, get, read_file
from credloom.errors import SourceBadData, SourceNotFound
from credloom.model.record import Refusal
from credloom.sources import formats
from credloom.sources.manifest import Source
from credloom.sources.rules import Table

ENDINGS = {".txt": "tsv", ".tsv": "tsv", ".csv": "csv", ".xlsx": "xlsx"}


class Database(msgspec.Struct, frozen=True):
    """The rows of each table that is there, what could not be used, a digest, and the next requests' conditions."""

    tables: dict[str, list[dict[str, str]]]
    refusals: list[Refusal]
    digest: str
    validators: dict[str, Validator]


class Files:
    """The database files of one source."""

    def __init__(self, source: Source, client: Getter, url: str) -> None:
        self._source, self._client, self._url = source, client, url
        self._release = str(source.manifest.fetch.options.get("release", ""))

    async def unchanged(self, validators: Mapping[str, Validator]) -> bool:
        """Whether every file says that it is what it was."""
        local = urlsplit(self._url).scheme == "file"
        if not validators or (local and set(validators) != set(await asyncio.to_thread(self._listed))):
            return False
        answers = [await get(self._client, self._source, url, each, {}) for url, each in validators.items()]
        return all(answer.unchanged for answer in answers)

    async def load(self) -> Database:
        """Every table. Raises `SourceNotFound` without the occupations, `SourceBadData` for what is no table."""
        contents, validators = await self._contents()
        return await asyncio.to_thread(self._database, contents, validators)

    async def _contents(self) -> tuple[dict[str, tuple[str, bytes]], dict[str, Validator]]:
        if urlsplit(self._url).scheme == "file":
            return await asyncio.to_thread(self._local)
        if urlsplit(self._url).path.lower().endswith(".zip"):
            answer = await get(self._client, self._source, self._url, None, {})
            return self._packed(answer.content), {self._url: Validator(answer.etag, answer.modified)}
        return await self._remote()

    async def _remote(self) -> tuple[dict[str, tuple[str, bytes]], dict[str, Validator]]:
        found: dict[str, tuple[str, bytes]] = {}
        validators: dict[str, Validator] = {}
        for key, wanted in TABLES.items():
            for ending in (".txt", ".xlsx"):
                url = f"{self._url.rstrip('/')}/{quote(wanted.name + ending)}"
                try:
                    answer = await get(self._client, self._source, url, None, {})
                except SourceNotFound:
                    continue
                found[key] = (wanted.name + ending, answer.content)
                validators[url] = Validator(answer.etag, answer.modified)
                break
        said = all(validator != Validator() for validator in validators.values())
        return found, validators if said else {}

    def _listed(self) -> dict[str, str]:
        """Address and table of the newest file of each table in the folder."""
        base = Path(unquote(urlsplit(self._url).path))
        if not base.exists():
            raise SourceNotFound(f"There is no file or folder {base.name}.", source=self._source.key, detail=str(base))
        files = [file for file in sorted(base.rglob("*")) if file.is_file()] if base.is_dir() else [base]
        best: dict[str, Path] = {}
        for file in files:
            key = table_of(file.name) if file.suffix.lower() in ENDINGS else None
            if key and self._release in file.name and (key not in best or _rank(file, base) > _rank(best[key], base)):
                best[key] = file
        return {file.absolute().as_uri(): key for key, file in best.items()}

    def _local(self) -> tuple[dict[str, tuple[str, bytes]], dict[str, Validator]]:
        base = Path(unquote(urlsplit(self._url).path))
        if base.suffix.lower() == ".zip" and base.is_file():
            answer = read_file(self._source, base.absolute().as_uri())
            return self._packed(answer.content), {base.absolute().as_uri(): Validator(answer.etag)}
        found: dict[str, tuple[str, bytes]] = {}
        validators: dict[str, Validator] = {}
        for url, key in self._listed().items():
            answer = read_file(self._source, url)
            found[key] = (unquote(url.rpartition("/")[2]), answer.content)
            validators[url] = Validator(answer.etag)
        return found, validators

    def _packed(self, content: bytes) -> dict[str, tuple[str, bytes]]:
        limit = self._source.manifest.fetch.max_bytes
        found: dict[str, tuple[str, bytes]] = {}
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                for member in archive.infolist():
                    key = table_of(member.filename) if Path(member.filename).suffix.lower() in ENDINGS else None
                    if key is None or key in found:
                        continue
                    if member.file_size > limit:
                        raise SourceBadData(f"{member.filename} is larger than {limit >> 20} MB (fetch.max_bytes).")
                    with archive.open(member) as file:
                        found[key] = (member.filename.rpartition("/")[2], file.read(limit))
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError) as error:
            raise SourceBadData(
                f"The archive cannot be read ({type(error).__name__}).", source=self._source.key
            ) from error
        return found

    def _database(self, contents: dict[str, tuple[str, bytes]], validators: dict[str, Validator]) -> Database:
        tables: dict[str, list[dict[str, str]]] = {}
        refusals: list[Refusal] = []
        digest = hashlib.sha256()
        for key, wanted in TABLES.items():
            if key not in contents:
                if not wanted.optional:
                    raise SourceNotFound(
                        f"There is no file {wanted.name}.txt or .xlsx, which holds the occupations.",
                        source=self._source.key,
                    )
                continue
            name, content = contents[key]
            digest.update(hashlib.sha256(content).digest())
            rows, problems = self._rows(name, content)
            lacking = missing(rows[0], wanted) if rows else []
            refusals.extend(self._refusal(f"{name}:{place}", f"The row {reason}.") for place, reason in problems)
            refusals.extend(self._refusal(name, reason) for reason in lacking)
            if lacking and not wanted.optional:
                raise SourceBadData(f"{name}: {lacking[0]}", source=self._source.key)
            if not lacking:
                kept, wrong = split(renamed(rows, wanted), wanted)
                tables[key] = kept
                refusals.extend(self._refusal(name, reason) for reason in wrong)
        return Database(tables, refusals, digest.hexdigest()[:32], validators)

    def _rows(self, name: str, content: bytes) -> tuple[list[Row], list[tuple[str, str]]]:
        reader = ENDINGS[Path(name).suffix.lower()]
        limit = self._source.manifest.fetch.max_bytes
        parsed = formats.parse(content, Table(name=name, reader=reader), name, limit=limit)
        return [row for _, row in parsed.rows], parsed.problems

    def _refusal(self, place: str, reason: str) -> Refusal:
        return Refusal(source=self._source.key, place=place, reason=reason)


def _rank(file: Path, base: Path) -> tuple[Any, ...]:
    """The newer release first, text before workbooks."""
    named = str(file.relative_to(base)) if base.is_dir() else file.name
    return (release_of(named), file.suffix.lower() != ".xlsx", file.name)
