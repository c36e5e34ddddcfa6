"""Abbreviations where a release introduces them: `Badan … Indonesia (BP2MI)`."""

from __future__ import annotations

import re
from collections.abc import Iterable

from tanyahumas.domain import Release

_INTRODUCED = re.compile(r"((?:[\w’'&/-]+ ){1,12})\(([A-Z][A-Za-z0-9&/-]{1,15})\)")
_SMALL = frozenset("dan di ke dari untuk yang pada of the and for in dengan atas se serta".split())
# `Al Insyirah` counts as one word, begun by its article.
_ARTICLES = frozenset("al an ar as ash at az ad el".split())
_DOUBLED = re.compile(r"([A-Za-z])([2-4])")  # BP2MI stands for BPPMI
_BRACKETED_NO_NAME = frozenset({"WIB", "WITA", "WIT", "Persero", "Tbk", "Alm", "Almh"})


def introduced(text: str) -> dict[str, str]:
    """Long forms by abbreviation, as one release introduces them, in its order.

    A long form is the shortest run of words before the bracket whose first letters, small
    words left out or not, spell the start of the abbreviation: `Institut Kesehatan dan
    Teknologi Al Insyirah (IKTA)`. What does not spell it is left out.
    """
    found: dict[str, str] = {}
    for match in _INTRODUCED.finditer(text):
        short = match[2]
        if short not in _BRACKETED_NO_NAME and (long := _spelling(match[1].split(), short)):
            found.setdefault(short, long)
    return found


def glossary(releases: Iterable[Release]) -> dict[str, tuple[str, ...]]:
    """Every long form of each abbreviation over all releases, in sort order."""
    forms: dict[str, set[str]] = {}
    for release in releases:
        for short, long in introduced(release.text).items():
            forms.setdefault(short, set()).add(long)
    return {short: tuple(sorted(forms[short])) for short in sorted(forms)}


def _spelling(words: list[str], short: str) -> str:
    """The words that spell `short` by their initials, or by beginnings (`Kapolres`); else empty."""
    letters = re.sub(r"[^a-z]", "", _DOUBLED.sub(lambda m: m[1] * int(m[2]), short).lower())
    for start in range(len(words) - 1, -1, -1):
        run = words[start:]
        if words[start][0].isupper() and words[start][0].lower() == letters[:1] and _spells(run, letters):
            return " ".join(run)
    return ""


def _spells(run: list[str], letters: str) -> bool:
    """Whether the letters can be read through the words in order, each big word giving one at least."""
    big = [word.lower() for word in run if word.lower() not in _SMALL]
    big = [word for before, word in zip(["", *big], big, strict=False) if before not in _ARTICLES]
    if len(big) < 2 or len(big) > len(letters):
        return False
    return _reads(big, letters)


def _reads(words: list[str], letters: str) -> bool:
    if not words:
        return not letters
    for size in range(min(len(letters), len(words[0]), 5), 0, -1):
        if words[0].startswith(letters[:size]) and _reads(words[1:], letters[size:]):
            return True
    return False
