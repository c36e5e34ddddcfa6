"""What a sync has to change, worked out without touching the database."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tanyahumas.domain import Release
from tanyahumas.registry.outcomes import Conflict
from tanyahumas.registry.rows import declared


@dataclass(frozen=True, slots=True)
class Known:
    """What the registry knows of one release before a sync."""

    content_hash: str
    language: str
    declared: str
    source: str
    sources: tuple[str, ...]
    removed_at: dt.datetime | None


@dataclass(slots=True)
class Plan:
    """Releases and ids by what is to be done; `sources` is the new list of sources by id."""

    added: list[Release] = field(default_factory=list)
    returned: list[Release] = field(default_factory=list)
    changed: list[Release] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    sources: dict[str, list[str]] = field(default_factory=dict)


def in_scope(source: str, scope: str) -> bool:
    """Whether `source` is the path `scope`, a file under it, or a line of it."""
    return source == scope or source.startswith((scope.rstrip("/") + "/", scope + "#"))


def exists(source: str) -> bool:
    """Whether a source still is where it was; what is no path always is."""
    if not source.startswith("/"):
        return True
    cuts = [i for i, character in enumerate(source) if character == "#"]
    return any(Path(source[:cut]).exists() for cut in (*cuts, len(source)))


def make_plan(
    incoming: Sequence[Release],
    copies: Iterable[tuple[str, str]],
    known: Mapping[str, Known],
    scope: str,
    there: Callable[[str], bool] = exists,
) -> Plan:
    """Compare what was read under `scope` with what is known.

    A release known from elsewhere keeps its first source: an equal one is a further source,
    another text under the same id is a conflict, unless the first source is gone.
    """
    plan = Plan()
    present = {release.source for release in incoming}
    further: dict[str, list[str]] = {}
    for id_, source in copies:
        further.setdefault(id_, []).append(source)
        present.add(source)
    for release in incoming:
        _place(plan, release, further.get(release.id, []), known, scope, present, there)
    for id_, old in known.items():
        if id_ not in plan.sources:
            _forget(plan, id_, old, scope)
    return plan


def _place(
    plan: Plan,
    release: Release,
    further: list[str],
    known: Mapping[str, Known],
    scope: str,
    present: set[str],
    there: Callable[[str], bool],
) -> None:
    old = known.get(release.id)
    if release.id in plan.sources:
        plan.conflicts.append(_conflict(release, plan.sources[release.id][0]))
        return
    if old is None:
        plan.sources[release.id] = [release.source, *further]
        plan.added.append(release)
        return
    elsewhere = [s for s in old.sources if s not in present and not in_scope(s, scope)]
    same = _same(release, old)
    if not same and old.removed_at is None and old.source in elsewhere and there(old.source):
        plan.conflicts.append(_conflict(release, old.source))
        plan.sources[release.id] = elsewhere
        return
    plan.sources[release.id] = _ordered(old, [*(elsewhere if same else []), release.source, *further])
    _sort_in(plan, release, old, same)


def _ordered(old: Known, sources: list[str]) -> list[str]:
    """The known order first, so that the first source stays the first."""
    return [s for s in old.sources if s in sources] + [s for s in sources if s not in old.sources]


def _same(release: Release, old: Known) -> bool:
    words = (release.content_hash, release.language) == (old.content_hash, old.language)
    return words and json.loads(declared(release)) == json.loads(old.declared)


def _sort_in(plan: Plan, release: Release, old: Known, same: bool) -> None:
    if old.removed_at is not None:
        plan.returned.append(release)
    elif not same:
        plan.changed.append(release)
    else:
        plan.unchanged.append(release.id)


def _forget(plan: Plan, id_: str, old: Known, scope: str) -> None:
    kept = [source for source in old.sources if not in_scope(source, scope)]
    if len(kept) == len(old.sources):
        return
    plan.sources[id_] = kept
    if not kept and old.removed_at is None:
        plan.removed.append(id_)


def _conflict(release: Release, holder: str) -> Conflict:
    return Conflict(
        source=release.source,
        reason=f"id `{release.id}` is already that of {holder}, which has another text and stays",
        remedy="give one of them another id, or remove the other file and index its folder again",
    )
