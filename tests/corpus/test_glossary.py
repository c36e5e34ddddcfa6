import pytest

from tanyahumas.corpus.glossary import glossary, introduced
from tests.registry.conftest import make_release

IKTA = "Institut Kesehatan dan Teknologi Al Insyirah"
BP2MI = "Badan Perlindungan Pekerja Migran Indonesia"


@pytest.mark.parametrize(
    ("text", "short", "long"),
    [
        (f"oleh {IKTA} (IKTA) dan", "IKTA", IKTA),
        (f"dengan {BP2MI} (BP2MI)", "BP2MI", BP2MI),
        ("Kepala Dinas Komunikasi dan Informatika (Kominfo)", "Kominfo", "Komunikasi dan Informatika"),
        ("di Rumah Sakit Umum Daerah (RSUD) Contoh", "RSUD", "Rumah Sakit Umum Daerah"),
        ("oleh World Health Organization (WHO)", "WHO", "World Health Organization"),
        ("Forum Komunikasi Pimpinan Daerah (Forkopimda)", "Forkopimda", "Forum Komunikasi Pimpinan Daerah"),
    ],
)  # fmt: skip
def test_introductions(text: str, short: str, long: str) -> None:
    """A long form is found by initials, doubled letters, or beginnings of words."""
    assert introduced(text) == {short: long}


@pytest.mark.parametrize(
    "text",
    [
        "pada hari Selasa (17/10)",
        "pagi (WIB)",
        "Wisuda itu (UCN) ramai",
        "(RSUD) di awal",
        "Contoh (C)",
    ],
)
def test_what_introduces_nothing(text: str) -> None:
    """Dates, time zones and brackets that the words before do not spell are left out."""
    assert introduced(text) == {}


def test_glossary_of_a_corpus() -> None:
    """All long forms of an abbreviation are kept, for two institutions may share one."""
    texts = [
        "Dewan Perwakilan Wilayah (DPW)",
        "Dinas Perhubungan Wilayah (DPW)",
        "Dinas Perhubungan Wilayah (DPW)",
    ]
    releases = [make_release(str(number), text=text) for number, text in enumerate(texts)]
    assert glossary(releases) == {"DPW": ("Dewan Perwakilan Wilayah", "Dinas Perhubungan Wilayah")}
