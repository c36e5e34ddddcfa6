"""Claims of replies, well-formed and not."""

from __future__ import annotations

import json

import pytest

from tanyahumas.answering.draft import DraftClaim
from tanyahumas.answering.replies import MOST_CLAIMS, finished_claims, parse_claims
from tanyahumas.errors import AnsweringError

GOOD: dict[str, object] = {"text": "Afner did.", "quote": "diwakili Afner {Gus}", "passage": 1}
DRAFT = DraftClaim("Afner did.", "diwakili Afner {Gus}", 1)


def reply(*claims: object) -> str:
    return json.dumps({"claims": list(claims)})


@pytest.mark.parametrize(
    "text",
    [
        reply(GOOD),
        f"Sure! Here:\n```json\n{reply(GOOD)}\n```\nHope that helps.",
        reply(GOOD)[:-2],
        reply(GOOD)[:-3],
        reply(GOOD)[:-2] + ',{"text": "cut off he',
        reply(GOOD)[:-2] + ",]}",
        reply(GOOD).replace('"', "'"),
        "{claims: [" + reply(GOOD)[12:],
        json.dumps([GOOD]),
        json.dumps(GOOD),
        reply({**GOOD, "passage": "[1]"}),
        reply({**GOOD, "text": "  Afner\n did. "}),
        reply(GOOD) + "\n" + reply(GOOD),
    ],
)
def test_claims_are_read_from_json_that_is_decorated_or_malformed(text: str) -> None:
    """Fences, talk, cut ends, trailing commas, other quotes, no quotes, no frame."""
    assert parse_claims(text) == [DRAFT]


@pytest.mark.parametrize("text", ['{"claims": []}', "```json\n{'claims': [ ]}\n```"])
def test_an_empty_list_says_that_there_are_none(text: str) -> None:
    """The model's own no is an answer."""
    assert parse_claims(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "", "Maaf, saya tidak tahu.", "{", "[]", '{"claims": "x"}', "null", "\x00" * 50, '{"claims": [',
        '{"claims": [{"text": "Af', '{"claims": {"text": "x"}}', '{"claims": [null, 3, "x", []]}',
        '{"claims": [{"text": "x", "quote": "y"}]}', '{"claims": [{"text": 1, "quote": "y", "passage": 1}]}',
        '{"claims": [{"text": "x", "quote": "y", "passage": true}]}',
        '{"claims": [{"text": "x", "quote": "y", "passage": 1.5}]}', "[" * 8_000,
        "{" * 8_000, '{"a":' * 4_000,
    ],
)  # fmt: skip
def test_what_holds_no_claim_is_an_error(text: str) -> None:
    """Garbage, wrong types and a list cut before its first claim are no "no"."""
    with pytest.raises(AnsweringError):
        parse_claims(text)


def test_sentences_with_marker_and_quotation_are_claims() -> None:
    """The marker may stand before or behind the full stop; sentences without both are left out."""
    text = (
        "Halo! Rektor diwakili Afner: “diwakili Afner Gus Chandra”. [1] It was on 17 October "
        '("Selasa, 17 Oktober") [2]. Tanpa kutipan [1]. “Tanpa nomor”.'
    )
    assert parse_claims(text) == [
        DraftClaim("Rektor diwakili Afner.", "diwakili Afner Gus Chandra", 1),
        DraftClaim("It was on 17 October.", "Selasa, 17 Oktober", 2),
    ]


def test_a_growing_reply_gives_only_claims_that_are_complete() -> None:
    """A brace within a quote does not end a claim."""
    text = f"```json\n{reply(GOOD, GOOD)}"
    counts = [len(finished_claims(text[:end])) for end in range(len(text) + 1)]
    assert counts == sorted(counts)
    first = text.index("}", text.index("passage"))
    assert (counts[first], counts[first + 1], counts[-1]) == (0, 1, 2)


def test_a_flood_of_claims_is_bounded() -> None:
    """No more than twelve are looked at."""
    flood = reply(*[GOOD] * 50)
    assert len(parse_claims(flood)) == len(finished_claims(flood)) == MOST_CLAIMS
