"""A first manifest from a sample: `credloom sources new ID --from FILE`.

Names, descriptions, providers, addresses, CIP, SOC and NAICS codes, costs, durations, dates, places, outcomes, skills
are recognised by the names of columns and by what their values look like. What was not used is listed in a comment.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

import orjson

from credloom.errors import CredloomError, UsageError
from credloom.model.regions import region
from credloom.sources.formats import strict_json, unpacked
from credloom.sources.propose_columns import LIMIT, Column, Sample, sample
from credloom.sources.propose_credential import credential
from credloom.sources.propose_map import ids, quoted
from credloom.sources.propose_map import lines as map_lines
from credloom.sources.propose_names import Identity, Kind, identity, kind_of, name_column
from credloom.sources.propose_roles import Parts, parts
from credloom.sources.propose_words import is_spanish

_KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
LINES = 30
"""How long a manifest should be at most, empty lines and comments not counted."""
_FOR_THE_AUTHOR = (
    '# license = ""  # what the publisher allows, such as "CC-BY-4.0"',
    '# attribution = ""  # how the publisher wants to be named',
)
"""What no sample tells: lines for the author to fill in."""
_IN_ONE_LINE = '# source may say, too: license = "…" (what the publisher allows), attribution = "…" (how to name it)'
_RDF = (".ttl", ".nt", ".rdf", ".owl")


def propose(content: bytes, filename: str, key: str, *, url: str = "") -> str:
    """The text of a manifest for what a sample shows.

    `filename` is the sample's name, `url` its address (a `file:` one, where it is a file). Raises `UsageError`, or
    `SourceBadData` with place and reason, where the sample cannot be read.
    """
    if not _KEY.fullmatch(key):
        raise UsageError(
            f"{key!r} cannot be a connector's name: small letters, digits and hyphens, such as 'us-xx-etpl'."
        )
    name = PurePath(filename).name or "sample"
    address = url or f"https://data.example/{quote(name)}"
    if _is_linked_data(content, name):
        return "\n".join((*_head(key, "STATE_CATALOG", ""), *_fetch("ctdl", address))) + "\n"
    found = sample(content, name)
    if _is_posting(found):
        return "\n".join((*_head(key, "EMPLOYER_JOBS", ""), *_fetch("jobs", address))) + "\n"
    played = parts(found.columns)
    title = name_column(found.columns, played)
    if title is None:
        raise UsageError(f"{name}: no column looks like a name; columns are {_listed(found.columns)}.")
    kind = kind_of(found, title, played, f"{name} {key}")
    return "\n".join(_manifest(key, address, found, played, title, kind)) + "\n"


def _manifest(key: str, address: str, found: Sample, played: Parts, title: Column, kind: Kind) -> Iterator[str]:
    named = identity(found, title, played, kind)
    also = credential(found, kind, named, played, title)
    body = [
        *_head(key, _source_kind(kind), _jurisdiction(played), _language(found)),
        *_fetch(found.reader, address),
        *_table(found, named, played),
        *_record(kind, named, played, title, several=bool(also)),
        *also,
    ]
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(_short(body)).strip("\n"))
    yield text
    used = "\n".join(line for line in text.split("\n") if not line.startswith("columns = "))
    rest = [column for column in found.columns if quoted(column.path) not in used and not _personal(column)]
    if rest:
        yield f"# not used: {_listed(rest)}"


def _record(kind: Kind, named: Identity, played: Parts, title: Column, *, several: bool) -> Iterator[str]:
    yield from (
        "",
        "[[record]]" if several else "[record]",
        f"name = {quoted(kind.name)}",
        f"type = {_type(kind, played)}",
    )
    yield f"id = {ids(named.columns)}"
    ctid = played.one("ctid")
    if ctid is not None and not ctid.each:
        yield f"ctid = {quoted(ctid.path)}"
    yield from ("[record.map]",) if several else ("", "[map]")
    yield from map_lines(kind, title, played)
    if several:
        yield '"ceterms:isPreparationFor" = { record = "credential" }'


def _short(body: list[str]) -> list[str]:
    """The manifest in at most 30 lines where that can be: lists on one line, no owner beside an offerer, no name that
    a record has anyway."""
    if _length(body) > LINES:
        body = [line.replace("[\n  ", "[").replace(",\n  ", ", ").replace(",\n]", "]") for line in body]
    if _length(body) > LINES:
        offered = {line.partition(" = ")[2] for line in body if line.startswith('"ceterms:offeredBy"')}
        body = [line for line in body if line.partition(" = ")[::2] not in [('"ceterms:ownedBy"', o) for o in offered]]
        owned = any(line.startswith('"ceterms:ownedBy"') for line in body)
        body = body if owned else [line.replace('"ceterms:ownedBy", ', "") for line in body]
    if _length(body) > LINES:
        body = [line for line in body if line != 'name = "credential"']
    return _sections_on_lines(body) if _length(body) > LINES else body


def _sections_on_lines(body: list[str]) -> list[str]:
    """`source`, `fetch` and `table` as inline tables, a line each; TOML wants these before all sections."""
    made: list[str] = []
    for section in ("source", "fetch", "table"):
        if f"[{section}]" not in body:
            continue
        start = body.index(f"[{section}]")
        end = next((place for place in range(start, len(body)) if not body[place]), len(body))
        inside = [line for line in body[start + 1 : end] if not line.startswith("#")]
        made.append(f"{section} = {{ {', '.join(inside)} }}")
        if section == "source":
            made.append(_IN_ONE_LINE)
        body = [*body[:start], *body[end:]]
    return [*made, "", *body]


def _length(body: Iterable[str]) -> int:
    return sum(bool(line.strip()) and not line.startswith("#") for text in body for line in text.split("\n"))


def _language(found: Sample) -> str:
    """The language of most of the columns' names."""
    spanish = sum(is_spanish(column.path) for column in found.columns)
    return "es" if spanish > len(found.columns) / 3 else "en-US"


def _head(key: str, kind: str, jurisdiction: str, language: str = "en-US") -> Iterator[str]:
    yield "[source]"
    yield f"name = {quoted(_title(key))}"
    if kind != "STATE_CATALOG":  # the default
        yield f"kind = {quoted(kind)}"
    if jurisdiction:
        yield f"jurisdiction = {quoted(jurisdiction)}"
    yield f"language = {quoted(language)}"
    yield from _FOR_THE_AUTHOR


def _fetch(reader: str, address: str) -> Iterator[str]:
    yield from ("", "[fetch]", f"reader = {quoted(reader)}", f"url = {quoted(address)}")


def _table(found: Sample, named: Identity, played: Parts) -> Iterator[str]:
    made = []
    if found.start.sheet:
        made.append(f"sheet = {quoted(found.start.sheet)}")
    if found.start.skip:
        made.append(f"skip = {found.start.skip}")
    if found.each:
        made.append(f"each = {quoted(found.each)}")
    if found.names:
        names = ", ".join(f"{quoted(name)} = {quoted(place)}" for name, place in found.names.items())
        made.append(f"columns = {{ {names} }}")
    if found.page is not None:
        page = found.page
        fields = {"by": page.by, "param": page.param, "size": page.size, "size_param": page.size_param, "at": page.at}
        first = {"first": page.first} if page.first is not None else {}
        told = {**fields, **first, "total": page.total}
        made.append(f"page = {_inline({name: value for name, value in told.items() if value not in ('', None)})}")
    if named.gather:
        made.append('repeats = "gather"')
    closed = _closed(played)
    status = played.one("status")
    if closed and status is not None:
        made.append(f"unless = {{ {quoted(status.path)} = {_inline(closed)} }}")
    changed = played.one("modified")
    if changed is not None and not changed.each:
        made.append(f"modified = {quoted(changed.path)}")
    if made:
        yield from ("", "[table]", *made)


def _inline(value: Any) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{name} = {_inline(inner)}" for name, inner in value.items() if inner != 0) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(_inline(item) for item in value) + "]"
    return quoted(value) if isinstance(value, str) else str(value)


def _closed(played: Parts) -> list[str]:
    status = played.one("status")
    if status is None or status.each or status.distinct > 12:
        return []
    words = sorted(set(status.texts))
    shut = [
        w
        for w in words
        if re.search(r"inactive|closed|expired|draft|denied|removed|discontinued|retired|not approved", w.lower())
    ]
    return shut if len(shut) < len(words) else []


def _type(kind: Kind, played: Parts) -> str:
    by_column = played.one("credential_type")
    if kind.name == "credential" and by_column is not None and not by_column.each:
        return f"{{ field = {quoted(by_column.path)}, default = {quoted(kind.type)} }}"
    return quoted(kind.type)


def _source_kind(kind: Kind) -> str:
    kinds = {"posting": "EMPLOYER_JOBS", "skill": "SKILL_FRAMEWORK", "occupation": "OCCUPATION_TAXONOMY"}
    return kinds.get(kind.name, "STATE_CATALOG")


def _jurisdiction(played: Parts) -> str:
    column = played.one("region")
    codes = [code for text in (column.texts if column else ()) if (code := region(text))]
    best = max(set(codes), key=codes.count, default="")
    return best if codes and codes.count(best) >= 0.8 * len(codes) else ""


def _title(key: str) -> str:
    return " ".join(word.upper() if len(word) <= 2 or word == "etpl" else word.capitalize() for word in key.split("-"))


def _listed(columns: Iterable[Column]) -> str:
    shown = [f"{column.each}.{column.path}" if column.each else column.path for column in columns]
    return re.sub(r"[\x00-\x1f\x7f]", " ", ", ".join(shown[:40]) + (", …" if len(shown) > 40 else ""))


def _personal(column: Column) -> bool:
    return bool(re.search(r"contact|phone|email|e mail|fax", column.words))


def _is_linked_data(content: bytes, name: str) -> bool:
    """Whether the sample is CTDL: Turtle, N-Triples, RDF/XML by its name, or JSON-LD with CTDL's terms."""
    if name.lower().removesuffix(".gz").endswith(_RDF):
        return True
    plain = unpacked(content, name, LIMIT)
    if plain.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] not in (b"{", b"["):
        return False
    try:
        data = strict_json(plain, name)
    except CredloomError:
        return False
    first = data[0] if isinstance(data, list) and data else data
    if not isinstance(first, dict):
        return False
    return ("@context" in first or "@graph" in first or "@type" in first) and re.search(
        rb'"(?:@type|ceterms:ctid|@context)"\s*:\s*\[?\s*"(?:ceterms:|ceasn:|ce-|https?://(?:www\.)?credreg\.net|https?://purl\.org/ctdl)',
        orjson.dumps(data)[:200_000],
    ) is not None


def _is_posting(found: Sample) -> bool:
    return bool(found.rows) and all(str(row.get("@type", "")).endswith("JobPosting") for row in found.rows)
