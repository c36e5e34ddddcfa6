"""Near-duplicates: releases that share most of their wording.

Each release is sketched by the 64 smallest hashes of its runs of four words (bottom-k sketch,
Broder 1997); the share of common hashes in the union's smallest 64 estimates the Jaccard
similarity with a standard error of about 0.06.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable

from tanyahumas.domain import Release

RUN = 4
SKETCH = 64
ALIKE = 0.6
_WORD = re.compile(r"\w+")
Sketch = tuple[int, ...]


def near_duplicates(releases: Iterable[Release]) -> list[tuple[Release, ...]]:
    """Groups of two or more releases alike, newest first in each, the largest group first."""
    held = list(releases)
    groups = _Groups(len(held))
    by_hash: dict[int, list[int]] = {}
    sketches: list[Sketch] = []
    for number, release in enumerate(held):
        sketch = sketch_of(release.text)
        for other in {other for value in sketch for other in by_hash.get(value, ())}:
            if similarity(sketch, sketches[other]) >= ALIKE:
                groups.join(number, other)
        for value in sketch:
            by_hash.setdefault(value, []).append(number)
        sketches.append(sketch)
    found = [tuple(sorted((held[i] for i in group), key=_newest_first)) for group in groups.sets()]
    return sorted(found, key=lambda group: (-len(group), group[0].id))


def sketch_of(text: str) -> Sketch:
    """The smallest hashes of a text's runs of words; of all its words when it is shorter than a run."""
    words = _WORD.findall(text.lower())
    runs = {" ".join(words[i : i + RUN]) for i in range(max(1, len(words) - RUN + 1))}
    return tuple(sorted({zlib.crc32(run.encode()) for run in runs})[:SKETCH])


def similarity(one: Sketch, other: Sketch) -> float:
    """Estimated Jaccard similarity of two texts' runs of words, 0 to 1."""
    union = sorted({*one, *other})[:SKETCH]
    return len({*one} & {*other} & {*union}) / len(union)


def _newest_first(release: Release) -> tuple[int, str]:
    return (-release.date.toordinal() if release.date else 1, release.id)


class _Groups:
    """Disjoint sets of numbers."""

    def __init__(self, count: int) -> None:
        self._parent = list(range(count))

    def find(self, number: int) -> int:
        while self._parent[number] != number:
            self._parent[number] = number = self._parent[self._parent[number]]
        return number

    def join(self, one: int, other: int) -> None:
        self._parent[self.find(one)] = self.find(other)

    def sets(self) -> list[list[int]]:
        """Sets of two or more."""
        found: dict[int, list[int]] = {}
        for number in range(len(self._parent)):
            found.setdefault(self.find(number), []).append(number)
        return [group for group in found.values() if len(group) > 1]
