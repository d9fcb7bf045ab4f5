"""Stage 1: what Credloom speaks of. Frozen structs, no input or output.

`text` language texts · `concept` entries of vocabularies · `parts` costs, durations, places, conditions … ·
`things` what GraphQL shows · `links` how things point at each other · `record` what one source told · `identity` keys ·
`vocabulary` CTDL as data.
"""
