"""Releases of a period, told by how each begins."""

from __future__ import annotations

from collections.abc import Sequence

from tanyahumas.answering.draft import VerifiedClaim
from tanyahumas.domain import Passage, Quote
from tanyahumas.language.sentences import sentence_spans

MOST = 8


def digest(passages: Sequence[Passage]) -> tuple[VerifiedClaim, ...]:
    """The first sentence of each passage as a quote, in order, at most eight; () for none."""
    return tuple(VerifiedClaim("", _opening(passage)) for passage in passages[:MOST])


def _opening(passage: Passage) -> Quote:
    start, end = sentence_spans(passage.text)[0]
    return Quote(passage.release, passage.start + start, passage.start + end)
