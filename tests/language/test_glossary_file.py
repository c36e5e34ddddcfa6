"""The form of the English-Indonesian glossary, which people edit by hand."""

from __future__ import annotations

import re
from collections import Counter
from importlib.resources import files

import pytest

_HEADWORD = re.compile(r"[a-z]+(?:[ '-][a-z]+)*")
_TRANSLATION = re.compile(r"[a-z0-9]+(?:[ -][a-z0-9]+)*")
_MOST_TRANSLATIONS = 4


def _rows() -> list[tuple[str, list[str]]]:
    _, *lines = _lines()
    pairs = (line.split("\t") for line in lines)
    return [(english, indonesian.split(";")) for english, indonesian in pairs]


def _lines() -> list[str]:
    text = files("tanyahumas.language").joinpath("glossary_en_id.tsv").read_text(encoding="utf-8")
    assert text.endswith("\n")
    return text.removesuffix("\n").split("\n")


def test_only_the_first_line_is_a_comment() -> None:
    """The file says once what it is and under which licence; all else is entries."""
    comment, *entries = _lines()
    assert comment.startswith("#")
    assert "MIT" in comment
    assert [line for line in entries if line.startswith("#")] == []


def test_every_entry_has_two_columns() -> None:
    """One tab parts the English side from the Indonesian one."""
    assert [line for line in _lines()[1:] if line.count("\t") != 1] == []


def test_headwords_are_sorted_and_unique() -> None:
    """An editor finds a headword at one place and no entry hides another."""
    headwords = [english for english, _ in _rows()]
    assert [word for word, times in Counter(headwords).items() if times > 1] == []
    assert headwords == sorted(headwords)


def test_headwords_are_lower_case_words_or_short_phrases() -> None:
    """A lookup compares lower-case words, at most four of them."""
    odd = [english for english, _ in _rows() if not _HEADWORD.fullmatch(english) or english.count(" ") > 3]
    assert odd == []


def test_translations_are_lower_case_words() -> None:
    """No empty, padded or upper-case translation and no stray sign."""
    odd = [(english, words) for english, words in _rows() if not all(map(_TRANSLATION.fullmatch, words))]
    assert odd == []


def test_translations_are_few_and_different() -> None:
    """Each entry adds at most four words to a query, none twice."""
    odd = [
        english
        for english, words in _rows()
        if len(words) > _MOST_TRANSLATIONS or len(set(words)) != len(words)
    ]
    assert odd == []


def test_no_entry_translates_a_word_by_itself() -> None:
    """A word that both languages share is found without a glossary."""
    assert [english for english, words in _rows() if english in words] == []


@pytest.mark.parametrize(
    ("english", "indonesian"),
    [
        ("rector", "rektor"),
        ("vice rector", "wakil rektor"),
        ("graduation", "wisuda"),
        ("community service", "pengabdian masyarakat"),
        ("memorandum of understanding", "nota kesepahaman"),
        ("signed", "tanda tangan"),
        ("attend", "hadir"),
        ("represent", "mewakili"),
        ("held", "digelar"),
        ("mayor", "wali kota"),
        ("regent", "bupati"),
        ("prime minister", "perdana menteri"),
    ],
)
def test_key_words_of_release_questions_are_known(english: str, indonesian: str) -> None:
    """The words that questions about releases need most have their usual translation."""
    assert indonesian in dict(_rows())[english]
