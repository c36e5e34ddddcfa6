"""Long text cut at word borders."""

from __future__ import annotations

import re

from tanyahumas.discord_app.escaping import disarm_lines, escape


def units(text: str) -> int:
    """Length in UTF-16 units: never less than Discord counts, whichever way it counts."""
    return len(text) + sum(char > "\uffff" for char in text)


def split(text: str, limit: int) -> list[str]:
    """`text` in pieces of at most `limit` units, whole lines if possible, else whole words.

    A word longer than `limit` is cut, but not behind a backslash. Empty text has no pieces.
    """
    pieces: list[str] = []
    current = ""
    for token in _tokens(text, limit):
        if current and units(current + token.rstrip()) > limit:
            pieces.append(current.strip("\n").rstrip())
            current = ""
        current += token if current else token.lstrip()
    pieces.append(current.strip("\n").rstrip())
    return [piece for piece in pieces if piece]


def escaped_pieces(text: str, limit: int) -> list[str]:
    """`escape(text)` in pieces of at most `limit` units.

    A word that a cut moves to the start of a line must not open a list or heading there.
    """
    return [disarm_lines(piece) for piece in split(escape(text), limit - 1)]


def clip(text: str, limit: int) -> str:
    """One line of at most `limit` units, ended by `…` at a word border if it was longer."""
    if units(text) <= limit:
        return text
    head = next(iter(split(text, limit - 1)), "")
    return head.rstrip(" ,;:-\\") + "…"


def _tokens(text: str, limit: int) -> list[str]:
    tokens: list[str] = []
    for line in re.findall(r"[^\n]*\n+|[^\n]+", text):
        if units(line) <= limit // 2:
            tokens.append(line)
            continue
        for word in re.findall(r"\s*\S+\s*", line):
            tokens.extend(_cut(word, limit))
    return tokens


def _cut(word: str, limit: int) -> list[str]:
    parts: list[str] = []
    while units(word) > limit:
        end = limit
        while units(word[:end]) > limit or word[end - 1] == "\\":
            end -= 1
        parts.append(word[:end])
        word = word[end:]
    return [*parts, word]
