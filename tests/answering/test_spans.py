"""What belongs to the reader's span in Indonesian releases."""

from __future__ import annotations

import pytest

from tanyahumas.answering.spans import completed
from tanyahumas.retrieval.question import QuestionType


def told(kind: str, text: str, span: str) -> str:
    start = text.index(span)
    start, end = completed(QuestionType(kind), text, start, start + len(span))
    return text[start:end]


@pytest.mark.parametrize(("text", "span", "wanted"), [
    ("Rektor diwakili Rani Puspa, S.Kom.I, M.Sos yang hadir.", "Rani Puspa", "Rani Puspa, S.Kom.I, M.Sos"),
    ("diterima Sekretaris Dinas Arsip Kota Sagara, dr. M. Rian, M.Kes di kantor", "Dinas Arsip Kota Sagara",
     "Dinas Arsip Kota Sagara, dr. M. Rian, M.Kes"),
    ("oleh Ketua Tim Seni Islam, Musabaqah dan Hadis, Afri yang", "Tim Seni Islam, Musabaqah dan Hadis",
     "Tim Seni Islam, Musabaqah dan Hadis, Afri"),
    ("Wali Kota Sagara Ibu Rina Dewi membuka", "Wali Kota Sagara", "Wali Kota Sagara Ibu Rina Dewi"),
    ("dihadiri Kepala Dinas Arsip, Dinas Sosial, dan lain-lain", "Kepala Dinas Arsip", "Kepala Dinas Arsip"),
    ("Wakil Rektor III, Budi Santoso, Rina Dewi", "Wakil Rektor III, Budi Santoso",
     "Wakil Rektor III, Budi Santoso"),
    ("Gubernur Sumatera Barat Senin (3/4) hadir", "Gubernur Sumatera Barat", "Gubernur Sumatera Barat"),
    ("Rina Dewi, Budi Santoso, dan Tono", "Rina Dewi", "Rina Dewi"),
])  # fmt: skip
def test_a_person_has_degrees_and_an_office_its_holder(text: str, span: str, wanted: str) -> None:
    """Asked for a person; other offices, weekdays and other persons are not taken along."""
    assert told("who", text, span) == wanted
    assert told("what", text, span) == span


@pytest.mark.parametrize(("text", "span", "wanted"), [
    ("sebanyak 10.000 dosis vaksin", "10.000", "10.000 dosis"),
    ("nomor urut 19 dari 40 grup", "19 dari", "19"),
    ("ada 2.348 yang hadir", "2.348", "2.348"),
    ("seluruhnya 39. Acara ditutup", "39.", "39"),
    ("sebesar 1,52% dan naik", "1,52%", "1,52%"),
    ("Rp250 ribu setahun", "Rp250 ribu", "Rp250 ribu"),
])  # fmt: skip
def test_a_bare_number_has_its_unit(text: str, span: str, wanted: str) -> None:
    """A word that says nothing is no unit."""
    assert told("how_many", text, span) == wanted


@pytest.mark.parametrize(("text", "span", "wanted"), [
    ('bertema "Menuju Juara 2028".', 'Menuju Juara 2028".', "Menuju Juara 2028"),
    ('bertema "Menuju Juara 2028".', '"Menuju Juara 2028"', '"Menuju Juara 2028"'),
    ("bertema “Menuju Juara” dan", "Menuju Juara” dan", "Menuju Juara"),
    ("bertema “Menuju Juara” dan", "“Menuju Juara”", "“Menuju Juara”"),
    ("di aula (lantai dua)", "aula (lantai dua", "aula (lantai dua)"),
    ("dan", "dan", "dan"),
])  # fmt: skip
def test_what_says_nothing_is_left_out(text: str, span: str, wanted: str) -> None:
    """Prepositions and lone quotation marks at the end; never all of it."""
    assert told("what", text, span) == wanted


def test_a_day_has_its_weekday() -> None:
    assert told("when", "Digelar pada Rabu (16/4) pagi.", "(16/4") == "Rabu (16/4)"
