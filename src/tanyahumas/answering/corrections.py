"""Corrections are told beside what they correct."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from tanyahumas.domain import Passage, Release

OPENING = 1500  # characters
NEARLY = 0.3  # standard deviations of the score


def with_corrections(
    passages: Sequence[Passage], corrections: Mapping[str, tuple[Release, ...]]
) -> tuple[Passage, ...]:
    """The passages, with those of a release that corrects one of them beside it.

    Before it when they are nearly as near to the question, else behind it: then the question
    is hardly about what was corrected. Of one that was not found the opening is shown.
    """
    own: dict[str, list[Passage]] = {}
    for passage in passages:
        own.setdefault(passage.release.id, []).append(passage)
    shown: list[Passage] = []
    told: set[str] = set()
    for passage in passages:
        if passage.release.id in told:
            continue
        behind: list[Passage] = []
        for newer in corrections.get(passage.release.id, ()):
            if newer.id in told or newer.id in {p.release.id for p in shown}:
                continue
            told.add(newer.id)
            moved = own.get(newer.id)
            if moved and moved[0].score >= passage.score - NEARLY:
                shown.extend(replace(p, score=passage.score) for p in moved)
            else:
                behind.extend(replace(p, score=passage.score) for p in moved or [_opening(newer)])
        shown += [passage, *behind]
    return tuple(shown)


def _opening(release: Release) -> Passage:
    return Passage(release, 0, min(len(release.text), OPENING), 0.0)
