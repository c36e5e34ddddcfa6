"""English words of news and what Indonesian releases say for them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from tanyahumas.language.tokens import STOP_WORDS, search_tokens

_WORD = re.compile(r"[a-z]+(?:['’-][a-z]+)*")
LONGEST_PHRASE = 4


@dataclass(frozen=True, slots=True)
class Translation:
    """One English word or phrase of a question and the search tokens that may stand for it.

    `english` are the search tokens of the words themselves; `indonesian` are different
    tokens, each once, most usual first.
    """

    english: tuple[str, ...]
    indonesian: tuple[str, ...]


@cache
def _entries() -> dict[str, tuple[str, ...]]:
    """Headword -> translations."""
    text = (files("tanyahumas.language") / "glossary_en_id.tsv").read_text("utf-8")
    rows = (line.split("\t") for line in text.splitlines() if not line.startswith("#"))
    return {english: tuple(indonesian.split(";")) for english, indonesian in rows}


def is_headword(word: str) -> bool:
    """Whether the glossary holds one lower-case English word, as it is or without its ending."""
    return any(form in _entries() for form in _base_forms(word))


def translate(text: str) -> tuple[Translation, ...]:
    """Translations of the words and phrases of an English text, in order; longest phrase first.

    A word is looked up as it is written, then without its ending. Words that the glossary
    does not hold, and function words, give none.
    """
    words = _WORD.findall(text.lower().replace("’", "'"))
    return tuple(_translations(words))


def _translations(words: list[str]) -> Iterator[Translation]:
    at = 0
    while at < len(words):
        length, found = _longest(words[at : at + LONGEST_PHRASE])
        if found:
            english = tuple(search_tokens(" ".join(words[at : at + length])))
            tokens = dict.fromkeys(token for form in found for token in search_tokens(form))
            yield Translation(english, tuple(token for token in tokens if token not in english))
        at += length


def _longest(words: list[str]) -> tuple[int, tuple[str, ...]]:
    """Length and translations of the longest headword that `words` begin with; (1, ()) for none."""
    for length in range(len(words), 0, -1):
        if length == 1 and words[0] in STOP_WORDS:
            break
        *first, last = words[:length]
        for form in _base_forms(last):
            if found := _entries().get(" ".join([*first, form])):
                return length, found
    return 1, ()


def _base_forms(word: str) -> Iterator[str]:
    """The word, then what it may be an inflection of, most likely first."""
    yield word
    for ending, replacements in (
        ("'s", ("",)),
        ("ies", ("y",)),
        ("es", ("e", "")),
        ("s", ("",)),
        ("ied", ("y",)),
        ("ed", ("", "e")),
        ("ing", ("", "e")),
    ):
        if word.endswith(ending) and len(word) > len(ending) + 2:
            for replacement in replacements:
                base = word.removesuffix(ending) + replacement
                yield base
                if base[-1:] == base[-2:-1]:
                    yield base[:-1]
