"""`[fetch] options` of the reader of postings."""

from __future__ import annotations

import re

import msgspec

from credloom.errors import SourceBadData, nearest
from credloom.sources.manifest import Source
from credloom.sources.rules import Page


class Options(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`only` and `unless` are patterns that a sitemap's pages match, `hosts` further hosts that pages may be on.

    `each` is the JSON path of a feed's list (else it is found), `page` says how a feed is split as in a `[[table]]`
    (else `next` links in its body and its `Link` header are followed), `max_pages` is where a listing is given up.
    """

    only: str = ""
    unless: str = ""
    hosts: tuple[str, ...] = ()
    each: str = ""
    page: Page | None = None
    max_pages: int = 200_000

    def wants(self, url: str) -> bool:
        """Whether a sitemap's page is to be read."""
        return (not self.only or re.search(self.only, url) is not None) and not (
            self.unless and re.search(self.unless, url)
        )


def options_of(source: Source) -> Options:
    """The options of a source's manifest. Raises `SourceBadData` that names the key."""
    given = source.manifest.fetch.options
    for key in given:
        if key not in Options.__struct_fields__:
            near = nearest(key, Options.__struct_fields__)
            raise SourceBadData(f"{source.key}: [fetch.options] {key!r} is no key of the reader jobs.{near}")
    try:
        found = msgspec.convert(given, Options)
        re.compile(found.only)
        re.compile(found.unless)
    except (msgspec.ValidationError, re.error) as error:
        raise SourceBadData(f"{source.key}: [fetch.options] cannot be used: {error}.") from error
    return msgspec.structs.replace(found, hosts=tuple(host.lower() for host in found.hosts))
