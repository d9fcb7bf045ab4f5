"""The Credential Registry's protocol: listings, changes, deletes, look-ups and searches, and its files on disk.

`reader` what the rest calls · `options` what a manifest may say · `wire` one question and its answer · `problems` the
shapes of errors · `envelopes` what holds a payload · `paging` listings that move while they are read · `listing`
everything · `changes` what changed and what is gone · `graphs` payloads by CTID · `live` while a query runs · `files`
the same from disk · `checkpoint` where a refresh stands.
"""

from credloom.connect.registry.reader import RegistryReader

__all__ = ["RegistryReader"]
