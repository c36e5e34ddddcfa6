"""Abbreviations and their long forms, as the releases found introduce them.

There is no glossary to keep: `Badan Perlindungan Pekerja Migran Indonesia (BP2MI)` is read
from the releases that a question finds, so that a release which nobody may see teaches nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from tanyahumas.language.tokens import STOP_WORDS, search_tokens

LONGEST = 8  # words of a long form
_PAREN = re.compile(r"\(([A-Z][\w&/-]{1,14})\)")
_WORDS = re.compile(r"[^\W_][\w'’.-]*")
_BREAK = re.compile(r"[.;:!?()“”\"\n,]\s")

# Short forms of everyday use, which releases spell out or introduce in other words.
EVERYDAY: dict[str, tuple[str, ...]] = {
    short: tuple(long.split("|"))
    for short, long in (
        ("mou", "nota kesepahaman|kerja sama"),
        ("perpus", "perpustakaan"),
        ("prodi", "program studi"),
        ("fak", "fakultas"),
        ("maba", "mahasiswa baru"),
        ("camaba", "calon mahasiswa baru"),
        ("univ", "universitas"),
        ("warek", "wakil rektor"),
        ("wadek", "wakil dekan"),
        ("wr", "wakil rektor"),
        ("pemkot", "pemerintah kota"),
        ("pemkab", "pemerintah kabupaten"),
        ("pemprov", "pemerintah provinsi"),
        ("pemda", "pemerintah daerah"),
        ("walkot", "wali kota"),
        ("wako", "wali kota"),
        ("disnaker", "dinas tenaga kerja"),
        ("dinkes", "dinas kesehatan"),
        ("disdik", "dinas pendidikan"),
        ("kemenag", "kementerian agama"),
        ("kemenkes", "kementerian kesehatan"),
        ("kemdikbud", "kementerian pendidikan"),
        ("polda", "kepolisian daerah"),
        ("polres", "kepolisian resor"),
        ("rs", "rumah sakit"),
        ("rsud", "rumah sakit umum daerah"),
        ("spp", "uang kuliah"),
        ("ukt", "uang kuliah tunggal"),
        ("ipk", "indeks prestasi kumulatif"),
        ("kkn", "kuliah kerja nyata"),
        ("ultah", "dies natalis|ulang tahun"),
        ("wisudawan", "lulusan"),
    )
}


def everyday_forms(tokens: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Everyday long forms and synonyms of the tokens: for each, its search tokens."""
    forms = (form for token in tokens for form in EVERYDAY.get(token, ()))
    return {form: tuple(search_tokens(form)) for form in forms}


def introduced(texts: Iterable[str], question: str, tokens: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """What the texts say that a question's words stand for: both ways, as search tokens.

    Maps `bp2mi` to the tokens of its long form when the question holds `bp2mi`, and the long
    form to (`bp2mi`,) when all its words are in the question.
    """
    known, lowered = frozenset(tokens), question.lower()
    found: dict[str, tuple[str, ...]] = {}
    for text in texts:
        for short, long in _introductions(text, known, lowered):
            long_tokens = tuple(dict.fromkeys(search_tokens(long)))
            if short in known:
                found.setdefault(short, long_tokens)
            elif len(long_tokens) > 1 and known.issuperset(long_tokens):
                found.setdefault(long.lower(), (short,))
    return found


def _introductions(text: str, known: frozenset[str], lowered: str) -> Iterator[tuple[str, str]]:
    for match in _PAREN.finditer(text):
        short = match[1].lower()
        before = text[max(0, match.start() - 120) : match.start()].rstrip()
        last = before.rpartition(" ")[2].lower()
        if (short in known or (last and last in lowered)) and (long := long_form(before, short)):
            yield short, long


def long_form(before: str, short: str) -> str | None:
    """The words at the end of `before` that `short` abbreviates; None when they do not.

    They begin with its first letter, hold its letters in order (digits count for nothing), and
    nearly each word but function words gives it its initial.
    """
    stretch = _BREAK.split(before)[-1]
    words = list(_WORDS.finditer(stretch))[-LONGEST:]
    letters = [sign for sign in short.lower() if sign.isalpha()]
    for first in reversed(range(len(words) - 1)):
        form = stretch[words[first].start() :]
        initials = [w.group()[0].lower() for w in words[first:] if w.group().lower() not in STOP_WORDS]
        fits = form[0].lower() == letters[0] and _in_order(letters, form.lower())
        if fits and len(initials) > 1 and _covers(initials, letters):
            return form
    return None


def _in_order(letters: list[str], form: str) -> bool:
    signs = iter(form)
    return all(letter in signs for letter in letters)


def _covers(initials: list[str], letters: list[str]) -> bool:
    """Whether the words' initials stand in the abbreviation in order, but for one at most."""
    at = missing = 0
    for initial in initials:
        if initial in letters[at:]:
            at += letters[at:].index(initial) + 1
        else:
            missing += 1
    return missing <= max(1, len(initials) // 3)
