"""Stage 7: from jobs to credentials that fit, and back.

`asked` what a job asks for · `named` credentials in a requirement's words · `meaning` what requirements mean ·
`holdings` which credentials stand for which competencies · `coverage` shares and combinations · `matching` the whole
way · `jobs` the other way · `explain` reasons in words.
"""

from __future__ import annotations

from credloom.match.jobs import jobs_for
from credloom.match.matching import match

__all__ = ["jobs_for", "match"]
