"""Search tokens of Indonesian and English text; the home of Sastrawi."""

from __future__ import annotations

import re
import threading
import unicodedata
from functools import cache, lru_cache
from typing import Any

_WORD = re.compile(r"[^\W_]+(?:[.,/'’-][^\W_]+)*")
_INNER = re.compile(r"[.,/'’-]")
# Written in one word or two; Sastrawi stems neither.
_COMPOUND = re.compile(r"\b(be)?kerja ?sama\b|\b(?:pena|mena|dita|berta|ta)nda ?tangan(?:an|i)?\b")
_SASTRAWI_LOCK = threading.Lock()

_WHOLE = frozenset({"tandatangan", "kerjasama"})

STOP_WORDS_ID = frozenset(
    "yang di ke dari pada dalam untuk dengan dan atau ini itu tersebut adalah ialah akan telah sudah oleh "
    "juga sebagai bagi para tentang apa apakah siapa siapakah kapan kapankah mana manakah dimana berapa "
    "berapakah bagaimana bagaimanakah mengapa kenapa saja sih kah lah nya ya tolong mohon coba ada "
    "bisa dapat pun lalu kalau jika maka karena agar serta saat ketika hari bahwa dia ia mereka kami kita "
    "saya anda kan dong nih gimana gmn brp kpn yg dgn utk pd dlm tsb".split()
)
STOP_WORDS_EN = frozenset(
    "the a an of in on at to for from by with and or is are was were be been being do does did has have had "
    "who whom whose what which when where why how many much that this these those it its there he she they "
    "his her their as about into than then so if not no can could will would should may might me tell please "
    "i you we our your any some".split()
)
STOP_WORDS = STOP_WORDS_ID | STOP_WORDS_EN


@cache
def _stemmer() -> Any:
    from Sastrawi.Stemmer.StemmerFactory import StemmerFactory

    return StemmerFactory().create_stemmer(isDev=True)


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """Indonesian stem of one lower-case word; words that Sastrawi does not know stay."""
    if len(word) < 4 or not word.isalpha() or word in _WHOLE:
        return word
    with _SASTRAWI_LOCK:
        return str(_stemmer().stem(word)) or word


@cache
def _roots() -> frozenset[str]:
    from Sastrawi.Stemmer.StemmerFactory import StemmerFactory

    return frozenset(StemmerFactory().get_words())


def is_root(word: str) -> bool:
    """Whether the stem of a lower-case word is in the Indonesian dictionary."""
    return stem(word) in _roots()


def _word_tokens(word: str) -> list[str]:
    parts = [part for part in _INNER.split(word) if part]
    if len(parts) == 1:
        return [stem(word)]
    if len(parts) == 2 and parts[0] == parts[1]:
        return [stem(parts[0])]
    whole = "".join(parts) if parts[0].isalpha() else word
    return [whole, *(stem(part) for part in parts if len(part) > 1)]


def _join_compound(match: re.Match[str]) -> str:
    return "tandatangan" if "tangan" in match.group() else "kerjasama"


def search_tokens(text: str) -> list[str]:
    """Tokens for the lexical index: lower case, stemmed, stop words left out, order kept.

    `S.Kom.I` gives `skomi` and its longer parts, `17/10/2023` itself and its numbers,
    `buku-buku` one `buku`. Returns [] for text without letters or digits.
    """
    folded = _COMPOUND.sub(_join_compound, unicodedata.normalize("NFKC", text).lower())
    words = (match.group() for match in _WORD.finditer(folded))
    return [token for word in words if word not in STOP_WORDS for token in _word_tokens(word)]
