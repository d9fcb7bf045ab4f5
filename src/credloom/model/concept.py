"""Entries of open vocabularies: CTDL concept schemes, SOC, CIP, NAICS and others."""

from __future__ import annotations

from functools import lru_cache

from credloom.model import codes, vocabulary
from credloom.model.base import Value
from credloom.model.text import LangText

CLASS = "Class"
_LANGUAGE = "en-US"


class Concept(Value, frozen=True):
    """`scheme` is a short name ("CredentialStatus", "SOC", "CIP", "NAICS", "O*NET-SOC", "Class") or the framework's
    name or address where it is none that we know; `code` stands without prefix ("Active", "29-1141").

    What the kept vocabulary or a published list of codes says of it is looked up there: `own_uri` and `own_labels` are
    what only the record says. See `named`.
    """

    scheme: str
    code: str
    own_uri: str | None = None
    own_labels: tuple[LangText, ...] = ()

    @property
    def uri(self) -> str | None:
        """Its address."""
        return self.own_uri or _published(self.scheme, self.code)[0]

    @property
    def labels(self) -> tuple[LangText, ...]:
        """What it is called."""
        return self.own_labels or _published(self.scheme, self.code)[1]


def named(scheme: str, code: str, uri: str | None = None, label: str | None = None) -> Concept:
    """The concept of a code, without what is published of it anyway: a thing has about eight, which would be half
    of what it takes."""
    its_uri, its_labels = _published(scheme, code)
    labels = (LangText(label, _LANGUAGE),) if label else ()
    return Concept(scheme, code, None if uri == its_uri else uri, () if labels == its_labels else labels)


def titled(scheme: str, code: str, label: str | None = None) -> Concept:
    """The concept of a code with its published title, else with the source's own label."""
    text = label if scheme == codes.ONET and label else codes.title(scheme, code) or label
    return named(scheme, code, None, text)


@lru_cache(maxsize=32_768)
def _published(scheme: str, code: str) -> tuple[str | None, tuple[LangText, ...]]:
    """The address and the labels of a code that we keep a list of."""
    if scheme == CLASS:
        name = vocabulary.class_named(code)
        return (vocabulary.expand(name), (LangText(vocabulary.classes()[name], _LANGUAGE),)) if name else (None, ())
    if title := codes.title(scheme, code):
        return None, (LangText(title, _LANGUAGE),)
    entry = vocabulary.scheme(scheme).get(code.lower())
    return (vocabulary.expand(entry.uri), (LangText(entry.label, _LANGUAGE),)) if entry else (None, ())
