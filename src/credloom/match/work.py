"""What the work is, beside what it asks for: a job's title and its occupations."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from credloom.match.holdings import soc_codes
from credloom.model import codes
from credloom.model.base import Value
from credloom.model.text import pick
from credloom.model.things import Job
from credloom.normalise.posting_values import first, plain
from credloom.requirements.headings import heading

MOST_WORDS = 10
"""Of a title: a longer first line is a sentence."""
_LABEL = re.compile(r"^(?:job |position |role )?title\s*[:\-]\s*|^(?:position|role|job)\s*:\s*", re.IGNORECASE)
_BEHIND = re.compile(r"\s+(?:[-\u2013\u2014|(].*)$")
_LOOKED_AT = 5
"""Lines in which a title may stand."""


class Work(Value, frozen=True):
    """A job's title, where there is one, and the SOC codes of its occupations."""

    title: str = ""
    occupations: tuple[str, ...] = ()


def of_job(job: Job) -> Work:
    """The work of a stored job."""
    return Work(pick(job.names) or "", tuple(dict.fromkeys(soc_codes(job.occupations))))


def of_posting(posting: Mapping[str, Any]) -> Work:
    """The work of a schema.org JobPosting or a JDX document."""
    node = plain(dict(posting))
    title = next((text for name in ("title", "name", "jobTitle") if (text := first(node.get(name)))), "")
    code = codes.soc_code(str(node.get("occupationalCategory") or node.get("relevantOccupation") or ""))
    return Work(title, (code,) if code else ())


def of_text(text: str) -> Work:
    """The work of a pasted posting: a short line at its head that is neither heading nor list entry."""
    lines = [line.strip() for line in text[:4_000].splitlines() if line.strip()]
    for line in lines[:_LOOKED_AT]:
        if (label := _LABEL.match(line)) is not None:
            return Work(line[label.end() :].strip())
    head = lines[0] if len(lines) > 1 else ""
    short = 0 < len(head.split()) <= MOST_WORDS and head[-1] not in ".!?;,:" and head[0].isalnum()
    return Work(_BEHIND.sub("", head)) if short and heading(head) is None else Work()
