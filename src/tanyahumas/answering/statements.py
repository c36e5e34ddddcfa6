"""A chat model's own words: made plain, and held to what the quote under them says."""

from __future__ import annotations

import re
import unicodedata

from tanyahumas.answering.facts import calendar_facts, numbers_of, ordinals_of
from tanyahumas.domain import Language, Quote
from tanyahumas.language.glossary import is_headword, translate
from tanyahumas.language.sentences import sentence_spans
from tanyahumas.language.tokens import STOP_WORDS_EN, STOP_WORDS_ID, is_root, search_tokens
from tanyahumas.retrieval.question import Question

# Share of what a statement adds to question and title that its quote must say; how that was measured:
# docs/chat-models.md. English words reach an Indonesian quote by the glossary only.
LEAST_SUPPORT: dict[Language, float] = {"id": 0.7, "en": 0.4}

_BLANK = "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"
_LINK = re.compile(r"!?\[([^\]\n]*)\]\s*\([^)\n]*\)?")
_TAG = re.compile(r"<[^<>\n]*>")
_MARKER = re.compile(r"\s*\[\s*\d[\d\s,;-]*\]")
_MARKUP = re.compile(r"[`*~|\\]|(?<!\w)_+|_+(?!\w)|^\s*(?:#+|>+|[-+•])\s+", re.MULTILINE)
_ADDRESS = re.compile(
    r"\b\w+://\S+|\bwww\.\S+|[\w.+-]+@[\w-]+\.\w\S*|\b(?:[a-z0-9][a-z0-9-]+\.)+[a-z]{2,}\b(?:/\S*)?"
)
_NAME = re.compile(r"[A-ZÀ-Þ](?:[\w-]|['’](?!s\b))+")
# The number, not the pronoun.
_TITLED_I = re.compile(r"[A-ZÀ-Þ]\w+ I\b(?!['’])")
_ROMAN = re.compile(r"(?<=\w )[IVX]{1,5}\b(?!['’])")
# Beside function words and those of the glossary and the dictionary.
_OPENINGS = frozenset(
    "after according afterwards also although among based because before besides both but despite due during "
    "each earlier eventually finally furthermore however later meanwhile more moreover only since still "
    "there these throughout today under unfortunately until using various while within without yes".split()
)
_WORD = re.compile(r"[^\W\d_]+")
_NEGATION = re.compile(
    r"\b(?:tidak|tak|bukan|belum|tanpa|batal\w*|dibatalkan|gagal|not|never|no|nor|without|cancel\w*|fail\w*)\b|n[’']t\b",
    re.IGNORECASE,
)


def plain_statement(text: str) -> str:
    """One line without what cannot be seen, markup, tags, links, mentions and `[n]`; maybe empty."""
    seen = "".join(sign if sign.isspace() or _is_seen(sign) else "" for sign in text)
    for pattern, instead in ((_LINK, r"\1"), (_TAG, ""), (_MARKER, ""), (_MARKUP, "")):
        seen = pattern.sub(instead, seen)
    return " ".join(re.sub(r"(?<!\w)@+(?=\w)", "", seen).split())


def _is_seen(sign: str) -> bool:
    return (
        unicodedata.category(sign)[0] != "C"
        and sign not in "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"
    )


def fault_of(statement: str, quote: Quote, question: Question) -> str | None:
    """Why a plain statement is not borne by its quote, in one word; None if it is.

    Names and words may also come from the question and from the title of the quote's release.
    """
    context = f"{quote.release.title} {question.text}"
    if not statement:
        return "empty"
    if _in_other_language(statement, quote.text, question.language):
        return "language"
    if any(_host(address) != _host(quote.release.url or "") for address in _ADDRESS.findall(statement)):
        return "address"
    if numbers_of(statement) - ordinals_of(context) - numbers_of(quote.text, parts=True):
        return "number"
    if calendar_facts(statement) - calendar_facts(quote.text):
        return "date"
    known = _Known(f"{quote.text} {context}", statement)
    if not all(known.bears(name) for name in _names(statement)):
        return "name"
    if _NEGATION.search(statement) and not _NEGATION.search(f"{quote.text} {context}"):
        return "negation"
    least = LEAST_SUPPORT[question.language]
    return None if _is_supported(statement, quote.text, context, least) else "support"


def _host(address: str) -> str:
    return re.sub(r"^\w+://|/.*$", "", address.lower()).rstrip(".")


def _in_other_language(statement: str, quote: str, language: Language) -> bool:
    """Letters that are neither Latin nor in the quote; or function words of the other language only."""
    foreign = {sign for sign in statement if sign.isalpha() and "LATIN" not in unicodedata.name(sign, "")}
    if foreign - set(quote):
        return True
    words = {word.lower() for word in _WORD.findall(statement)} - {w.lower() for w in _WORD.findall(quote)}
    own, other = (STOP_WORDS_ID, STOP_WORDS_EN) if language == "id" else (STOP_WORDS_EN, STOP_WORDS_ID)
    return not words & (own - other) and len(words & (other - own)) >= 2


class _Known:
    """The search tokens that a name may come from, also by translation."""

    def __init__(self, source: str, statement: str) -> None:
        self.tokens = set(search_tokens(source))
        self._words = set(_WORD.findall(source))
        self.tokens |= {
            english
            for one in translate(statement)
            if self.tokens & set(one.indonesian)
            for english in one.english
        }

    def bears(self, name: str) -> bool:
        if set(name) <= set("IVX"):
            return name in self._words
        return set(search_tokens(name)) <= self.tokens or bool(calendar_facts(name))


def _names(statement: str) -> list[str]:
    """Capitalised words, but not a common word that begins a sentence; Roman numerals."""
    starts = {start for start, _ in sentence_spans(statement)}
    names = [
        found.group()
        for found in _NAME.finditer(statement)
        if not (found.start() in starts and _is_common(found.group()))
    ]
    romans = [found.group() for found in _ROMAN.finditer(statement)]
    return [*names, *(roman for roman in romans if roman != "I" or _TITLED_I.search(statement))]


def _is_common(word: str) -> bool:
    lowered = word.lower()
    return lowered in _OPENINGS or not search_tokens(lowered) or is_headword(lowered) or is_root(lowered)


def _is_supported(statement: str, quote: str, context: str, least: float) -> bool:
    """Whether the quote says that share of the tokens which a statement adds to its context.

    One token that it does not say is let pass beside one that it does. A statement with no token
    of the quote at all is not supported. Numbers and days are judged by themselves.
    """
    given = _Known(context, statement).tokens
    borne = _Known(quote, statement).tokens
    said = set(search_tokens(_NEGATION.sub(" ", _ADDRESS.sub(" ", statement))))
    if not said & borne and not calendar_facts(statement) and not numbers_of(statement):
        return False
    added = {t for t in said - given if not t[0].isdigit() and not calendar_facts(t.capitalize())}
    held = added & borne
    return len(held) >= least * len(added) or (len(held) > 0 and len(added - held) == 1)
