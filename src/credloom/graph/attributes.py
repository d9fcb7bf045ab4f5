"""Batch functions that show one attribute of their parents in another form: the language asked for, a safe address."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from operator import attrgetter
from typing import Any

import strawberry

from credloom.graph.context import Context
from credloom.graph.scalars import LanguageTag
from credloom.model.identity import ctid_of, global_id
from credloom.model.text import pick_each

Show = Callable[..., list[Any]]


def ids(parents: Sequence[Any], _: Context) -> list[strawberry.ID]:
    """The global id of each parent's key."""
    return [strawberry.ID(global_id(parent.key)) for parent in parents]


def ctids(parents: Sequence[Any], _: Context) -> list[str | None]:
    """The CTID in each parent's key."""
    return [ctid_of(parent.key) for parent in parents]


def picked(attribute: str) -> Show:
    """Language texts of an attribute, in the first language of `lang` that is there."""
    texts = attrgetter(attribute)

    def show(parents: Sequence[Any], _: Context, *, lang: list[LanguageTag] | None = None) -> list[str | None]:
        return pick_each(map(texts, parents), lang)

    return show


def text(attribute: str) -> Show:
    """Language texts of an attribute, in English if it is there."""
    texts = attrgetter(attribute)

    def show(parents: Sequence[Any], _: Context) -> list[str | None]:
        return pick_each(map(texts, parents))

    return show


def web(attribute: str) -> Show:
    """An address, if it is one of the web: a source may be a file of the operator."""
    address = attrgetter(attribute)

    def show(parents: Sequence[Any], _: Context) -> list[str | None]:
        return [_web(address(parent)) for parent in parents]

    return show


def _web(text: str | None) -> str | None:
    return text if text and text.startswith(("https://", "http://")) else None


def day(attribute: str) -> Show:
    """A date that a source wrote; null where it is none."""
    text = attrgetter(attribute)

    def show(parents: Sequence[Any], _: Context) -> list[str | None]:
        return [_day(text(parent)) for parent in parents]

    return show


def _day(text: str | None) -> str | None:
    try:
        return date.fromisoformat(text[:10]).isoformat() if text else None
    except ValueError:
        return None


def moment(attribute: str) -> Show:
    """A time that a source wrote; a day alone is its beginning in UTC, null where it is no time."""
    text = attrgetter(attribute)

    def show(parents: Sequence[Any], _: Context) -> list[str | None]:
        return [_moment(text(parent)) for parent in parents]

    return show


def _moment(text: str | None) -> str | None:
    try:
        found = datetime.fromisoformat(text) if text else None
    except ValueError:
        return None
    if found is None:
        return None
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).isoformat()


def values(attribute: str) -> Show:
    """The language texts of an attribute without their languages."""
    texts = attrgetter(attribute)

    def show(parents: Sequence[Any], _: Context) -> list[list[str]]:
        return [[text.value for text in texts(parent)] for parent in parents]

    return show
