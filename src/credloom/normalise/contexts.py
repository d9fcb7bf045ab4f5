"""JSON-LD contexts without a network: the kept ones, and what a document declares inline.

A document may name the CTDL, CTDL-ASN or QData context in any spelling (`http` or `https`), declare prefixes and terms
inline, or both. Any other remote context is refused: nothing is ever fetched (JSON-LD 1.1, section 4.1, is followed
for term lookup, with the one difference that a remote context has to be one that we keep).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from credloom.errors import SourceBadData
from credloom.model import vocabulary

MAX_ENTRIES = 20_000
"""How many keys a context remembers the meaning of."""
MAX_DEPTH = 64
"""How deep a document may be nested: published ones stay below 10."""

_KEPT_PATHS = (
    "credreg.net/ctdl/schema/context/json",
    "credreg.net/ctdlasn/schema/context/json",
    "credreg.net/qdata/schema/context/json",
    "credreg.net/navy/schema/context/json",
)
_HOSTS = tuple(f"{scheme}://{host}" for scheme in ("http", "https") for host in ("", "www."))
KEPT = frozenset(host + path for host in _HOSTS for path in _KEPT_PATHS)
SCHEMA_ORG = frozenset(f"{host}schema.org{slash}" for host in _HOSTS for slash in ("", "/"))
_LATER = frozenset({"@reverse", "@included", "@nest"})
_DECLARED = frozenset({"@vocab", "@version", "@protected"})
_OF_TERMS = frozenset({"@id", "@type", "@container", "@protected", "@prefix"})
_CONTAINERS = frozenset({"@language", "@set", "@list"})
_KEYWORDS = frozenset({"@id", "@type", "@value", "@language", "@graph", "@context", "@list", "@set", "@index", "@none"})

Entry = tuple[str, str]
"""A key's canonical name (prefixed term, IRI or keyword) and the kind of its values."""


class RemoteContext(SourceBadData):
    """The document names a context that is not kept."""


class ForeignJsonLd(SourceBadData):
    """The document uses a part of JSON-LD that the direct reader leaves to rdflib."""


class Context:
    """What the keys of a document mean."""

    __slots__ = ("_declared", "_entries", "_prefixes", "_types", "_vocab")

    def __init__(self, prefixes: Mapping[str, str], declared: Mapping[str, Entry | None], vocab: str | None) -> None:
        self._prefixes, self._declared, self._vocab = prefixes, declared, vocab
        self._entries: dict[str, Entry | None] = {}
        self._types: dict[str, str] = {}

    def entry(self, key: str) -> Entry | None:
        """The meaning of a key; None where JSON-LD would drop it."""
        try:
            return self._entries[key]
        except KeyError:
            if len(self._entries) >= MAX_ENTRIES:  # of a context that lives on, with keys that documents invent
                self._entries.clear()
            found = self._entries[key] = self._find(key)
            return found

    def _find(self, key: str) -> Entry | None:
        if key.startswith("@"):
            if key in _LATER:
                raise ForeignJsonLd(f"{key} is not read directly.")
            return (key, "") if key in _KEYWORDS else None
        if key in self._declared:
            return self._declared[key]
        name = vocabulary.compact(self.expand(key))
        if ":" not in name:
            if self._vocab is None:
                return None
            name = vocabulary.compact(self._vocab + name)
        term = vocabulary.terms().get(name) or _by_iri().get(name)
        if term is not None:
            return name, term.kind
        known = name.startswith("http") or name.partition(":")[0] in vocabulary.prefixes()
        return (name, "") if known or ":" in key else None

    def expand(self, text: str) -> str:
        """A prefixed text as an IRI where the prefix was declared; other texts as they are."""
        prefix, colon, rest = text.partition(":")
        if colon and not rest.startswith("//"):
            base = self._prefixes.get(prefix)
            if base is not None:
                return base + rest
        return text

    def type_name(self, text: str) -> str:
        """The prefixed name of a class; one of CTDL in any case and without its prefix too."""
        found = self._types.get(text)
        if found is None:
            if len(self._types) >= MAX_ENTRIES:
                self._types.clear()
            found = self._types[text] = self._type(text)
        return found

    def _type(self, text: str) -> str:
        declared = self._declared.get(text)
        if declared is not None:
            return declared[0]
        name = vocabulary.compact(self.expand(text))
        if ":" not in name and self._vocab is not None:
            name = vocabulary.compact(self._vocab + name)
        return vocabulary.class_named(name) or name

    def extended(self, declaration: object, pointer: str, depth: int = 0) -> Context:
        """This context with what a document declares on top of it."""
        if depth > MAX_DEPTH:
            raise SourceBadData(f"{pointer}: contexts are nested deeper than {MAX_DEPTH}.")
        if declaration is None:
            return EMPTY
        if isinstance(declaration, str):
            return self._named(declaration, pointer)
        if isinstance(declaration, list):
            context = self
            for place, part in enumerate(declaration):
                context = context.extended(part, f"{pointer}/{place}", depth + 1)
            return context
        if isinstance(declaration, dict):
            return self._declaring(declaration, pointer)
        raise SourceBadData(f"{pointer}: a context is an address, an object or a list of them.")

    def _named(self, address: str, pointer: str) -> Context:
        if is_kept(address):
            if self is CTDL or self is EMPTY:
                return CTDL  # one for all documents, so that a key is looked up once
            return Context({**vocabulary.prefixes(), **_declared_only(self)}, self._declared, self._vocab)
        if address in SCHEMA_ORG:
            return Context(self._prefixes, self._declared, "https://schema.org/")
        raise RemoteContext(not_kept(address, pointer))

    def _declaring(self, declaration: dict[str, Any], pointer: str) -> Context:
        if "@import" in declaration:
            raise RemoteContext(not_kept(declaration["@import"], f"{pointer}/@import"))
        if later := [key for key in declaration if key.startswith("@") and key not in _DECLARED]:
            raise ForeignJsonLd(f"{pointer}/{later[0]} is not read directly.")
        prefixes, declared, vocab = dict(self._prefixes), dict(self._declared), self._vocab
        if "@vocab" in declaration:
            vocab = str(declaration["@vocab"]) if declaration["@vocab"] else None
        simple = {k: v for k, v in declaration.items() if isinstance(v, str) and not k.startswith("@")}
        prefixes.update({k: v for k, v in simple.items() if v and v[-1] in "/#:?&=_-"})
        context = Context(prefixes, declared, vocab)
        for key, value in declaration.items():
            if not key.startswith("@") and (key not in prefixes or key not in simple):
                declared[key] = context._term(key, value, pointer)
        return Context(prefixes, declared, vocab)

    def _term(self, key: str, value: object, pointer: str) -> Entry | None:
        if value is None:
            return None
        if isinstance(value, str):
            value = {"@id": value}
        if not isinstance(value, dict):
            raise SourceBadData(f"{pointer}/{key}: a term is defined by an address or an object.")
        containers = value.get("@container") or ()
        containers = {containers} if isinstance(containers, str) else set(containers)
        if value.keys() - _OF_TERMS or containers - _CONTAINERS or value.get("@type") in ("@json", "@none"):
            raise ForeignJsonLd(f"{pointer}/{key} is not read directly.")
        iri = str(value.get("@id") or key)
        if iri in _KEYWORDS:
            return iri, ""
        name = vocabulary.compact(self.expand(iri))
        if ":" not in name and self._vocab:
            name = vocabulary.compact(self._vocab + name)
        if "@language" in containers:
            return name, "@language"
        kind = value.get("@type")
        if kind is None:
            known = vocabulary.terms().get(name)
            return name, known.kind if known and known.kind == "@language" else ""
        return name, vocabulary.compact(self.expand(str(kind)))


@cache
def _by_iri() -> dict[str, vocabulary.Term]:
    """Terms by their address: those too whose prefix is not kept short."""
    return {vocabulary.expand(name): term for name, term in vocabulary.terms().items()}


def is_kept(address: str) -> bool:
    """Whether an address names a context that is kept."""
    return address in KEPT or address.rstrip("/") in KEPT


def not_kept(address: object, pointer: str) -> str:
    """Why a context is refused."""
    return (
        f"{pointer}: the context {str(address)[:200]!r} is not one that is kept, and none is ever fetched. "
        f"Kept are {', '.join(sorted(k for k in KEPT if k.startswith('https://cred')))}."
    )


def _declared_only(context: Context) -> dict[str, str]:
    return dict(context._prefixes)


EMPTY = Context({}, {}, None)
CTDL = Context(vocabulary.prefixes(), {}, None)
"""The kept context: what a document means that names the CTDL context and nothing else."""
