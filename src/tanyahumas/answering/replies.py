"""Claims of a chat model's reply, as far as it keeps to the asked form; the home of json_repair."""

from __future__ import annotations

import json
import re
from itertools import accumulate
from typing import Any

from tanyahumas.answering.draft import DraftClaim
from tanyahumas.errors import AnsweringError
from tanyahumas.language.sentences import sentence_spans

LONGEST_STATEMENT = 600
MOST_CLAIMS = 12
DEEPEST = 50  # mending takes seconds for thousands
_LIST = re.compile(r"[\"']claims[\"']\s*:\s*\[")
_NONE = re.compile(r"[\"']claims[\"']\s*:\s*\[\s*\]")
_BETWEEN = re.compile(r"[\s,]*")
_MARKER = re.compile(r"\[(\d{1,3})\]")
_MARKER_BEHIND = re.compile(r"([.!?])((?:\s*\[\d{1,3}\])+)")
# A quotation that is no part of the sentence: in brackets, or behind a colon at its end.
_BRACKETED = re.compile(
    r"\s*\((?:“[^”]+”|\"[^\"]+\")\)|\s*:\s*(?:“[^”]+”|\"[^\"]+\")(?=\s*[.!?]?\s*$)|\s+(?=[.!?]\s*$)"
)
_QUOTED = re.compile(r"“([^”]+)”|\"([^\"]+)\"")


def parse_claims(reply: str) -> list[DraftClaim]:
    """Claims of a complete reply, at most twelve; [] when it says that there are none.

    JSON may be fenced, surrounded by text, cut or malformed. Without JSON, a sentence with
    `[n]` and words in quotation marks is a claim that these words of passage n bear.

    Raises:
        AnsweringError: there is neither a claim nor the word that there are none.
    """
    listed = _listed(reply)
    drafts = _told(reply) if listed is None else [draft for one in listed if (draft := _draft(one))]
    # A list that is cut before its first claim is mended to an empty one, but says nothing.
    if drafts or (listed is not None and _NONE.search(reply)):
        return drafts[:MOST_CLAIMS]
    raise AnsweringError("the chat model did not reply with claims")


def finished_claims(reply: str) -> list[DraftClaim]:
    """Claims that are complete in a reply that is still coming; only well-formed JSON counts."""
    listed = _LIST.search(reply)
    drafts: list[DraftClaim] = []
    at = listed.end() if listed else len(reply)
    decoder = json.JSONDecoder(strict=False)
    while at < len(reply) and len(drafts) < MOST_CLAIMS:
        try:
            value, at = decoder.raw_decode(reply, _after(_BETWEEN, reply, at))
        except (ValueError, RecursionError):
            break
        if draft := _draft(value):
            drafts.append(draft)
    return drafts


def _after(pattern: re.Pattern[str], text: str, at: int) -> int:
    found = pattern.match(text, at)
    return found.end() if found else at


def _listed(reply: str) -> list[Any] | None:
    """The list `claims` of the JSON in a reply, mended if need be; None if there is none."""
    from json_repair import loads

    begin = re.search(r"[{\[]\s*[{\"'\]}]", reply)
    if begin is None or _depth(reply) > DEEPEST:
        return None
    try:
        value: Any = loads(reply[begin.start() :])
    except (ValueError, RecursionError):  # it gives up on what is nested too deep
        return None
    values = value if isinstance(value, list) else [value]
    for one in values:
        if isinstance(one, dict) and isinstance(one.get("claims"), list):
            return list(one["claims"])
    return values if any(_draft(one) for one in values) else None


def _depth(reply: str) -> int:
    """How deep brackets are nested, those in strings counted too; 3 is what was asked for."""
    steps = (1 if sign in "{[" else -1 for sign in reply if sign in "{}[]")
    return max(accumulate(steps), default=0)


def _draft(claim: Any) -> DraftClaim | None:
    if not isinstance(claim, dict):
        return None
    text, quote, passage = claim.get("text"), claim.get("quote"), claim.get("passage")
    if isinstance(passage, str) and passage.strip("[] ").isdecimal():
        passage = int(passage.strip("[] ")[:9])
    if isinstance(passage, bool) or not isinstance(passage, int):
        return None
    if not (isinstance(text, str) and isinstance(quote, str)):
        return None
    return DraftClaim(" ".join(text.split())[:LONGEST_STATEMENT], quote, passage)


def _told(reply: str) -> list[DraftClaim]:
    """Claims of plain sentences; the marker may stand before or behind the full stop."""
    text = _MARKER_BEHIND.sub(r"\2\1", reply)
    return [
        draft
        for start, end in sentence_spans(text)
        if (draft := _sentence_draft(text[start:end])) is not None
    ]


def _sentence_draft(sentence: str) -> DraftClaim | None:
    marker, quoted = _MARKER.search(sentence), _QUOTED.search(sentence)
    if marker is None or quoted is None:
        return None
    quote = quoted[1] or quoted[2]
    said = _BRACKETED.sub("", _MARKER.sub("", sentence)) or quote
    return DraftClaim(" ".join(said.split())[:LONGEST_STATEMENT], quote, int(marker[1]))
