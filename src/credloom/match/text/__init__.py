"""What credentials and requirements have in common by their words alone: for what no source has stated.

`words` families of words and how rare they are · `lexicon` roles, fields and words that tell nothing · `agents` whose
work a name speaks of · `texts` the two sides · `naming` whether a name is what is asked for · `occupations` texts by
what they are near to · `vectors` meaning · `conflicts` what says that a credential is for another occupation ·
`features` all numbers of a job and a credential · `model` one chance out of them · `train` learns its weights.
"""
