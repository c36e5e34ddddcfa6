"""What belongs to the reader's span, and what does not: degrees, units, weekdays, brackets."""

from __future__ import annotations

import re

from tanyahumas.language.tokens import search_tokens
from tanyahumas.retrieval.question import QuestionType

_DEGREES = re.compile(r"(?:,? (?:[A-Z][A-Za-z]{0,4}\.)+(?:[A-Z][A-Za-z]{0,4})?\b\.?)+")
_DAYS = "Senin|Selasa|Rabu|Kamis|Jumat|Sabtu|Minggu|Ahad"
_WEEKDAY = re.compile(rf"\b(?:{_DAYS}),? ?$")
_NUMBER = re.compile(r"\d[\d.,]*")
_UNIT = re.compile(r" [a-z]{3,}\b")
_DANGLING = re.compile(
    r"(?:(?<=\d)[.,]"
    r"|[\s,;:]+(?:dari|di|ke|pada|yang|dan|serta|atau|oleh|untuk|dengan|sebagai|adalah)?"
    r"|\s*[.,;:]?[\"”]\.?)$"
)
# An office or a body with its name, before a comma or a space and the name of who holds or speaks for it.
_OFFICE = re.compile(
    r"\b(?:Ketua|Kepala|Wakil|Sekretaris|Direktur|Rektor|Dekan|Bupati|Wali ?[Kk]ota|Gubernur|Menteri|Camat"
    r"|Lurah|Dinas|Badan|Kantor|Kementerian|Tim|Bagian|Bidang|Biro|Fakultas|Program|Lembaga|Pusat|Komisi)\b"
)
_HOLDER = re.compile(
    rf",? (?!(?:{_DAYS})\b)"
    r"(?:(?:[Dd]rs?|Dra|Prof|Ir|Hj?|KH|Ny|apt)\. ?|Ibu |Bapak )*"
    r"(?:[A-Z]\. ?)?[A-Z][a-z’']+(?: (?:[A-Z]\.|[A-Z][a-z’']+))*(?=[\s,.]|$)"
)


def completed(kind: QuestionType, text: str, start: int, end: int) -> tuple[int, int]:
    """Where the span really begins and ends in the text.

    A bracket that it begins or ends inside of is closed, a last preposition or lone quotation mark left
    out. A day gets the weekday before it, a bare number its unit, a person the degrees after the name,
    and an office that is told instead of a person the name after it.
    """
    end = start + len(_undangled(text[start:end]))
    if text[start:end].count("(") > text[start:end].count(")") and text[end : end + 1] == ")":
        end += 1
    if kind is QuestionType.WHEN and (weekday := _WEEKDAY.search(text, 0, start)):
        start = weekday.start()
    if kind is QuestionType.WHO:
        end = _with_degrees(text, _with_holder(text, start, end))
    if kind is QuestionType.HOW_MANY and _NUMBER.fullmatch(text[start:end]):
        end = _with_unit(text, end)
    return start, end


def _undangled(said: str) -> str:
    """Without what ends it and says nothing; quotation marks that are opened in it stay."""
    match = _DANGLING.search(said)
    if match is None or not match.start() or _closes(match[0], said):
        return said
    return _undangled(said[: match.start()])


def _closes(end: str, said: str) -> bool:
    return ('"' in end and said.count('"') % 2 == 0) or ("”" in end and "“" in said)


def _with_holder(text: str, start: int, end: int) -> int:
    """Behind the name that follows an office, if the span names no more than the office."""
    said = text[start:end]
    last = said.rpartition(",")[2]
    if _OFFICE.match(said) is None or (last != said and " dan " not in last):
        return end
    holder = _HOLDER.match(text, end)
    return holder.end() if holder and not _OFFICE.search(holder[0]) else end


def _with_degrees(text: str, end: int) -> int:
    degrees = _DEGREES.match(text, end)
    return degrees.end() if degrees else end


def _with_unit(text: str, end: int) -> int:
    unit = _UNIT.match(text, end)
    return unit.end() if unit and search_tokens(unit[0]) else end
