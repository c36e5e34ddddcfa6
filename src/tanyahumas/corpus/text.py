"""Bytes to text, and text to the one normal form that may be quoted; the home of ftfy.

The normal form: Unicode NFC; lines end in a line feed; characters that cannot be seen
(control, zero-width, direction, tag, filler) are gone; runs of blanks are one space, lines
have no blanks at their ends, at most one empty line stands between paragraphs. Typographic
quotes and dashes stay as the author wrote them.
"""

from __future__ import annotations

import re
import unicodedata

from tanyahumas.corpus.problems import RejectedError

LINE_ENDS = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
BLANKS = re.compile(r"[^\S\n]+")
EMPTY_LINES = re.compile(r"\n{3,}")
# Every character of the categories Cc, Cf, Cs, Co, and those that merely look like nothing;
# a class of ranges is 40 times as fast as asking unicodedata for each character.
UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u115f\u1160"
    "\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\ud800-\udfff\ue000-\uf8ff"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U000110bd\U000110cd\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff\U000f0000-\U0010ffff]"
)
LOST_CLOSING_QUOTE = "â€\ufffd"
MOJIBAKE = re.compile("[ÂÃâ][\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ\ufffd]")
# What an Indonesian or English release can plausibly hold beyond ASCII; anything else read
# as cp1252 is more likely a damaged UTF-8 file.
PLAUSIBLE = frozenset("“”‘’‚„–—…•€™ °½¼¾±×·§©®«»²³éèêëáàâäåçíìîïóòôöúùûüñÉÈÁÀÇÖÜÑÅ")


def decode(data: bytes) -> tuple[str, tuple[str, ...]]:
    """Text of a file and remarks about what had to be repaired.

    Raises:
        RejectedError: the encoding cannot be told.
    """
    text = _decoded(data)
    if MOJIBAKE.search(text) is None and "\ufffd" not in text:
        return text, ()
    return _repaired(text)


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _strictly(data, "utf-16")
    if len(data) < 3 * data.count(0):
        return _strictly(data, "utf-16-le" if data[1::2].count(0) > data[::2].count(0) else "utf-16-be")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = _strictly(data, "cp1252")
    if b"\x00" in data or any(c > "\x7f" and c not in PLAUSIBLE for c in text):
        raise _undecodable()
    return text


def _strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        raise _undecodable() from None


def _undecodable() -> RejectedError:
    return RejectedError("the encoding cannot be told: neither UTF-8 nor Windows-1252", "save it as UTF-8")


def _repaired(text: str) -> tuple[str, tuple[str, ...]]:
    import ftfy

    mended = ftfy.fix_encoding(text.replace(LOST_CLOSING_QUOTE, "”"))
    remarks = []
    if mended.replace("\ufffd", "") != text.replace("\ufffd", ""):
        remarks.append("wrongly encoded characters (such as â€œ) were repaired")
    if "\ufffd" in mended:
        remarks.append(f"{mended.count(chr(0xFFFD))} characters were lost by an earlier program and left out")
    return mended.replace("\ufffd", ""), tuple(remarks)


def normalise(text: str) -> str:
    """The normal form of a body; empty when nothing can be seen. Idempotent."""
    text = UNSEEN.sub("", LINE_ENDS.sub("\n", text))
    text = BLANKS.sub(" ", unicodedata.normalize("NFC", text))
    text = text.replace(" \n", "\n").replace("\n ", "\n")
    return EMPTY_LINES.sub("\n\n", text).strip()


def one_line(text: str) -> str:
    """The normal form of a title, place or name: a single line."""
    return " ".join(normalise(text).split())
