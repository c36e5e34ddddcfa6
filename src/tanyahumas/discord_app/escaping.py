"""Foreign text made safe to stand in a Discord message.

discord.py's own `escape_markdown` and `escape_mentions` leave channel mentions, bare links,
invites, timestamps and line markers alive, so the rules live here.
"""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote, urlsplit

MAX_URL = 512
MAX_MARKS = 4

# Letters and symbols that show nothing although their category says otherwise.
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
_SELECTORS = re.compile("[\u180b-\u180f\ufe00-\ufe0e\U000e0100-\U000e01ef]")
_LINE_BREAKS = re.compile("\r\n?|[\u2028\u2029\u0085\x0b\x0c]")
_INLINE = re.compile(r"[\\*_~|`<]")
_LINE_MARKER = re.compile(r"(?m)^([ \t]*)(>|#|-|\+)")
_LIST_NUMBER = re.compile(r"(?m)^([ \t]*\d+)([.)])(?=\s)")
_MASKED_LINK = re.compile(r"\](?=\s*\()")
_BARE_LINK = re.compile(r":(?=//)")
_INVITE = re.compile(r"(?i)(discord(?:app)?)\.(?=gg|com|me|io|li)")
_BROADCAST = re.compile(r"(?i)@(?=everyone|here)")


def plain(text: str) -> str:
    """`text` without characters that a reader cannot see or that turn the line around.

    Control, format (bidirectional marks, zero-width, tags), private and unassigned characters
    go, as do variation selectors and more than `MAX_MARKS` combining marks in a row; every
    space becomes a plain one, every line break `\\n`.
    """
    text = _SELECTORS.sub("", _LINE_BREAKS.sub("\n", text))
    kept: list[str] = []
    marks = 0
    for char in text:
        category = unicodedata.category(char)
        marks = marks + 1 if category in {"Mn", "Me"} else 0
        if char in "\n\t":
            kept.append(char)
        elif category == "Zs":
            kept.append(" ")
        elif category[0] != "C" and char not in _BLANK and marks <= MAX_MARKS:
            kept.append(char)
    return "".join(kept)


def escape(text: str) -> str:
    """`plain(text)` with everything disarmed that Discord would render or resolve.

    Mentions, markdown, masked and bare links, invites, timestamps, headings, lists and quotes
    show as the characters they are. Nothing is escaped that reads the same without.
    """
    text = _INLINE.sub(r"\\\g<0>", plain(text))
    text = disarm_lines(text)
    text = _MASKED_LINK.sub(r"\\]", text)
    text = _BARE_LINK.sub(r"\\:", text)
    text = _INVITE.sub(r"\1\\.", text)
    return _BROADCAST.sub(r"\\@", text)


def disarm_lines(text: str) -> str:
    """Escape what opens a heading, list or quote at the start of a line; safe to repeat."""
    return _LIST_NUMBER.sub(r"\1\\\2", _LINE_MARKER.sub(r"\1\\\2", text))


def one_line(text: str) -> str:
    """`text` with every run of white space as one space."""
    return " ".join(plain(text).split())


def safe_url(url: str | None) -> str | None:
    """`url` if it may be clickable: http(s), plain ASCII host, no user name; else None.

    What could end a masked link early is percent-encoded.
    """
    if not url or plain(url) != url or len(url) > MAX_URL or re.search(r"\s", url):
        return None
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        _ = parts.port
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or "@" in parts.netloc:
        return None
    if not re.fullmatch(r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?", host) or "xn--" in host.lower():
        return None
    safe = quote(url, safe="%/:?#&=+,;@!$*'~-._")
    return safe if len(safe) <= MAX_URL else None


def link(label: str, url: str | None) -> str:
    """A masked link if `url` may be clickable, else the escaped label alone."""
    shown = one_line(label)
    target = safe_url(url)
    if target is None:
        return escape(shown)
    # Discord's label grammar knows no backslash before a bracket.
    return f"[{escape(shown.translate(str.maketrans('[]', '()')))}]({target})"
