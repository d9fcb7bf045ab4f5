"""Plain values: texts, addresses, dates, numbers. Each maker is made once for a rule and called for every cell."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any
from urllib.parse import quote, urlsplit

from selectolax.lexbor import LexborHTMLParser

from credloom.model.identity import ctid_of
from credloom.normalise.mapping_words import BadValue, shown
from credloom.normalise.privacy import blot
from credloom.normalise.values import RESOURCES, language
from credloom.sources.cells import Row, Scalar, first_text, text_of
from credloom.sources.dates import day, moment
from credloom.sources.rules import Cell, Rule

Make = Callable[[Scalar, Row], Any]

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u2028\u2029\ufffe\uffff]")
_HOST = re.compile(r"^[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}(?:[/?#:]|$)", re.IGNORECASE)
NUMBER = re.compile(r"[-+]?\d[\d,]*(?:\.\d+)?|[-+]?\.\d+")
_COMMA = re.compile(r"^(\d+),(\d{1,2})$")
_GROUPED = re.compile(
    r"(?<![\d.,])(\d{1,3}(?:(?:[ \u00a0\u202f'\u2019]\d{3})+|(?:\.\d{3})+(?=,\d)|(?:\.\d{3}){2,}))(,\d{1,2})?(?![\d,])"
)
"""Thousands apart by points, spaces or apostrophes, a comma before the cents: `4.500,00`, `1 200,50`, `1.200.000`."""
_YES = frozenset({"true", "yes", "y", "1", "x", "t", "on"})
_NO = frozenset({"false", "no", "n", "0", "f", "off"})
MAX_TEXT = 100_000


def tidy(text: str) -> str:
    """A text without control characters and doubled spaces; its paragraphs stay. At most 100,000 characters."""
    if _CONTROL.search(text):
        text = _CONTROL.sub(" ", text)
    text = text[:MAX_TEXT]
    if "\n" in text or "\r" in text:
        lines = [" ".join(line.split()) for line in text.splitlines()]
        return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
    return " ".join(text.split())


_BLOCKS = frozenset({"p", "br", "div", "li", "ul", "ol", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "table"})
_LISTS = frozenset({"ul", "ol", "table", "tr"})
_BULLET = "\u2022 "
_BULLETS = ("\u2022", "\u00b7", "\u25cf", "\u25aa", "- ", "* ")
"""What a writer put in front of a list entry himself."""
_HIDDEN = "script, style, template, noscript"


def html_text(text: str) -> str:
    """The text of HTML, each block on a line of its own, list entries with a bullet; plain text as it is."""
    if "<" not in text and "&" not in text:
        return text
    tree = LexborHTMLParser(text[:MAX_TEXT].encode("utf-8", "replace"))
    for node in tree.css(_HIDDEN):
        node.decompose()
    body = tree.body
    found: list[str] = []
    bullet = ""
    for node in body.traverse(include_text=True) if body is not None else ():
        if node.tag in _BLOCKS or (node.prev is not None and node.prev.tag in _BLOCKS):
            found.append("\n")
        if node.tag == "li":
            bullet = _BULLET
        elif node.tag in _LISTS or (node.prev is not None and node.prev.tag in _LISTS):
            bullet = ""
        if node.is_text_node and (words := node.text_content or ""):
            if bullet and (words := words.lstrip()):
                words, bullet = words if words.startswith(_BULLETS) else bullet + words, ""
            found.append(words)
    return "".join(found)


def make_text(rule: Rule) -> Make:
    del rule
    return lambda value, _row: blot(tidy(text_of(value))) or None


def make_html(rule: Rule) -> Make:
    del rule
    return lambda value, _row: blot(tidy(html_text(text_of(value)))) or None


def make_iri(rule: Rule) -> Make:
    del rule
    return lambda value, _row: address(text_of(value))


def make_ctid(rule: Rule) -> Make:
    del rule

    def make(value: Scalar, _row: Row) -> str:
        found = ctid_of(text_of(value))
        if found is None:
            raise BadValue(f"{shown(value)} is no CTID ('ce-' and a UUID).")
        return RESOURCES + found

    return make


@lru_cache(maxsize=8192)
def address(text: str) -> str:
    """An absolute http or https address. Raises `BadValue`."""
    plain = text.strip()
    if _HOST.match(plain):
        plain = "https://" + plain
    try:
        parts = urlsplit(plain)
    except ValueError as error:
        raise BadValue(f"{shown(text)} is no address.") from error
    if parts.scheme.lower() not in ("http", "https") or not parts.hostname or parts.username is not None:
        raise BadValue(f"{shown(text)} is no http or https address.")
    return quote(plain, safe="%/:=&?~#+!$,;'@()*[]")


def make_date(rule: Rule) -> Make:
    order = str(rule.options.get("order", "mdy"))

    def make(value: Scalar, _row: Row) -> str:
        found = day(text_of(value), order)
        if found is None:
            raise BadValue(f"{shown(value)} is no date.")
        return found

    return make


def make_datetime(rule: Rule) -> Make:
    order = str(rule.options.get("order", "mdy"))

    def make(value: Scalar, _row: Row) -> str:
        found = moment(text_of(value), order)
        if found is None:
            raise BadValue(f"{shown(value)} is no date and time.")
        return found.isoformat().replace("+00:00", "Z")

    return make


def decimal_of(value: Scalar) -> Decimal:
    """The number in a cell: `1,200.50`, `1.200,50`, `$40`, `85 %`, `(12)`. Raises `BadValue`."""
    if isinstance(value, bool):
        raise BadValue(f"{shown(value)} is no number.")
    text = _GROUPED.sub(_ungrouped, text_of(value))
    found = NUMBER.search(text)
    if not found or len(text) > 60:
        raise BadValue(f"{shown(value)} is no number.")
    try:
        number = Decimal(_COMMA.sub(r"\1.\2", found[0]).replace(",", ""))
    except InvalidOperation as error:
        raise BadValue(f"{shown(value)} is no number.") from error
    if not number.is_finite() or abs(number) >= Decimal(10) ** 15:
        raise BadValue(f"{shown(value)} is no number that can be used.")
    return number


def _ungrouped(found: re.Match[str]) -> str:
    return re.sub(r"\D", "", found[1]) + (found[2] or "").replace(",", ".")


def plain_number(number: Decimal) -> int | float:
    """A number as JSON has it: an integer where nothing is lost."""
    return int(number) if number == number.to_integral_value() else float(number)


def amount_text(number: Decimal) -> str:
    """A decimal number as text, without a tail of zeros."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def make_number(rule: Rule) -> Make:
    del rule
    return lambda value, _row: plain_number(decimal_of(value))


def make_integer(rule: Rule) -> Make:
    del rule
    return lambda value, _row: int(decimal_of(value))


def make_decimal(rule: Rule) -> Make:
    del rule
    return lambda value, _row: amount_text(decimal_of(value))


def make_boolean(rule: Rule) -> Make:
    del rule

    def make(value: Scalar, _row: Row) -> bool:
        word = text_of(value).lower()
        if word in _YES or word in _NO:
            return word in _YES
        raise BadValue(f"{shown(value)} is neither yes nor no.")

    return make


def cell_of(cell: Cell | None) -> Callable[[Row], str]:
    """A function that gives the text of a cell of a row, or a fixed text."""
    if cell is None:
        return lambda _row: ""
    if cell.fixed is not None:
        fixed = cell.fixed
        return lambda _row: fixed
    column = cell.column
    return lambda row: first_text(row, column)


def worded(rule: Rule) -> Callable[[str], dict[str, list[str]]]:
    """A function that gives a source's own text with its language: what the rule says, which has the manifest's."""
    tag = language(rule.lang or "")
    return lambda text: {tag: [text]}


def without_email(text: str) -> str:
    """A code as it stands; one that is an e-mail address is blotted out. (Codes may look like telephone numbers.)"""
    return blot(text) if "@" in text else text[:1000]
