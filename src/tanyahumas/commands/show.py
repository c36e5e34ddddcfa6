"""How answers look in a terminal; the home of rich."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.text import Text

from tanyahumas.answering.phrases import day
from tanyahumas.corpus.problems import printable
from tanyahumas.domain import Answer, Citation, Language, Passage, Release

LABELS: dict[Language, dict[str, str]] = {
    "id": {"sources": "Sumber", "note": "Catatan", "retelling": "ditulis ulang dari rilis asli"},
    "en": {"sources": "Sources", "note": "Note", "retelling": "retold from the original release"},
}


def stdout() -> Console:
    """For results; plain text where the output is not a terminal."""
    return Console(highlight=False, emoji=False, soft_wrap=True)


def stderr() -> Console:
    """For progress and remarks."""
    return Console(stderr=True, highlight=False, emoji=False, soft_wrap=True)


def origin(release: Release) -> str:
    """Where a person finds the release: its URL, else its file, relative to here if it is below.

    Characters that do not print as themselves are escaped: a file's name may hold any.
    """
    if release.url:
        return printable(release.url)
    path = Path(release.source)
    try:
        return printable(str(path.relative_to(Path.cwd())) if path.is_absolute() else release.source)
    except ValueError:
        return printable(release.source)


def print_answer(console: Console, answer: Answer) -> None:
    """The answer, its sources and its notices."""
    labels = LABELS[answer.language]
    console.print(Text(answer.text))
    for notice in answer.notices:
        console.print(Text(f"\n{labels['note']}: {notice}", style="yellow"))
    if answer.citations:
        console.print(Text(f"\n{labels['sources']}", style="bold"))
    for citation in answer.citations:
        console.print(_source_line(citation, answer.language))


def _source_line(citation: Citation, language: Language) -> Text:
    release = citation.release
    line = Text(f"[{citation.number}] {release.title} ({day(release.date, language)})")
    if release.retelling:
        line.append(f" – {LABELS[language]['retelling']}")
    line.append(f"\n    {origin(release)}", style="dim")
    return line


def print_passages(console: Console, passages: tuple[Passage, ...]) -> None:
    """Numbered passages with score, title, date and where they stand."""
    for number, passage in enumerate(passages, 1):
        release = passage.release
        date = release.date.isoformat() if release.date else "-"
        console.print(Text(f"{number}. {release.title} ({date}) {passage.score:.3f}", style="bold"))
        console.print(Text(f"   {origin(release)}", style="dim"))
        console.print(Padding(Text(passage.text), (0, 0, 1, 3)))


class BarProgress:
    """Progress of an index run as a bar on standard error; silent where that is no terminal."""

    def __init__(self, bar: Progress) -> None:
        self._bar = bar
        self._task: Any = None

    def start(self, releases: int) -> None:
        """Show the bar for so many releases; none is shown for 0."""
        if releases:
            self._task = self._bar.add_task("indexing", total=releases)

    def advance(self, releases: int) -> None:
        """So many more are done."""
        if self._task is not None:
            self._bar.advance(self._task, releases)


@contextmanager
def progress_bar() -> Iterator[BarProgress]:
    """A bar that is shown while releases are indexed."""
    console = Console(stderr=True, force_terminal=True if os.environ.get("FORCE_COLOR") else None)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) as bar:
        yield BarProgress(bar)
