"""What a text asks for: clauses with their exact place, kind, necessity, level, alternatives and named credentials.

`blocks` lines and sentences · `headings` what part of the text is which · `cues` words that say how much is needed, or
that nothing is asked for · `judge` how words sound where no heading says so,
`train` its weights · `leads` what stands around a requirement · `split`, `marks`, `runs`, `choices` several
things in one sentence · `kinds`, `levels`, `credentials` what is asked for · `extract` the whole way · `measure` how
well it does on labelled texts.
"""

from __future__ import annotations

from credloom.requirements.clause import Clause, NamedCredential
from credloom.requirements.extract import clauses_in, whole

__all__ = ["Clause", "NamedCredential", "clauses_in", "whole"]
