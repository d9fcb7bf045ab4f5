"""What the pages that are made here have in common: head, navigation, footer."""

from __future__ import annotations

from html import escape

_PAGE = """<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>{title} · Credloom</title>
  <link rel="icon" href="/assets/mark.svg" type="image/svg+xml">
  <link rel="stylesheet" href="/assets/style.css">
</head>
<body>
  <a class="skip" href="#main">Skip to content</a>
  <header class="top">
    <a class="name" href="/"><img src="/assets/mark.svg" alt="">Credloom</a>
    <nav aria-label="Pages"><a href="/">Start</a><a href="/schema.graphql">Schema</a></nav>
  </header>
  <main class="page {page}" id="main">
    {body}
  </main>
  <footer>Every answer says where it comes from and how old it is.
    A source that is down never empties an answer.</footer>
</body>
</html>
"""
_REASONS = {
    404: ("There is nothing here", "The address may be mistyped, or what it named is no longer told by any source."),
    500: ("Something went wrong", "This is our fault, not yours. The log has it under the number below."),
    503: ("Not now", "The gateway cannot answer at the moment. It tries again by itself; so may you."),
}
_ELSE = ("That did not work", "The request could not be answered as it was asked.")


def framed(title: str, body: str, *, page: str = "") -> str:
    """A whole page; `body` is HTML, `title` is not."""
    return _PAGE.format(title=escape(title), body=body, page=page)


def failure_page(status: int, message: str, request_id: str) -> str:
    """What a person sees in place of an error in JSON."""
    title, advice = _REASONS.get(status, _ELSE)
    body = f"""<p class="kind">{status}</p>
    <h1>{title}</h1>
    <p class="lead">{escape(message)}</p>
    <p class="soft">{advice}</p>
    <ul class="actions"><li><a class="button main" href="/">Back to the start</a></li></ul>
    <p class="soft small">Request <code>{escape(request_id)}</code></p>"""
    return framed(title, body, page="failure")
