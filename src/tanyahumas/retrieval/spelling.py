"""Misspelled words of a question against the words of the index; the home of rapidfuzz."""

from __future__ import annotations

import threading
import weakref
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

SHORTEST = 5  # letters; nearly every shorter word is near another
LONG = 8  # letters from which two slips are forgiven
MOST = 3  # words for one misspelling


class Speller:
    """Words of one vocabulary, ready for looking up what is nearly them. Thread-safe."""

    def __init__(self, vocabulary: Iterable[str]) -> None:
        """Keeps the words of letters alone that are long enough."""
        groups: dict[str, list[str]] = defaultdict(list)
        for word in vocabulary:
            if len(word) >= SHORTEST - 1 and word.isalpha():
                groups[word[0]].append(word)
        self._groups: Mapping[str, Sequence[str]] = groups

    def nearest(self, word: str) -> tuple[str, ...]:
        """Known words with the same first letter that a slip or two away are `word`, nearest first.

        A slip is a letter too many, too few, wrong, or swapped with its neighbour; a word of
        eight letters may have two. At most three, all equally near; () for short words.
        """
        if len(word) < SHORTEST or not word.isalpha():
            return ()
        from rapidfuzz.distance import OSA
        from rapidfuzz.process import extract

        most = 2 if len(word) >= LONG else 1
        group = self._groups.get(word[0], ())
        found = extract(word, group, scorer=OSA.distance, score_cutoff=most, limit=MOST)
        return tuple(near for near, distance, _ in found if distance == found[0][1])


class Spellers:
    """The speller of the vocabulary in use, made at the first misspelling and kept until it changes."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._made: tuple[weakref.ref[object], Speller] | None = None

    def of(self, owner: object, vocabulary: Iterable[str]) -> Speller:
        """The speller for the vocabulary that belongs to `owner` (an open index)."""
        with self._lock:
            if self._made is None or self._made[0]() is not owner:
                self._made = (weakref.ref(owner), Speller(vocabulary))
            return self._made[1]
