from tanyahumas.discord_app.excerpts import excerpt


def marked(text: str, quote: str) -> str:
    start = text.index(quote)
    return excerpt(text, start, start + len(quote))


def test_quote_is_bold_in_its_paragraph() -> None:
    """Only the paragraph of the quote is shown, the quote bold, the rest disarmed."""
    assert marked("Satu.\nDua _a_. Tiga. Empat.\nLima.", "Tiga.") == "Dua \\_a\\_. **Tiga.** Empat."


def test_quote_over_several_lines() -> None:
    """Emphasis is closed on every line."""
    assert marked("a\nb c\nd", "c\nd") == "b **c**\n**d**"


def test_long_surroundings_are_cut_at_words() -> None:
    """Long text before, after and in the quote is cut at word borders and says so."""
    shown = marked("kata " * 500 + "KUTIPAN" + " kata" * 500, "KUTIPAN")
    assert shown.startswith("…kata ")
    assert shown.endswith(" kata…")
    assert len(shown) < 1500
    assert len(excerpt("kata " * 1000, 0, 5000)) < 1300
