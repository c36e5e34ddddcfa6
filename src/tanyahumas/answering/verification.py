"""No claim without its quote: what a chat model says is checked against the registry's text.

A quote is looked for in the passage that it names, word for word, after one normalisation
of both sides: runs of white space count as one blank, typographic quotes and dashes as
plain ones. The offsets map back to the registry's text, and only that text is shown.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence

from tanyahumas.answering.draft import DraftClaim, VerifiedClaim
from tanyahumas.domain import Passage, Quote

log = logging.getLogger(__name__)
SHORTEST_QUOTE = 3
_SAME = {"“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "\u2011": "-", "\u00a0": " "}
_NUMBER = re.compile(r"\d+(?:[.,:/]\d+)*")
_WORD_EDGE = re.compile(r"\w")


def verify(
    claims: Sequence[DraftClaim], passages: Sequence[Passage], *, quiet: bool = False
) -> tuple[VerifiedClaim, ...]:
    """The claims that hold, in order; the others are dropped, counted and, unless `quiet`, logged
    without their text."""
    kept = [verified for claim in claims if (verified := _verify_one(claim, passages))]
    if (dropped := len(claims) - len(kept)) and not quiet:
        log.info("dropped %d of %d claims of the chat model: not verified", dropped, len(claims))
    return tuple(kept)


def _verify_one(claim: DraftClaim, passages: Sequence[Passage]) -> VerifiedClaim | None:
    if not 1 <= claim.passage <= len(passages):
        return None
    quote = find_quote(claim.quote, passages[claim.passage - 1])
    if quote is None or not numbers_stand_in(claim.text, quote.text):
        return None
    return VerifiedClaim(claim.text, quote)


def find_quote(wanted: str, passage: Passage) -> Quote | None:
    """Where `wanted` stands in the passage, as whole words; None if it does not."""
    text, offsets = _normalised(passage.text)
    needle, _ = _normalised(wanted.strip().strip("\"“”'"))
    needle = needle.strip()
    if len(needle) < SHORTEST_QUOTE:
        return None
    at = text.find(needle)
    while at >= 0 and not _whole_words(text, at, at + len(needle)):
        at = text.find(needle, at + 1)
    if at < 0:
        return None
    start, end = offsets[at], offsets[at + len(needle) - 1] + 1
    return Quote(passage.release, passage.start + start, passage.start + end)


def numbers_stand_in(statement: str, quote: str) -> bool:
    """Whether every number of a statement stands in its quote, as a number of its own."""
    said = {number.rstrip(".,:/") for number in _NUMBER.findall(re.sub(r"\[\d+\]", "", statement))}
    return said <= {part for number in _NUMBER.findall(quote) for part in _with_parts(number)}


def _with_parts(number: str) -> set[str]:
    """`17/10/2023` bears `17`, `10` and `2023`; `1.250` bears only itself."""
    return {number, *re.split("[:/]", number)}


def _whole_words(text: str, start: int, end: int) -> bool:
    before, after = text[start - 1 : start], text[end : end + 1]
    cut_before = _WORD_EDGE.match(before) and _WORD_EDGE.match(text[start])
    cut_after = _WORD_EDGE.match(after) and _WORD_EDGE.match(text[end - 1])
    return not (cut_before or cut_after)


def _normalised(text: str) -> tuple[str, list[int]]:
    """The text as compared, and for each of its characters the offset in `text`."""
    signs: list[str] = []
    offsets: list[int] = []
    for offset, raw in enumerate(text):
        sign = " " if raw.isspace() else _SAME.get(raw, raw)
        if sign == " " and signs and signs[-1] == " ":
            continue
        signs.append(sign)
        offsets.append(offset)
    return "".join(signs), offsets
