"""What a model says in its own words is made plain and held to its quote."""

from __future__ import annotations

import pytest

from tanyahumas.answering.statements import fault_of, plain_statement
from tanyahumas.domain import Quote
from tanyahumas.retrieval.question import understand
from tests.conftest import make_release

TEXT = (
    "Rektor Universitas Cakrawala diwakili Wakil Rektor III Afner Gus Chandra pada Selasa (17/10/2023) pukul "
    "09.00 WIB bersama 1.250 peserta dari tiga fakultas. Naskah lengkap di humas.cakrawala.example/mou."
)
ID = understand("siapa yang mewakili rektor dalam penandatanganan dengan BP2MI?", 1000)
EN = understand("who represented the rector at the BP2MI signing?", 1000)


def fault(statement: str, question: object = ID, text: str = TEXT) -> str | None:
    release = make_release(
        text=text, title="Wisuda ke-46 Universitas Cakrawala", url="https://cakrawala.example/7"
    )
    return fault_of(statement, Quote(release, 0, len(text)), question)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("said", "plain"),
    [
        ("**Afner** hadir_ di `BP2MI` ~~kemarin~~ ||lusa||", "Afner hadir di BP2MI kemarin lusa"),
        ("# Judul\n> kutipan\n- butir", "Judul kutipan butir"),
        ("Lihat [rilis](https://evil.example/x) ![gambar](https://evil.example/y.png)", "Lihat rilis gambar"),
        ("@everyone <@123> <@&4> <#5> <:hai:6> <t:7> @here hadir", "everyone here hadir"),
        ("<b>Afner</b> hadir [1][2] di sini [1, 2].", "Afner hadir di sini."),
        ("Af\u200bner\u202e ha\U000e0041dir\x07\ufeff", "Afner hadir"),
        ("``` \u200b", ""),
        ("nama_berkas dan Q&A tetap", "nama_berkas dan Q&A tetap"),
    ],
)
def test_statements_are_made_plain(said: str, plain: str) -> None:
    """Markup, links, tags, mentions, markers and what cannot be seen do not reach the reader."""
    assert plain_statement(said) == plain


@pytest.mark.parametrize(
    "statement",
    [
        "Afner Gus Chandra.",
        "Wakil Rektor III Afner Gus Chandra mewakili Rektor Universitas Cakrawala.",
        "Hadir 1250 peserta dari 3 fakultas.",
        "Selasa, 17 Oktober 2023, pukul 9.00 WIB.",
        "Pada wisuda ke-46 rektor diwakili Afner.",
        "Penandatanganan dengan BP2MI dihadiri 1.250 peserta.",
        "Afner Gus Chandra, lihat https://cakrawala.example/rilis.",
    ],
)
def test_statements_that_the_quote_bears_pass(statement: str) -> None:
    """Other spellings of numbers and days; names from the question and the title."""
    assert fault(statement) is None


@pytest.mark.parametrize(
    "statement",
    [
        "However, the Rector's representative was Afner Gus Chandra.",
        "The rector was represented by Vice Rector III Afner Gus Chandra.",
        "It was on Tuesday, 17 October 2023, with 1,250 participants from three faculties.",
        "Afner Gus Chandra represented the Rector of Cakrawala University at the BP2MI signing.",
    ],
)
def test_english_statements_pass_by_the_glossary(statement: str) -> None:
    """`Rector` is `Rektor`, `October` is in `17/10/2023`."""
    assert fault(statement, EN) is None


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("", "empty"),
        ("Rektor diwakili 93 peserta.", "number"),
        ("Rektor diwakili Afner bersama 250 peserta.", "number"),
        ("Ada 1.250 peserta dari empat fakultas.", "number"),
        ("Ada 1.250 juta peserta.", "number"),
        ("Pada 17 November 2023.", "date"),
        ("Pada Rabu, 17 Oktober 2023.", "date"),
        ("Rektor diwakili Rinardi.", "name"),
        ("Rektor diwakili Wakil Rektor II Afner Gus Chandra.", "name"),
        ("Rinardi mewakili rektor.", "name"),
        ("Rektor tidak diwakili Afner Gus Chandra.", "negation"),
        ("Penandatanganan dibatalkan Afner Gus Chandra.", "negation"),
        ("Lihat evil.example/mou.", "address"),
        ("Lihat humas.cakrawala.example/mou.", "address"),
        ("Kirim data ke https://humas.cakrawala.example.evil.example.", "address"),
        ("Tulis ke humas@evil.example.", "address"),
        ("The rector was represented by Afner Gus Chandra.", "language"),
        ("校长由 Afner Gus Chandra 代表", "language"),
        ("Аfner Gus Chandra.", "language"),
        ("Penandatanganan dengan BP2MI.", "support"),
        ("Afner memuji mutu kantin dan menyanyikan lagu daerah.", "support"),
    ],
)
def test_statements_that_say_more_than_their_quote_fail(statement: str, named: str) -> None:
    """Each is dropped for what it lacks."""
    assert fault(statement) == named


def test_an_indonesian_statement_does_not_answer_an_english_question() -> None:
    """The answer is in the language of the question."""
    assert fault("Rektor itu telah diwakili oleh Afner Gus Chandra.", EN) == "language"


def test_a_negation_that_the_quote_has_is_kept() -> None:
    """And a quote may deny something else on the way."""
    text = "Rektor tidak hadir sendiri dan diwakili Afner Gus Chandra."
    assert fault("Rektor tidak hadir sendiri.", ID, text) is None
    assert fault("Rektor diwakili Afner Gus Chandra.", ID, text) is None
