"""Personal data taken out of a text before it is stored."""

from __future__ import annotations

import re

_EMAIL = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")
# A run of digits as people write numbers: with single blanks, dots or dashes between.
_NUMBER = re.compile(r"(?<![\w])\+?\(?\d(?:[ .\-/()]{0,2}\d){7,40}(?!\w)")
_PASSPORT = re.compile(r"\b[A-Za-z]{1,2}\d{6,8}\b")
# Discord, JSON web and other tokens: three dotted parts, or a known beginning.
_TOKEN = re.compile(
    r"\b(?:[\w-]*[A-Za-z][\w-]*[A-Z][\w-]*\.){2}[\w-]{3,}|\b(?:sk|pk|ghp|gho|xox[abp])[-_][\w-]{10,}"
)
_DATE = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}")
_MONEY = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?")
_PHONE = re.compile(r"(?:0|62)\d{7,13}")
_NIK_DATE = re.compile(r"\d{6}(?:[0-6]\d|7[01])(?:0[1-9]|1[0-2])\d{6}")


def redact(text: str) -> str:
    """`text` with e-mail addresses and personal numbers replaced by their kind in brackets.

    NIK and family card (16 digits), bank cards (Luhn), NPWP (15 digits), passports, phone numbers, tokens and
    any other run of eight or more digits, written with or without separators. Dates and
    amounts with thousands separators stay.
    """
    text = _TOKEN.sub("[rahasia]", text)
    return _NUMBER.sub(_number, _PASSPORT.sub("[paspor]", _EMAIL.sub("[email]", text)))


def _number(match: re.Match[str]) -> str:
    raw = match.group()
    digits = re.sub(r"\D", "", raw)
    if _DATE.fullmatch(raw) or _MONEY.fullmatch(raw):
        return raw
    if 13 <= len(digits) <= 19 and _luhn(digits):
        return "[kartu]"
    if len(digits) == 16 and _NIK_DATE.fullmatch(digits):
        return "[nik]"
    if _PHONE.fullmatch(digits) or raw.startswith("+"):
        return "[telepon]"
    return "[nomor]"


def _luhn(digits: str) -> bool:
    """The check digit of payment cards (ISO/IEC 7812-1, annex B)."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0
