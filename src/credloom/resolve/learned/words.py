"""How texts are read before they are compared: folded, without markup and lead-ins, as stems and as letter groups."""

from __future__ import annotations

import itertools
import re
import tomllib
import unicodedata
import zlib
from collections.abc import Container, Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
from selectolax.lexbor import LexborHTMLParser

MOST_CHARACTERS = 1_000
"""Of one text: what comes later changes nothing about what it means as one competency."""
MOST_WORDS = 120
GRAMS = 1 << 16
"""Letter groups are counted in so many buckets."""

Bytes = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float32]
Hashes = npt.NDArray[np.uint32]
Ints = npt.NDArray[np.int64]

LISTS = tomllib.loads((Path(__file__).parent / "data" / "words.toml").read_text(encoding="utf-8"))
STOP = frozenset(LISTS["stop"].split())
_WORD = re.compile(r"[^\W_]+[+#]{0,2}")
_WRITTEN = re.compile(r"[^\W_]+(?:\.[^\W_]+)*[+#]{0,2}")
_DOTTED = re.compile(r"(?<=[^\W_])\.(?=[^\W_])")
_POSSESSIVE = re.compile(r"['\u2019]s\b")
_TAG = re.compile(r"<[a-zA-Z/!][^<>]{0,200}>")
_UPPER = re.compile(r"<[A-Z_]+>")
_ENDINGS = (("ies", "y"), ("ing", ""), ("ed", ""), ("es", ""), ("s", ""))
_SYLLABLE = re.compile(r"[bcdfghjklmnpqrstvwxyz]+[aeiouy][bcdfghjklmnpqrstvz]")
_WHOLE = frozenset({"bus", "gas"})
"""Words whose plural ends in `es` though they have no `e`."""
_TOKEN = re.compile(r"[^\s,/:;.]+")
_PASSED = frozenset(LISTS["passed"].split())
_HAVING = LISTS["having"].split()
_HOW = ("of", "in", "with", "on", "using", "to")
_LEADS = frozenset(
    {(word, how) for word in _HAVING for how in _HOW}
    | {("ability", "to"), ("able", "to"), ("capable", "of"), ("know", "how", "to"), ("knows", "how", "to")}
    | {("experience", "working", how) for how in ("with", "in", "on")}
    | {("ability", "in"), ("learn", "to"), ("understand", "how", "to"), ("willing", "to"), ("responsible", "for")}
)
_LOOKED_AT = 14


def read(text: str) -> str:
    """A text in one line, without markup, within `MOST_CHARACTERS`; linear in what is read."""
    text = text[: 8 * MOST_CHARACTERS]
    if "<" in text and _TAG.search(_UPPER.sub(" ", text)):
        body = LexborHTMLParser(text).body
        text = body.text(separator=" ") if body is not None else ""
    return " ".join(unicodedata.normalize("NFKC", text).split())[:MOST_CHARACTERS]


def folded(text: str) -> str:
    """A read text without regard to case."""
    return text.casefold()


def core(text: str) -> str:
    """A read text without what begins half of all requirements: `Ability to`, `Strong knowledge of`."""
    found = text[_lead(text) :].strip(" .;:,-\u2022*")
    return found if len(found) > 1 else text


def _lead(text: str) -> int:
    """Where the last lead-in at the beginning ends."""
    tokens = [(hit.group().lower(), hit.end()) for hit in itertools.islice(_TOKEN.finditer(text), _LOOKED_AT)]
    words = [word for word, _ in tokens]
    at = end = 0
    while at < len(words):
        size = next((size for size in (3, 2) if tuple(words[at : at + size]) in _LEADS), 0)
        if size and at + size < len(words):
            at += size
            end = tokens[at - 1][1]
        elif words[at] in _PASSED:
            at += 1
        else:
            break
    return end


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """A word without the commonest English endings: `pipes` and `piping` are `pipe`, `planning` is `plan`.

    Of short words the last `e` tells apart what is different (`care`, `car`): a single syllable that ends in one vowel
    and one consonant has it wherever it may have lost it, as in Porter's stemmer.
    """
    cut = False
    for ending, instead in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word[: -len(ending)] + instead
            cut = ending in ("ing", "ed", "es")
            break
    if len(word) > 3 and word[-1] == "e":
        word, cut = word[:-1], True
    if len(word) > 3 and word[-1] == word[-2] and word[-1].isalpha():
        return word[:-1]
    return f"{word}e" if cut and word not in _WHOLE and _SYLLABLE.fullmatch(word) else word


@lru_cache(maxsize=8192)
def stems(text: str) -> tuple[str, ...]:
    """The stems of a text in order, at most `MOST_WORDS`. Takes `c++`, `c#`, `node.js` as words."""
    joined = _DOTTED.sub("", _POSSESSIVE.sub("", folded(text)))
    return tuple(stem(word) for word in _WORD.findall(joined)[:MOST_WORDS])


def content(text: str) -> list[str]:
    """The different stems of a text that say something, in order; all of them where none does."""
    every = list(dict.fromkeys(stems(text)))
    return [word for word in every if word not in STOP] or every


def spans(text: str, wanted: Container[str]) -> list[tuple[int, int]]:
    """Where words of a text stand whose stems are wanted, each stem once; in characters."""
    seen: dict[str, tuple[int, int]] = {}
    for hit in itertools.islice(_WRITTEN.finditer(text), MOST_WORDS):
        word = stem(folded(hit.group()).replace(".", ""))
        if word in wanted:
            seen.setdefault(word, hit.span())
    return sorted(seen.values())


def word_hash(word: str) -> int:
    """The number under which a stem is kept."""
    return zlib.crc32(word.encode())


def hashes(names: Sequence[str]) -> Hashes:
    """Numbers for names without regard to case; 0 for none."""
    return np.array([word_hash(name.casefold()) if name else 0 for name in names], np.uint32)


def grams(texts: Sequence[str]) -> tuple[npt.NDArray[np.uint16], Ints]:
    """The different groups of three and four letters of each folded text, as buckets, and where each text's begin."""
    padded = [f"  {text[:MOST_CHARACTERS]} " for text in texts]
    letters = np.frombuffer("".join(padded).encode("utf-32-le", "surrogatepass"), np.uint32)
    ends = np.cumsum([len(text) for text in padded]) if padded else np.zeros(0, np.int64)
    owner = np.repeat(np.arange(len(padded)), np.diff(ends, prepend=0))
    codes = []
    for size in (3, 4):
        if len(letters) < size:
            continue
        here = owner[: len(letters) - size + 1]
        whole = here == owner[size - 1 :]
        mixed = np.zeros(len(here), np.uint32)
        for place in range(size):
            mixed = mixed * np.uint32(0x01000193) ^ letters[place : place + len(here)]
        mixed ^= mixed >> np.uint32(15)
        bucket = (mixed * np.uint32(0x85EBCA6B)) >> np.uint32(16)
        codes.append((here[whole] << 16) | bucket[whole].astype(np.int64))
    every = np.sort(np.concatenate(codes)) if codes else np.zeros(0, np.int64)
    unique = every[np.diff(every, prepend=-1) != 0]
    starts = np.searchsorted(unique >> 16, np.arange(len(padded) + 1))
    return (unique & 0xFFFF).astype(np.uint16), starts
