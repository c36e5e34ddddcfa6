"""Sentence borders."""

from __future__ import annotations

import pytest

from tanyahumas.language.sentences import sentence_spans


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text)]


@pytest.mark.parametrize(
    "text",
    [
        "Rektor diwakili Afner Gus Chandra, S.Kom.I, M.Sos turut hadir. Acara selesai.",
        "Dekan Prof. Dr. Ir. Budi Santoso membuka acara. Acara selesai.",
        "Tarif Rp4.000 berlaku pukul 05.00 waktu setempat. Pelajar gratis.",
        "Acara di Jl. Merdeka No. 5 dimulai. Peserta 39 orang.",
        "“Kita harus siap.” Hal itu dikatakan rektor.",
        "Rektor diwakili Dr. Yosef Tambunaran, M.Si. Sementara itu, Wali Kota diwakili Ir. Purnomo, M.M.",
        "Yang hadir Rina Ayu, M.Pd. Sekar Arum dari Dr. Sutomo. Selesai.",
    ],
)
def test_degrees_numbers_and_titles_do_not_end_a_sentence(text: str) -> None:
    """A full stop in a degree, a title, a number or an address is no border, unless `Sementara` follows."""
    assert len(sentences(text)) == 2


def test_lines_stand_alone() -> None:
    """A table row or list item is a sentence of its own."""
    assert sentences("| Hari | Jam |\n| Senin | 08.00 |\n\nSelesai") == [
        "| Hari | Jam |",
        "| Senin | 08.00 |",
        "Selesai",
    ]


def test_blank_text_has_no_sentence() -> None:
    """Blank text gives an empty list."""
    assert sentence_spans(" \n\t\n") == []


def test_spans_cover_everything_but_blanks() -> None:
    """Nothing of the text is lost between the spans."""
    text = "  Satu kalimat. Dua!  Tiga?\n\nEmpat…  Lima "
    covered = "".join(sentences(text))
    assert covered.replace(" ", "") == "".join(text.split())
