"""From scores to an order: days asked for, the newest, and releases cited before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from tanyahumas.domain import Release
from tanyahumas.index.catalog import Entry
from tanyahumas.retrieval.date_rules import Strength
from tanyahumas.retrieval.dates import Asked

# In standard deviations of the fused score; chosen by measurement (docs/retrieval.md).
BOOSTS = {Strength.NAME: 0.3, Strength.DATED: 3.0, Strength.RELATIVE: 100.0}
FEW = 2  # words of topic up to which certain days gain the whole boost, and less with each more
SOME = 4  # words of topic up to which days as seen from today come first whatever else is told
YEAR_BACK = 1.0  # less for each year that the same day lies further back
LATE = dt.timedelta(days=4)  # releases often come out some days after what they tell of
LATE_SHARE = 0.5
# The newest is looked for among releases this near to the best score and the best share of the topic.
LATEST_WITHIN = 2.5
LATEST_SHARE = 0.8


@dataclass(frozen=True, slots=True)
class Hit:
    """A chunk of a visible release, in the version that is indexed, and its score."""

    entry: Entry
    release: Release
    score: float


def boosted(hits: Sequence[Hit], asked: Asked, cited: Mapping[str, float]) -> list[Hit]:
    """The hits with what days and earlier citations (release id -> boost) add, best first."""
    if asked.period is None and not cited:
        return list(hits)
    raised = [
        Hit(
            hit.entry,
            hit.release,
            hit.score + date_boost(hit.release, asked) + cited.get(hit.release.id, 0.0),
        )
        for hit in hits
    ]
    return sorted(raised, key=lambda hit: -hit.score)


def date_boost(release: Release, asked: Asked) -> float:
    """What a release gains by lying in the days asked for; 0 outside, and when none were."""
    if asked.period is None:
        return 0.0
    full = _full_boost(asked)
    for back, period in enumerate((asked.period, *asked.before)):
        if period.holds(release.date, release.event_date):
            return max(0.0, full - YEAR_BACK * back)
    late = release.date - LATE if release.date else None
    is_late = late is not None and late <= asked.period.end < late + LATE
    return LATE_SHARE * full if is_late and asked.strength == Strength.DATED else 0.0


def _full_boost(asked: Asked) -> float:
    """The more a question tells beside the days, the less the days decide."""
    words = len(asked.topic)
    if asked.strength == Strength.NAME or (asked.strength == Strength.RELATIVE and words <= SOME):
        return BOOSTS[asked.strength]
    return BOOSTS[Strength.DATED] * min(1.0, FEW / max(1, words)) ** 2


def newest_first(ranked: Sequence[Hit], about: Callable[[Release], float]) -> list[Hit]:
    """Releases about the topic, newest publication first; then the others as they were.

    `about` tells how much of the topic a release opens with, 0 to 1. About it are those with
    nearly the highest share, as far as they score nearly well enough.
    """
    enough = ranked[0].score - LATEST_WITHIN
    shares = {hit.release.id: about(hit.release) for hit in ranked if hit.score >= enough}
    least = max(shares.values()) * LATEST_SHARE
    first = [hit for hit in ranked if shares.get(hit.release.id, -1.0) >= least]
    first.sort(key=lambda hit: -(hit.release.date.toordinal() if hit.release.date else 0))
    return [*first, *(hit for hit in ranked if shares.get(hit.release.id, -1.0) < least)]
