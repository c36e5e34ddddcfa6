"""Search tokens."""

from __future__ import annotations

import pytest

from tanyahumas.language.tokens import search_tokens


@pytest.mark.parametrize("form", ["diwakili", "mewakili", "perwakilan", "wakil"])
def test_forms_of_a_word_meet_in_its_stem(form: str) -> None:
    """Prefixes and suffixes do not keep a question from its release."""
    assert search_tokens(form) == ["wakil"]


@pytest.mark.parametrize("form", ["kerja sama", "kerjasama", "bekerja sama", "Kerjasama"])
def test_compounds_are_one_word_however_they_are_written(form: str) -> None:
    """`kerja sama` and `kerjasama` are the same word."""
    assert search_tokens(form) == ["kerjasama"]


@pytest.mark.parametrize("form", ["penandatanganan", "menandatangani", "tanda tangan", "bertanda tangan"])
def test_signing_is_one_word(form: str) -> None:
    """So are the forms of `tanda tangan`."""
    assert search_tokens(form) == ["tandatangan"]


def test_numbers_degrees_and_abbreviations_stay_whole() -> None:
    """They are also found by their parts."""
    tokens = search_tokens("Rp2,7 triliun pada 17/10/2023, S.Kom.I di BP2MI")
    assert {"rp2,7", "17/10/2023", "2023", "skomi", "bp2mi"} <= set(tokens)


def test_reduplication_is_one_token() -> None:
    """`buku-buku` is `buku`, once."""
    assert search_tokens("buku-buku") == ["buku"]


def test_function_words_and_signs_give_nothing() -> None:
    """A question of function words alone has no tokens."""
    assert search_tokens("Siapa yang di mana? !!!") == []
