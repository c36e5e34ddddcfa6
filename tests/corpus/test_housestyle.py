import datetime as dt

import pytest

from tanyahumas.corpus import housestyle
from tanyahumas.corpus.byline import byline


@pytest.mark.parametrize(
    ("text", "place", "date"),
    [
        ("JAKARTA (17/10/2023) – Sebagai upaya", "JAKARTA", dt.date(2023, 10, 17)),
        ("Painan, Humas -- Kepala Kantor", "Painan", None),
        ("KOTA CONTOH, 14 Januari 2025. Dinas Contoh", "KOTA CONTOH", dt.date(2025, 1, 14)),
        ("Kota Contoh, 5 Mei 2025. Dinas Contoh membuka", "Kota Contoh", dt.date(2025, 5, 5)),
        ("Contoh Raya, Selasa (17/10/2023) – Bupati", "Contoh Raya", dt.date(2023, 10, 17)),
        ("JAKARTA – Kementerian", "JAKARTA", None),
        (
            "SIARAN PERS Nomor: 1/SP/2025\nJudul: A\nKota Contoh, 5 Mei 2025. Isi",
            "Kota Contoh",
            dt.date(2025, 5, 5),
        ),
        ("SAMPLETOWN, 14 January 2025 – The campus", "SAMPLETOWN", dt.date(2025, 1, 14)),
    ],
)
def test_datelines(text: str, place: str, date: dt.date | None) -> None:
    """Place and date are found in the ways that Indonesian press offices write them."""
    line = housestyle.dateline(text)
    assert line is not None
    assert (line.place, line.date) == (place, date)


@pytest.mark.parametrize(
    "text",
    [
        "Sebagai upaya memfasilitasi lulusan, kampus",
        "Rapat 5 Mei 2025 di aula",
        "Ketua tim – seorang dokter – hadir",
    ],
)
def test_no_dateline(text: str) -> None:
    """A sentence that merely starts with a capital has no dateline."""
    assert housestyle.dateline(text) is None


def test_heading() -> None:
    """A short first line with an empty line below is the title and leaves the text."""
    assert housestyle.heading("Kampus Buka Kelas Sabtu\n\nIsi rilis.") == (
        "Kampus Buka Kelas Sabtu",
        "Isi rilis.",
    )
    assert housestyle.heading("# Kelas Sabtu\nIsi rilis.") == ("Kelas Sabtu", "Isi rilis.")


@pytest.mark.parametrize(
    "text",
    [
        "Isi saja.",
        "Kalimat lengkap.\n\nIsi.",
        "JAKARTA (17/10/2023) – Buka\n\nIsi.",
        "SIARAN PERS\n\nIsi.",
        "a" * 200 + "\n\nIsi.",
    ],
)
def test_no_heading(text: str) -> None:
    """Sentences, datelines and letterheads are no titles."""
    assert housestyle.heading(text) is None


def test_derived_title() -> None:
    """Without a title, the first sentence behind the dateline serves, cut between words."""
    assert (
        housestyle.derived_title("JAKARTA (17/10/2023) – Kampus membuka kelas Sabtu. Lalu")
        == "Kampus membuka kelas Sabtu"
    )
    long = housestyle.derived_title("Sebagai upaya " + "memfasilitasi " * 10)
    assert len(long) <= 90
    assert long.endswith("memfasilitasi…")


def test_correction_names_what_it_corrects() -> None:
    """A text that begins as a correction tells the number of the release that it corrects."""
    text = "Nomor: 111/SP/2025\n\nPada siaran pers nomor 110/SP/2025 tertulis 14, seharusnya 16 kecamatan."
    assert housestyle.corrected_number("Ralat: Layanan Sabtu", text, "111/SP/2025") == "110/SP/2025"
    assert housestyle.corrected_number("Layanan Sabtu", text, "111/SP/2025") is None
    assert housestyle.corrected_number("Ralat", "Seharusnya 16 kecamatan.", None) is None


def test_number_and_byline() -> None:
    """The number stands in the head, the reporter in a line of its own."""
    text = "SIARAN PERS Nomor: 001/SP/HMS/2025\n\nIsi.\n\nLaporan: Humas IKTA.2"
    assert housestyle.number(text) == "001/SP/HMS/2025"
    assert byline(text) == "Humas IKTA"
    assert housestyle.number("Isi nomor telepon 021/555.") is None
    assert byline("Laporan keuangan diserahkan.") is None
