import pytest

from tanyahumas.corpus.problems import RejectedError
from tanyahumas.corpus.text import decode, normalise, one_line


def test_what_cannot_be_seen_is_removed() -> None:
    """Zero-width, direction, tag, control and filler characters are gone from the normal form."""
    hidden = "\u200b\u202e\u2066\u2069\U000e0041\x00\x07\ufeff\u2060\u3164\u00ad\ufe0f"
    assert normalise(hidden.join("14 kecamatan")) == "14 kecamatan"


def test_line_ends_and_blanks_are_regular() -> None:
    """Every kind of line end is one line feed, runs of blanks one space, empty lines at most one."""
    assert normalise("  a\r\nb\rc\u2028d \t\u00a0 e  \n\n\n\n f \n") == "a\nb\nc\nd e\n\nf"


def test_typographic_quotes_stay() -> None:
    """Quotation marks and dashes are kept as the author wrote them."""
    text = "“Siap” – ujar Rektor — ‘ya’."
    assert normalise(text) == text


def test_normal_form_is_composed_and_stable() -> None:
    """The form is NFC, and normalising it again changes nothing."""
    once = normalise("re\u0301sume\u0301\n\n\n\u200b\n\nakhir\u200b ")
    assert once == "résumé\n\nakhir"
    assert normalise(once) == once


def test_title_is_one_line() -> None:
    """Line ends inside a title become spaces."""
    assert one_line(" Layanan\n\nSabtu ") == "Layanan Sabtu"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_known_encodings_are_read(encoding: str) -> None:
    """UTF-8, UTF-16 with its mark, and Windows-1252 are told apart."""
    assert decode("“gratis” – 12°C".encode(encoding)) == ("“gratis” – 12°C", ())


@pytest.mark.parametrize(
    "data", [b"akhir \xff\xfe\xfa\xc3( kota", b"\x81\x8d", b"\xfe\xff\xd8\x00", b"\xe9 kota\x00"]
)
def test_undecodable_bytes_are_refused(data: bytes) -> None:
    """Bytes that fit no encoding plausibly are refused and never guessed at."""
    with pytest.raises(RejectedError, match="encoding"):
        decode(data)


def test_utf16_without_its_mark() -> None:
    """UTF-16 is told by its zero bytes, and single zero bytes in other text are dropped."""
    text = "Layanan “gratis”."
    assert decode(text.encode("utf-16-le"))[0] == decode(text.encode("utf-16-be"))[0] == text
    assert normalise(decode(b"kota\x00 contoh")[0]) == "kota contoh"


def test_double_encoding_is_repaired_and_told() -> None:
    """Text that was encoded twice reads right again, with a remark."""
    text, remarks = decode("â€œgratisâ€\ufffd dan cafÃ©".encode())
    assert text == "“gratis” dan café"
    assert len(remarks) == 1


def test_lost_characters_are_told() -> None:
    """A replacement character is left out, and the remark counts it."""
    text, remarks = decode("kota\ufffd contoh".encode())
    assert text == "kota contoh"
    assert "1 characters were lost" in remarks[0]
