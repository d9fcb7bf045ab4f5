"""Stage 8: running GraphQL operations. `engine.Engine` is the way in.

`ports` a request and its answer · `limits` how much one may ask for · `hidden` what production does not tell · `guard`
measures a document before it is validated · `cost` what an operation would cost · `documents` parsed and validated
documents · `run` runs a validated operation · `errors_form`, `extensions_form` what clients see beside the data.
"""
