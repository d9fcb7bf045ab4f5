"""Jobs as a person has them in a file: text, a page, JSON-LD. What they are is seen from what they hold."""

from __future__ import annotations

import re
from collections.abc import Sequence

import orjson

from credloom.connect.jobs import html
from credloom.connect.jobs.found import Posting, postings
from credloom.errors import BadUserInput
from credloom.match.asked import Asked, of_posting, of_text
from credloom.match.work import Work
from credloom.match.work import of_posting as work_of_posting
from credloom.match.work import of_text as work_of_text
from credloom.model.base import Value
from credloom.normalise.posting_values import clean

MOST_CHARACTERS = 1_000_000
_PAGE = re.compile(
    r"^\s*(?:<!doctype html|<html|<!--|<(?:head|body|div|p|ul|h[1-6]|script|section|article|main)\b)", re.IGNORECASE
)
_TITLE = re.compile(
    r"<h1\b[^>]{0,500}>(.{1,300}?)</h1>|<title\b[^>]{0,500}>(.{1,300}?)</title>", re.IGNORECASE | re.DOTALL
)


class Given(Value, frozen=True):
    """A job: what kind of file it was read from, what the work is, what it asks for."""

    form: str
    work: Work
    asked: tuple[Asked, ...]


def read(text: str, name: str = "job") -> Given:
    """The job of a text, a page or JSON. Raises `BadUserInput` with what was found and what was expected."""
    if len(text) > MOST_CHARACTERS:
        raise BadUserInput(f"{name}: {len(text)} characters are too many. At most {MOST_CHARACTERS} are allowed.")
    text = text.lstrip("\ufeff")
    if not text.strip():
        raise BadUserInput(f"{name}: there are no words. Expected the text of a posting, HTML, or JSON-LD.")
    if text.lstrip()[0] in "{[":
        return _of_json(text, name)
    return _of_page(text, name) if _PAGE.match(text) else _made("text", work_of_text(text), of_text(text), name)


def _of_json(text: str, name: str) -> Given:
    try:
        data = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise BadUserInput(f"{name}:{error.lineno}:{error.colno}: this is not JSON: {error.msg}.") from error
    return _of_found(postings(data, bare=True), "JSON", name)


def _of_page(text: str, name: str) -> Given:
    page = html.read(text.encode(), "")
    if page.postings:
        return _of_found(page.postings, "HTML", name)
    title = _TITLE.search(text)
    words = clean(text)
    work = Work(clean(title[1] or title[2])) if title else work_of_text(words)
    return _made("HTML", work, of_text(words), name)


def _of_found(found: Sequence[Posting], form: str, name: str) -> Given:
    if not found:
        raise BadUserInput(f"{name}: there is no job in it. Expected a schema.org JobPosting or a JDX document.")
    if len(found) > 1:
        raise BadUserInput(
            f"{name}: there are {len(found)} jobs in it (the second at {found[1].pointer}). Expected one."
        )
    posting = found[0].data
    return _made(form, work_of_posting(posting), of_posting(posting), name)


def _made(form: str, work: Work, asked: Sequence[Asked], name: str) -> Given:
    if not asked:
        raise BadUserInput(f"{name}: nothing is asked for in it, as far as can be read.")
    return Given(form, work, tuple(asked))
