"""Which competencies a text may mean, by a small learned model over words, letters and vectors.

`words` how texts are read · `static` word vectors · `segment` competencies made ready, in files that are mapped ·
`near` nearest vectors by binary codes · `terms` BM25 · `queries` texts made ready · `features` what is compared ·
`space` candidates out of segments · `model` weights and calibration · `fit` learning them.
"""
