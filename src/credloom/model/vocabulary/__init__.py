"""CTDL as data: classes, terms with their containers and ranges, concept schemes.

CTDL and CTDL-ASN are published by Credential Engine under CC BY 4.0 (https://credreg.net/ctdl/handbook); `terms.json`
is generated from the release of August 2026 by `_generate` and holds terms, types, ranges, containers and labels, not
the prose. Two things are added here that the releases do not hold: `schema:JobPosting` (schema.org) as a class of
its own for vacancies, and prefixes under which older documents write the same terms.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, lru_cache
from importlib import resources

import msgspec

from credloom.errors import nearest

JOB_POSTING = "schema:JobPosting"

_MATCHES = {"skos:noMatch": "@id"}
"""A property of what CTDL has as a concept alone (`alignment:NoMatch`): a crosswalk says that nothing corresponds."""
_SCHEMA_ORG_TERMS = {
    "schema:baseSalary": "",
    "schema:skills": "",
    "schema:qualifications": "",
    "schema:experienceRequirements": "",
    "schema:educationRequirements": "",
    "schema:responsibilities": "",
    "schema:employmentType": "",
    "schema:datePosted": "",
    "schema:validThrough": "",
    "schema:jobLocationType": "",
    "schema:incentiveCompensation": "",
    "schema:jobBenefits": "",
    "schema:industry": "",
    "schema:totalJobOpenings": "",
    "schema:name": "",
    "schema:url": "",
    "schema:identifier": "",
    "schema:currency": "",
}


class _File(msgspec.Struct, frozen=True):
    prefixes: dict[str, str]
    terms: dict[str, tuple[str, list[str]]]
    classes: dict[str, tuple[str, list[str]]]
    concepts: dict[str, tuple[str, str]]


class Term(msgspec.Struct, frozen=True):
    """A property: `kind` is how its values are read ("@language", "@id", "xsd:float" …), `ranges` its classes."""

    name: str
    kind: str
    ranges: tuple[str, ...] = ()


class ConceptEntry(msgspec.Struct, frozen=True):
    """An entry of a kept concept scheme: `scheme` without prefix ("CredentialStatus"), `code` ("Active")."""

    scheme: str
    code: str
    label: str
    uri: str


@cache
def _file() -> _File:
    text = resources.files(__name__).joinpath("terms.json").read_bytes()
    return msgspec.json.decode(text, type=_File)


@cache
def prefixes() -> dict[str, str]:
    """Prefix to namespace IRI, as in the published contexts."""
    return _file().prefixes


@cache
def terms() -> dict[str, Term]:
    """Every property by its prefixed name."""
    known = {name: Term(name, kind, tuple(ranges)) for name, (kind, ranges) in _file().terms.items()}
    return {name: Term(name, kind) for name, kind in (_SCHEMA_ORG_TERMS | _MATCHES).items()} | known


@cache
def classes() -> dict[str, str]:
    """Every class by its prefixed name, with its label."""
    return {name: label for name, (label, _) in _file().classes.items()} | {JOB_POSTING: "Job Posting"}


@lru_cache(maxsize=4096)
def superclasses(name: str) -> tuple[str, ...]:
    """The class itself and everything that it is a subclass of, nearest first."""
    found = [name]
    for entry in found:
        found.extend(parent for parent in _file().classes.get(entry, ("", []))[1] if parent not in found)
    return tuple(found)


@lru_cache(maxsize=4096)
def subclasses(name: str) -> frozenset[str]:
    """The class itself and all its subclasses."""
    return frozenset(entry for entry in (name, *_file().classes) if name in superclasses(entry))


def class_named(text: str) -> str | None:
    """The prefixed class that a text names, with or without prefix, in any case; None where there is none."""
    return _class_index().get(text.strip().lower())


@cache
def _class_index() -> dict[str, str]:
    found: dict[str, str] = {}
    for name in classes():
        found.setdefault(name.partition(":")[2].lower(), name)
        found[name.lower()] = name
    return found


def nearest_class(text: str) -> str:
    """A suggestion for a class that is not known."""
    return nearest(text, [*classes(), *(name.partition(":")[2] for name in classes())])


def nearest_term(text: str) -> str:
    """A suggestion for a property that is not known."""
    return nearest(text, terms())


@cache
def _spellings() -> tuple[tuple[str, str], ...]:
    """(start of an IRI, prefix with colon), longest first: every base under which kept terms are written."""
    found: dict[str, str] = {}
    for prefix, base in prefixes().items():
        if prefix in ("wd", "meta", "vann", "vs", "cs"):
            continue
        for scheme in ("https://", "http://"):
            found[scheme + base.partition("://")[2]] = f"{prefix}:"
    for scheme in ("https://", "http://"):
        found[f"{scheme}credreg.net/ctdl/terms/"] = "ceterms:"
        found[f"{scheme}www.credreg.net/ctdl/terms/"] = "ceterms:"
        found[f"{scheme}purl.org/ceterms/terms/"] = "ceterms:"
        found[f"{scheme}credreg.net/ctdlasn/terms/"] = "ceasn:"
        found[f"{scheme}purl.org/qdata/terms/"] = "qdata:"
        for prefix in _vocabulary_prefixes():
            for family in ("ctdl", "ctdlasn"):
                found[f"{scheme}credreg.net/{family}/vocabs/{prefix}/"] = f"{prefix}:"
                found[f"{scheme}credreg.net/{family}/terms/{prefix}/"] = f"{prefix}:"
    return tuple(sorted(found.items(), key=lambda item: -len(item[0])))


def _host(text: str) -> str:
    """What stands between the scheme of an address and the next slash or hash."""
    return text.partition("://")[2].partition("/")[0].partition("#")[0]


@cache
def _by_host() -> dict[str, tuple[tuple[str, str], ...]]:
    """The spellings by host: most addresses that sources write have none of these."""
    found: dict[str, list[tuple[str, str]]] = {}
    for base, prefix in _spellings():
        found.setdefault(_host(base), []).append((base, prefix))
    return {host: tuple(pairs) for host, pairs in found.items()}


@cache
def _vocabulary_prefixes() -> frozenset[str]:
    return frozenset(prefix for prefix, base in prefixes().items() if "/vocabs/" in base)


@lru_cache(maxsize=16_384)
def compact(text: str) -> str:
    """The prefixed form of a term, class or concept in any of its spellings; other texts come back as they are."""
    if text.startswith("http"):
        for base, prefix in _by_host().get(_host(text), ()):
            if text.startswith(base):
                rest = text[len(base) :].strip("/")
                if prefix == "ceterms:" and "/" in rest:
                    scheme, _, code = rest.partition("/")
                    return _by_scheme().get((scheme.lower(), code.lower()), prefix + rest)
                if prefix == "ceterms:" and "#" in rest:
                    return _by_scheme().get((rest.split("#")[0].lower(), rest.split("#")[1].lower()), text)
                return prefix + rest if rest else text
    return text


@cache
def _by_scheme() -> dict[tuple[str, str], str]:
    found = {}
    for uri, (_, scheme) in _file().concepts.items():
        code = uri.partition(":")[2].lower()
        found[scheme.partition(":")[2].lower(), code] = uri
        found[uri.partition(":")[0].lower(), code] = uri
    return found


def expand(text: str) -> str:
    """The absolute IRI of a prefixed term."""
    prefix, colon, rest = text.partition(":")
    base = prefixes().get(prefix)
    return base + rest if colon and base and not rest.startswith("//") else text


@lru_cache(maxsize=16_384)
def concept(text: str) -> ConceptEntry | None:
    """The entry that a concept's IRI or prefixed name stands for, in any spelling and any case."""
    short = compact(text.strip())
    return _concepts().get(short.lower())


@cache
def _concepts() -> dict[str, ConceptEntry]:
    return {
        uri.lower(): ConceptEntry(scheme.partition(":")[2], uri.partition(":")[2], label, uri)
        for uri, (label, scheme) in _file().concepts.items()
    }


@lru_cache(maxsize=1024)
def scheme(name: str) -> dict[str, ConceptEntry]:
    """The entries of a concept scheme by lower-cased code and by lower-cased label."""
    wanted = name.partition(":")[2] or name
    entries = [entry for entry in _concepts().values() if entry.scheme.lower() == wanted.lower()]
    return {e.label.lower(): e for e in entries} | {e.code.lower(): e for e in entries}


def schemes() -> Iterable[str]:
    """The names of all kept concept schemes."""
    return sorted({entry.scheme for entry in _concepts().values()})
