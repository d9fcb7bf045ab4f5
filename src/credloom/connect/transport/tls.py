"""The one TLS context: reading the certificates takes some 20 ms, so it is made once and off the event loop."""

from __future__ import annotations

import asyncio
import functools
import ssl

import httpx


@functools.cache
def shared() -> ssl.SSLContext:
    """TLS 1.2 and later, names and chains verified; `SSL_CERT_FILE` and `SSL_CERT_DIR` are honoured."""
    context = httpx.create_ssl_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_alpn_protocols(["http/1.1"])
    return context


async def context() -> ssl.SSLContext:
    """The shared context, without holding up the event loop the first time."""
    if shared.cache_info().currsize:
        return shared()
    return await asyncio.to_thread(shared)
