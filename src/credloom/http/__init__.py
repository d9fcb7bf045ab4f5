"""Stage 9: the outside. `app.build(settings, gateway)` is the whole pipeline in one expression.

`ports` what the application needs · `limits` body, time, how many at once · `observe` request id, log line, metrics,
headers · `graphql` GraphQL over HTTP · `resources` linked data · `health` live, ready, metrics · `pages` for people ·
`answers` errors as JSON.
"""
