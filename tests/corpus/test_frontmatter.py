from pathlib import Path

import pytest

from tanyahumas.corpus.frontmatter import LIMIT, split
from tanyahumas.corpus.problems import RejectedError


def test_keys_in_both_languages() -> None:
    """Indonesian keys mean the same as the English ones; unknown keys are left out."""
    fields, body = split(
        "---\nJudul: Layanan\ntanggal: 2025-05-05\nralat_atas: 1/SP\nwarna: biru\n---\nIsi.\n"
    )
    assert fields == {"title": "Layanan", "date": "2025-05-05", "corrects": "1/SP"}
    assert body.strip() == "Isi."


def test_values_stay_text() -> None:
    """Numbers, dates and times are not converted, so that `001` keeps its zeros."""
    assert split("---\nnomor: 001\nembargo: 10:30\nstatus: null\n---\nx")[0] == {
        "number": "001",
        "embargo": "10:30",
    }


def test_text_without_front_matter() -> None:
    """A text without front matter is all body."""
    assert split("JAKARTA – Isi.\n---\n") == ({}, "JAKARTA – Isi.\n---\n")


@pytest.mark.parametrize(
    "block",
    [
        "judul: !!python/object/apply:os.system ['touch KENARI']",
        "x: &a [*a]",
        "a: &a [x]\nb: [*a, *a]",
        "judul: [1, [2]]",
        "judul: {a: b}",
        "- satu\n- dua",
        "judul: 'tak ditutup",
        "judul: a\njudul: b",
        "judul: a\ntitle: b",
        "x: " + "[" * 5000,
        "judul: " + "a" * (LIMIT + 1),
        "\tjudul: tab",
    ],
)
def test_broken_or_hostile_front_matter(block: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Objects, aliases, nesting, repeats and broken YAML are refused, and nothing is run."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(RejectedError):
        split(f"---\n{block}\n---\nIsi.")
    assert list(tmp_path.iterdir()) == []


def test_front_matter_that_is_not_closed() -> None:
    """An opening line without a closing one is refused, for a status in it would be overlooked."""
    with pytest.raises(RejectedError, match="closing"):
        split("---\nstatus: dicabut\n\nIsi.")
