"""What corrections put right, for claims of a chat model too."""

from __future__ import annotations

import pytest

from tanyahumas.answering.draft import VerifiedClaim
from tanyahumas.answering.righting import corrections_in, righted_claims, words
from tanyahumas.domain import Quote, Release
from tests.conftest import make_release

OLD = make_release("lama", "Wisuda diikuti 729 orang pada 17 Oktober 2023. Acara digelar di aula.")
RALAT = make_release(
    "ralat",
    "Humas meralat siaran pers. Jumlah lulusan tertulis 729 orang. Angka yang benar ialah 792 orang.",
    title="Ralat: Jumlah Lulusan",
    corrects="lama",
)
NAME = make_release(
    "nama", "Tertulis Budi Santoso, yang benar Budi Susanto.", title="Ralat Nama", corrects="lama"
)


def claim(text: str, release: Release, quote: str) -> VerifiedClaim:
    start = release.text.index(quote)
    return VerifiedClaim(text, Quote(release, start, start + len(quote)))


FIGURE = claim("Ada 729 lulusan pada 17 Oktober 2023.", OLD, "Wisuda diikuti 729 orang")
HALL = claim("Acaranya di aula.", OLD, "Acara digelar di aula.")
RIGHT = claim("", RALAT, "Angka yang benar ialah 792 orang.")


@pytest.mark.parametrize(
    ("text", "wrong", "right"),
    [
        ("Peserta bukan 310 orang, melainkan 130 orang.", "310 orang", "melainkan 130 orang."),
        ("Tertulis Dr. Budi Santoso, seharusnya Dr. Budi Susanto.", "dr budi santoso", " Dr. Budi Susanto."),
        ("Semula 3 Mei. Rapat itu panjang. Yang benar 4 Mei.", "3 mei", " 4 Mei."),
        ("The number was given as 21. The correct number is 23.", "21", " number is 23."),
    ],
)
def test_ways_to_correct(text: str, wrong: str, right: str) -> None:
    """Wrong and right words in one sentence or in two, in both languages."""
    (found,) = corrections_in(text)
    assert found.wrong == words(wrong)
    assert right.endswith(text[found.start : found.quote[1]])


@pytest.mark.parametrize("text", ["", "Tertulis 729 orang.", "Angka yang benar 792.", "Ini bukan akhir."])
def test_half_a_correction_corrects_nothing(text: str) -> None:
    """Where only the wrong or only the right words stand, nothing is replaced."""
    assert list(corrections_in(text)) == []


@pytest.mark.parametrize("wrong", [
    FIGURE,
    claim("", OLD, "Wisuda diikuti 729 orang"),
    claim("Lulusan 729 orang.", RALAT, "tertulis 729 orang"),
])  # fmt: skip
def test_a_wrong_figure_is_not_told(wrong: VerifiedClaim) -> None:
    """Neither from the corrected release nor from the correction that names it; other claims stay."""
    assert righted_claims([wrong, HALL], [OLD, RALAT]) == (RIGHT, HALL)
    assert righted_claims([wrong, HALL, FIGURE], [OLD, RALAT]) == (RIGHT, HALL)


@pytest.mark.parametrize("kept", [
    claim("Bukan 729 melainkan 792 orang.", RALAT, "Angka yang benar ialah 792 orang."),
    claim("Lulusannya 792 orang.", RALAT, "Angka yang benar ialah 792 orang."),
    HALL,
])  # fmt: skip
def test_a_claim_with_the_right_figure_stays(kept: VerifiedClaim) -> None:
    """Also when it names the wrong one beside it."""
    assert righted_claims([kept], [OLD, RALAT]) == (kept,)


def test_a_figure_stays_where_nothing_corrects_it() -> None:
    """A correction of another release, and one that is not shown, change nothing."""
    other = make_release("lain", "Wisuda diikuti 729 orang.")
    told = claim("Ada 729 orang.", other, "Wisuda diikuti 729 orang.")
    assert righted_claims([told], [other, RALAT]) == (told,)
    assert righted_claims([FIGURE], [OLD]) == (FIGURE,)
    assert righted_claims([], [OLD, RALAT]) == ()


@pytest.mark.parametrize(("text", "righted"), [
    ("Dibuka oleh Budi Santoso.", True),
    ("Dibuka oleh Budi Susanto.", False),
    ("Dibuka oleh Budi.", False),
])  # fmt: skip
def test_a_wrong_name_is_not_told(text: str, righted: bool) -> None:
    """Words without figures are wrong when all that the correction takes back are said."""
    told = claim(text, OLD, "Acara digelar di aula.")
    (found,) = righted_claims([told], [OLD, NAME])
    assert (found.quote.release.id == "nama") is righted


@pytest.mark.parametrize(("text", "righted"), [
    ("Acara pada 17 Oktober.", True),
    ("Ada 17 orang yang hadir.", False),
    ("Acara pada 18 Oktober, 17 orang hadir.", False),
])  # fmt: skip
def test_a_small_figure_needs_the_words_beside_it(text: str, righted: bool) -> None:
    """17 October was wrong; 17 people are others."""
    day = make_release(
        "hari", "Semula 17 Oktober. Yang benar 18 Oktober.", title="Ralat Hari", corrects="lama"
    )
    (found,) = righted_claims([claim(text, OLD, "Acara digelar di aula.")], [OLD, day])
    assert (found.quote.release.id == "hari") is righted
