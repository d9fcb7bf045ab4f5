"""Which of the media types that we can send a client likes best (RFC 9110, section 12.5.1)."""

from __future__ import annotations

from collections.abc import Sequence


def choose(accept: str | None, offered: Sequence[str]) -> str | None:
    """The best of `offered` (our own preference first), or None when none is accepted. No header accepts all."""
    if accept is None or not accept.strip():
        return offered[0]
    wishes = [_parse(item) for item in accept.split(",") if item.strip()]
    scored = [(_quality(media, wishes), -place, media) for place, media in enumerate(offered)]
    quality, _, media = max(scored)
    return media if quality[0] > 0 else None


def _parse(item: str) -> tuple[str, float]:
    name, *parameters = (part.strip().lower() for part in item.split(";"))
    for parameter in parameters:
        if parameter.startswith("q="):
            try:
                return name, min(1.0, max(0.0, float(parameter[2:])))
            except ValueError:
                return name, 0.0
    return name, 1.0


def _quality(media: str, wishes: Sequence[tuple[str, float]]) -> tuple[float, int]:
    """`(q, how exactly it was named)` of the most exact wish that covers a media type."""
    kind = media.partition("/")[0]
    best = (0.0, -1)
    for name, quality in wishes:
        exact = {media: 2, f"{kind}/*": 1, "*/*": 0}.get(name, -1)
        if exact > best[1] or (exact == best[1] >= 0 and quality > best[0]):
            best = (quality, exact)
    return best
