"""How much of what a question is about stands in a text."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tanyahumas.domain import Release
from tanyahumas.language.tokens import search_tokens
from tanyahumas.retrieval.abbreviations import everyday_forms
from tanyahumas.retrieval.dates import GENERIC
from tanyahumas.retrieval.question import Question

# Inverse document frequencies of search tokens; highest for one that no chunk holds.
Rarity = Callable[[Sequence[str]], list[float]]
OPENING = 500  # characters
Concept = tuple[tuple[str, ...], ...]  # alternatives; of one, every token must be there


def concepts_of(question: Question, only: Sequence[str] | None = None) -> list[Concept]:
    """The words of a question that tell its topic, each with all that may stand for it.

    With `only`, those that hold one of these search tokens.
    """
    found = [c for c in question.concepts if c[0] not in GENERIC]
    if only is not None:
        found = [c for c in found if not set(c).isdisjoint(only)]
    return [(*((token,) for token in c), *everyday_forms(c).values()) for c in found]


def opening_of(release: Release) -> str:
    """Title and first paragraphs: what a release is about stands there."""
    return f"{release.title} {release.text[:OPENING]}"


def support(concepts: Sequence[Concept], text: str, rarity: Rarity) -> float:
    """Share, by rarity, of the concepts that a text holds, 0 to 1; 1 when there are none.

    Concepts that no chunk of the index holds are left out: they tell nothing.
    """
    held = frozenset(search_tokens(text))
    unknown = rarity([" "])[0]  # no token is a blank
    weighed = []
    for concept in concepts:
        weight = min(max(rarity(alternative)) for alternative in concept)
        if weight < unknown:
            weighed.append((weight, any(held.issuperset(alternative) for alternative in concept)))
    total = sum(weight for weight, _ in weighed)
    return sum(weight for weight, inside in weighed if inside) / total if total else 1.0
