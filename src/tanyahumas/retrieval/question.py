"""What a question says about itself: its language, its type, its search tokens."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from tanyahumas.domain import Language
from tanyahumas.errors import QuestionError
from tanyahumas.language.detect import question_language
from tanyahumas.language.glossary import Translation, translate
from tanyahumas.language.tokens import search_tokens


class QuestionType(StrEnum):
    """What kind of answer is asked for."""

    WHO = "who"
    WHEN = "when"
    WHERE = "where"
    HOW_MANY = "how_many"
    WHY = "why"
    HOW = "how"
    LIST = "list"
    WHAT = "what"


# What is asked first counts (`who spoke when …`); of what begins at one place, the first here: `siapa saja`
# asks for a list, `what time` for a time.
_TYPES = [
    (QuestionType.LIST, r"\b(?:apa|siapa|mana) saja\b|\bsebutkan\b|\blist\b"),
    (QuestionType.LIST, r"\bwhich (?:(?:\w+(?:ed|ous)|new|other) )?\w+[^\Wsui]s\b"),
    (QuestionType.WHEN, r"\bkapan(?:kah)?\b|\bkpn\b|\bwhen\b|\bsampai kapan\b|\bbulan apa\b"),
    (QuestionType.WHEN, r"\b(?:tanggal|jam|pukul|tahun|hari) (?:berapa|apa)(?:kah)?\b"),
    (QuestionType.WHEN, r"\b(?:what|which) (?:time|date|day|month|year)\b"),
    (QuestionType.HOW_MANY, r"\bberapa(?:kah)?\b|\bbrp\b|\bhow (?:many|much|long|old|far|large|big)\b"),
    (QuestionType.WHO, r"\bsiapa(?:kah)?\b|\bwho(?:m|se)?\b|\bnama (?:rektor|ketua|kepala|dekan)\b"),
    (QuestionType.WHERE, r"\b(?:di|ke|dari) ?mana(?:kah)?\b|\bwhere\b|\btempat apa\b"),
    (QuestionType.WHERE, r"\bin (?:what|which) (?:city|country|place|province|room|town|village)\b"),
    (QuestionType.WHY, r"\bmengapa\b|\bkenapa\b|\bwhy\b|\balasan\b|\bapa sebab"),
    (QuestionType.HOW, r"\bbagaimana(?:kah)?\b|\bgimana\b|\bgmn\b|\bhow\b"),
    (QuestionType.WHAT, r"^(?:and |so )?(?:what|which)\b"),
]
_HEALTH_ORGANIZATION = re.compile(r"\bWHO\b")
_COMPILED = [(kind, re.compile(pattern)) for kind, pattern in _TYPES]


@dataclass(frozen=True, slots=True)
class Question:
    """A question as retrieval and answering read it.

    `tokens` are its search tokens, and may be none. `translations` are what an English
    question's words may be in Indonesian releases; () for an Indonesian question.
    """

    text: str
    language: Language
    type: QuestionType
    tokens: tuple[str, ...]
    translations: tuple[Translation, ...]

    @property
    def concepts(self) -> tuple[tuple[str, ...], ...]:
        """For each word or translated phrase, the search tokens that may stand for it; each not empty."""
        translated = {token for t in self.translations for token in t.english}
        words = [(token,) for token in dict.fromkeys(self.tokens) if token not in translated]
        phrases = [(*t.english, *t.indonesian) for t in self.translations]
        return tuple(concept for concept in [*words, *phrases] if concept)


def understand(raw: str, longest: int) -> Question:
    """Clean and classify a question.

    Raises:
        QuestionError: it holds no letter or digit, or more than `longest` characters.
    """
    text = clean(raw)
    if not any(sign.isalnum() for sign in text):
        raise QuestionError("the question is empty / pertanyaannya kosong", 'tanyahumas ask "…"')
    if len(text) > longest:
        raise QuestionError(
            f"the question has {len(text)} characters; the longest taken has {longest} / "
            f"pertanyaannya terlalu panjang (paling banyak {longest} karakter)",
            "ask it in fewer words",
        )
    language = question_language(text)
    translations = translate(text) if language == "en" else ()
    return Question(text, language, _type(text), tuple(search_tokens(text)), translations)


def clean(raw: str) -> str:
    """One line, NFC, without control and invisible characters."""
    if raw.isascii() and raw.isprintable():
        return " ".join(raw.split())
    kept = (
        " " if sign.isspace() else sign
        for sign in unicodedata.normalize("NFC", raw)
        if sign.isspace() or unicodedata.category(sign) not in {"Cc", "Cf", "Cs", "Co", "Cn"}
    )
    return " ".join("".join(kept).split())


def _type(text: str) -> QuestionType:
    lowered = (text if text.isupper() else _HEALTH_ORGANIZATION.sub(" ", text)).lower()
    found = ((kind, pattern.search(lowered)) for kind, pattern in _COMPILED)
    first = min(((match.start(), kind) for kind, match in found if match), key=lambda f: f[0], default=None)
    return first[1] if first else QuestionType.WHAT
