"""What a text asks for: clauses with their exact place, kind, necessity, level, alternatives and named credentials.

`markup` HTML read as text · `blocks` lines and pieces of them · `headings` what part of the text is which ·
`sentences` both together · `cues` words that say how much is needed, or that nothing is asked for · `rules` whether
a sentence asks for something by these · `context`, `judge` the same weighed by what stands around it · `leads` what
stands around a requirement · `split`, `marks`, `runs` several things in one sentence by rules, `joints` the same
weighed · `choices` alternatives · `kinds`, `levels`, `credentials` what is asked for · `extract` the whole way ·
`linear`, `fit`, `train` the weights · `measure` how well it does on labelled texts.
"""

from __future__ import annotations

from credloom.requirements.clause import Clause, NamedCredential
from credloom.requirements.extract import clauses_in, whole

__all__ = ["Clause", "NamedCredential", "clauses_in", "whole"]
