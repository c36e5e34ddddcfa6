"""Who reported: from a label, an office in brackets at the end, or an office's own line."""

from __future__ import annotations

import re

HEAD = 600
TAIL = 300
_LABELLED = re.compile(
    r"^\(?(?:laporan|penulis|reporter|kontributor|pewarta|report(?:ed)? by|oleh)\s*:"
    r"\s*(?P<byline>[^\n]{2,80}?)\)?$",
    re.IGNORECASE | re.MULTILINE,
)
# (MC KOMINFO)   (Danang – Dinas Kominfo)   (jef)
_CREDIT = re.compile(r"\((?P<byline>[^()\n]{2,80})\)[\s.*]*\Z")
_OFFICE = re.compile(
    r"\b(?:humas|hms|prokopim|(?:dis)?kominfo\w*|mc|dinas|biro|pendim|penrem|media cent(?:er|re)"
    r"|public relations)\b",
    re.IGNORECASE,
)
_INITIALS = re.compile(r"[a-z]{2,4}(?:\s?/\s?[a-z]{2,6})*")
_NO_REPORTER = frozenset({"doc", "dok", "rel", "ist", "red", "net", "adv", "ant", "foto"})
_OWN_LINE = re.compile(r"^(?P<byline>(?:pendim|penrem|humas) [^\n.:]{2,40})$", re.IGNORECASE | re.MULTILINE)
_FOOTNOTE = re.compile(r"\.\d{1,2}$")


def byline(text: str) -> str | None:
    """The reporter or office that a release in normal form names at its end or start."""
    tail = text[-TAIL:]
    found = [*_LABELLED.finditer(tail), *_LABELLED.finditer(text[:HEAD])]
    name = found[0]["byline"] if found else _credit(tail)
    return _FOOTNOTE.sub("", name.strip()).strip(" .,;") or None


def _credit(tail: str) -> str:
    match = _CREDIT.search(tail)
    if match and (_OFFICE.search(match["byline"]) or _is_initials(match["byline"])):
        return match["byline"]
    line = _OWN_LINE.search(tail)
    return line["byline"] if line else ""


def _is_initials(name: str) -> bool:
    return _INITIALS.fullmatch(name) is not None and name not in _NO_REPORTER
