"""From ranked hits to passages: near-duplicates collapsed, neighbours merged, few of one release."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import combinations

from tanyahumas.domain import Passage, Release
from tanyahumas.retrieval.ranking import Hit

PER_RELEASE = 3  # chunks of one release
SHINGLE = 4  # words
TWINS_WITHIN = 0.5  # standard deviations; releases that tell the same score nearly the same
SAME = 0.8  # share of common shingles from which two releases tell the same


def passages_of(hits: Sequence[Hit], k: int, *, one_release: bool = False) -> tuple[Passage, ...]:
    """At most k passages in the order of the hits; () for none.

    Of releases that tell the same only the newest is shown. A hit beside one that is already
    shown lengthens its passage. With `one_release` each hit is a passage: it is all that is read.
    """
    if one_release:
        return tuple(_Span(hit).passage() for hit in hits[:k])
    spans: list[_Span] = []
    counts: dict[str, int] = {}
    for hit in _collapsed(hits, needed(k)):
        if counts.get(hit.release.id, 0) >= PER_RELEASE:
            continue
        counts[hit.release.id] = counts.get(hit.release.id, 0) + 1
        neighbour = next((span for span in spans if span.adjoins(hit)), None)
        if neighbour is not None:
            neighbour.take(hit)
        elif len(spans) < k:
            spans.append(_Span(hit))
    return tuple(span.passage() for span in spans)


def needed(k: int) -> int:
    """How many releases, best first, `passages_of` looks at for k passages."""
    return 2 * k


class _Span:
    """Neighbouring chunks of one release, with the score of the best."""

    def __init__(self, hit: Hit) -> None:
        self._first = self._last = hit
        self._score = hit.score

    def adjoins(self, hit: Hit) -> bool:
        same = hit.release.id == self._first.release.id
        return same and hit.entry.position in (self._first.entry.position - 1, self._last.entry.position + 1)

    def take(self, hit: Hit) -> None:
        if hit.entry.position < self._first.entry.position:
            self._first = hit
        else:
            self._last = hit

    def passage(self) -> Passage:
        return Passage(self._first.release, self._first.entry.start, self._last.entry.end, self._score)


def _collapsed(hits: Sequence[Hit], most: int) -> list[Hit]:
    """Hits of the first `most` releases, without those that a newer one of them tells as well.

    Near-duplicates score nearly the same, so the newer one stands near enough to the top.
    """
    best: dict[str, Hit] = {}
    for hit in hits:
        best.setdefault(hit.release.id, hit)
    first = list(best.values())[:most]
    sized = [(hit.score, len(hit.release.text), hit.release) for hit in first]
    near = (
        (one, other)
        for (score, length, one), (lower, size, other) in combinations(sized, 2)
        if score - lower <= TWINS_WITHIN and size >= SAME * length and length >= SAME * size
    )
    hidden = {min(one, other, key=_age).id for one, other in near if tells_the_same(one, other)}
    shown = {hit.release.id for hit in first} - hidden
    return [hit for hit in hits if hit.release.id in shown]


def _age(release: Release) -> tuple[int, str]:
    return (release.date.toordinal() if release.date else 0, release.id)


def tells_the_same(one: Release, other: Release) -> bool:
    """Whether two releases share at least four fifths of their four-word stretches (Jaccard).

    A correction and what it corrects never do: readers must be told about both.
    """
    lengths = len(one.text), len(other.text)
    if min(lengths) < SAME * max(lengths):
        return False
    if other.id in (one.corrects, one.supersedes) or one.id in (other.corrects, other.supersedes):
        return False
    a, b = _shingles(one.text), _shingles(other.text)
    return len(a & b) >= SAME * len(a | b)


@lru_cache(maxsize=512)
def _shingles(text: str) -> frozenset[int]:
    words = text.lower().split()
    starts = (words[i:] for i in range(SHINGLE))
    return frozenset(map(hash, zip(*starts, strict=False))) or frozenset({hash(tuple(words))})
