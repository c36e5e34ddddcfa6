"""What a sync has to change, worked out without touching the database."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
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
    gone: Collection[str] | None = None,
    there: Callable[[str], bool] = exists,
) -> Plan:
    """Compare what was read under `scope` with what is known.

    Sources that are gone are those of the scope that were not read; with `gone`, just those.
    A release known from elsewhere keeps its first source: an equal one is a further source,
    another text under the same id is a conflict, unless the first source is gone.
    """
    further: dict[str, list[str]] = {}
    for id_, source in copies:
        further.setdefault(id_, []).append(source)
    present = {release.source for release in incoming}.union(*further.values())

    def kept(source: str) -> bool:
        lost = in_scope(source, scope) if gone is None else source in gone
        return source not in present and not lost

    plan = Plan()
    for release in incoming:
        _place(plan, release, further.pop(release.id, []), known.get(release.id), kept, there)
    for id_, old in known.items():
        if id_ not in plan.sources:
            _keep(plan, id_, old, [s for s in old.sources if kept(s)], further.get(id_, []))
    return plan


def _place(
    plan: Plan,
    release: Release,
    further: list[str],
    old: Known | None,
    kept: Callable[[str], bool],
    there: Callable[[str], bool],
) -> None:
    if release.id in plan.sources:
        plan.conflicts.append(_conflict(release, plan.sources[release.id][0]))
        return
    if old is None:
        plan.sources[release.id] = list(dict.fromkeys([release.source, *further]))
        plan.added.append(release)
        return
    elsewhere = [source for source in old.sources if kept(source)]
    same = _same(release, old)
    if not same and old.removed_at is None and old.source in elsewhere and there(old.source):
        plan.conflicts.append(_conflict(release, old.source))
        plan.sources[release.id] = elsewhere
        return
    plan.sources[release.id] = _ordered(old, [*(elsewhere if same else []), release.source, *further])
    _sort_in(plan, release, old, same)


def _ordered(old: Known, sources: list[str]) -> list[str]:
    """The known order first, so that the first source stays the first."""
    return list(dict.fromkeys([*(s for s in old.sources if s in sources), *sources]))


def _same(release: Release, old: Known) -> bool:
    words = (release.content_hash, release.language) == (old.content_hash, old.language)
    said = declared(release)
    return words and (said == old.declared or json.loads(said) == json.loads(old.declared))


def _sort_in(plan: Plan, release: Release, old: Known, same: bool) -> None:
    if old.removed_at is not None:
        plan.returned.append(release)
    elif not same:
        plan.changed.append(release)
    else:
        plan.unchanged.append(release.id)


def _keep(plan: Plan, id_: str, old: Known, kept: list[str], copies: list[str]) -> None:
    """A release that was not read: it loses the sources that are gone and wins its copies."""
    sources = _ordered(old, [*kept, *copies])
    if sources == list(old.sources) or old.removed_at is not None:
        return
    plan.sources[id_] = sources
    if not sources:
        plan.removed.append(id_)


def _conflict(release: Release, holder: str) -> Conflict:
    return Conflict(
        source=release.source,
        reason=f"id `{release.id}` is already that of {holder}, which has another text and stays",
        remedy="give one of them another id, or remove the other file and index its folder again",
    )
