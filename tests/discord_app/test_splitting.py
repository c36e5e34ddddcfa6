import pytest

from tanyahumas.discord_app.splitting import clip, escaped_pieces, split, units


@pytest.mark.parametrize("text", ["kata " * 700, "satu baris\n" * 300, "x" * 900, "😀" * 500, ""])
def test_pieces_fit_and_lose_nothing(text: str) -> None:
    """Every piece keeps to the limit and together they hold every word."""
    pieces = split(text, 100)
    assert all(0 < units(piece) <= 100 for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())


def test_words_stay_whole() -> None:
    """A cut falls between words, and the line structure inside a piece stays."""
    assert split("alfa beta\ngama delta", 12) == ["alfa beta", "gama delta"]
    assert split("alfa beta gama", 10) == ["alfa beta", "gama"]


def test_cut_never_falls_behind_a_backslash() -> None:
    """An escape in an overlong word is not torn apart."""
    assert all(not piece.endswith("\\") for piece in escaped_pieces("_" * 300, 101))


def test_word_moved_to_line_start_opens_no_list() -> None:
    """A hyphen that a cut moves to the start of a piece is escaped there."""
    assert escaped_pieces("aaaaaaaa - bbbbbb", 10)[1].startswith("\\- ")


def test_clip_ends_at_a_word() -> None:
    """A long title is shortened at a word border and says so."""
    assert clip("satu dua tiga empat", 12) == "satu dua…"
    assert clip("satu", 12) == "satu"
