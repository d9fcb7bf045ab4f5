"""Texts in several languages (JSON-LD language maps)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from credloom.model.base import Value

NO_LANGUAGE = "und"


class LangText(Value, frozen=True):
    """One text with its BCP 47 tag; `und` where the source gives none."""

    value: str
    lang: str = NO_LANGUAGE


def pick_each(many: Iterable[Sequence[LangText]], preferred: Sequence[str] | None = None) -> list[str | None]:
    """`pick` for many at once: most have one text alone."""
    return [texts[0].value if len(texts) == 1 else pick(texts, preferred) for texts in many]


def pick(texts: Sequence[LangText], preferred: Sequence[str] | None = None) -> str | None:
    """The text to show: the first preferred language that is there, else its base language, else English, else any.

    Tags are compared without regard to case (BCP 47, section 2.1.1).
    """
    if not texts:
        return None
    if len(texts) == 1:
        return texts[0].value
    for wanted in (*(preferred or ()), "en-US", "en"):
        tag = wanted.lower()
        base = tag.split("-", 1)[0]
        for test in (tag.__eq__, base.__eq__, lambda t, b=base: t.startswith(b + "-")):
            for text in texts:
                if test(text.lang.lower()):
                    return text.value
    return texts[0].value
