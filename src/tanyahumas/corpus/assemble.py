"""Releases of many sources to one corpus: copies, duplicate ids, contradicting numbers, references."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from tanyahumas.corpus.build import Draft, build
from tanyahumas.corpus.problems import Copy, Outcome, Problem, Reading, RejectedError, printable
from tanyahumas.domain import Release


@dataclass(slots=True)
class Assembly:
    """Collects releases in order; the first of two rivals wins."""

    releases: dict[str, Release] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    copies: list[Copy] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)
    by_content: dict[str, str] = field(default_factory=dict)
    copy_ids: dict[str, str] = field(default_factory=dict)
    stated_ids: set[str] = field(default_factory=set)
    by_stated_number: dict[str, str] = field(default_factory=dict)
    by_found_number: dict[str, str] = field(default_factory=dict)

    def attempt(self, source: str, read: Callable[[], Draft]) -> None:
        """Read, build and keep one release, or note why not; never raises for bad input."""
        try:
            draft = read()
            release, remarks = build(draft)
            kept = self._keep(release, draft)
        except RejectedError as rejected:
            self.reject(source, rejected.reason, rejected.mending)
            return
        label = printable(source)
        noted = tuple(Problem(label, *remark, rejected=False) for remark in (*draft.remarks, *remarks))
        self.problems.extend(noted)
        self.outcomes.append(Outcome(label, kept, noted))

    def reject(self, source: str, reason: str, remedy: str) -> None:
        """Note that no release comes of a source, and why."""
        problem = Problem(printable(source), reason, remedy, rejected=True)
        self.problems.append(problem)
        self.outcomes.append(Outcome(problem.source, None, (problem,)))

    def _keep(self, release: Release, draft: Draft) -> str:
        """Keep the release or its source as a copy; the id under which it is known now."""
        digest, number_stated = release.content_hash, "number" in draft.fields
        twin = self.releases.get(self.by_content.get(digest, ""))
        if twin is not None and self._is_copy(twin, release, draft.id_stated):
            if release.source != twin.source:
                self.copies.append(Copy(twin.id, release.source))
            self.copy_ids.setdefault(release.id, twin.id)
            return twin.id
        self._refuse_rivals(release, number_stated)
        self.releases[release.id] = release
        if draft.id_stated:
            self.stated_ids.add(release.id)
        self.by_content.setdefault(digest, release.id)
        if release.number:
            numbers = self.by_stated_number if number_stated else self.by_found_number
            numbers.setdefault(release.number, release.id)
        return release.id

    def _is_copy(self, twin: Release, release: Release, id_stated: bool) -> bool:
        """The same words and life cycle; two different ids that were both stated stay two releases."""
        two_names = id_stated and twin.id in self.stated_ids and twin.id != release.id
        return not two_names and _same_life_cycle(twin, release)

    def _refuse_rivals(self, release: Release, number_stated: bool) -> None:
        if (rival := self.releases.get(release.id)) is not None:
            where = printable(rival.source)
            raise RejectedError(
                f"duplicate id `{release.id}`: {where} has it too and stays", "give one of them another id"
            )
        same = self.by_stated_number.get(release.number or "") if number_stated else None
        if same is not None and release.corrects is None and release.supersedes is None:
            where = printable(self.releases[same].source)
            raise RejectedError(
                f"number `{release.number}` is that of {where}, which has another text and stays",
                "mend the number, or say `corrects:` or `supersedes:` with the earlier id or number",
            )

    def reading(self) -> Reading:
        """Everything collected, with references by number resolved to ids."""
        releases = tuple(self._resolved(release) for release in self.releases.values())
        return Reading(releases, tuple(self.problems), tuple(self.copies), tuple(self.outcomes))

    def _resolved(self, release: Release) -> Release:
        if release.corrects is None and release.supersedes is None:
            return release
        corrects, supersedes = self._id_of(release.corrects), self._id_of(release.supersedes)
        return replace(release, corrects=corrects, supersedes=supersedes)

    def _id_of(self, reference: str | None) -> str | None:
        if reference is None or reference in self.releases:
            return reference
        for known in (self.copy_ids, self.by_stated_number, self.by_found_number):
            if reference in known:
                return known[reference]
        return reference


def _same_life_cycle(one: Release, other: Release) -> bool:
    keys = ("status", "embargo_until", "corrects", "supersedes", "audience", "language")
    return all(getattr(one, key) == getattr(other, key) for key in keys)
