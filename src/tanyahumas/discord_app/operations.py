"""What officers do: look at the state, re-index, withdraw, restore, embargo. Blocking calls."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from tanyahumas.config import PROJECT_ROOT
from tanyahumas.desk.report import stats_lines
from tanyahumas.desk.stats import read_stats
from tanyahumas.domain import ANYBODY, Asker, Language
from tanyahumas.errors import IndexingError
from tanyahumas.registry.database import Database

WIB = dt.timezone(dt.timedelta(hours=7))
REINDEX_SECONDS = 6 * 3600


class Lifecycle(Protocol):
    """What officers need of the registry."""

    def count(self) -> int: ...

    def newest_date(self, asker: Asker, now: dt.datetime) -> dt.date | None: ...

    def withdraw(self, id_: str, actor: str, now: dt.datetime, reason: str = "") -> bool: ...

    def restore(self, id_: str, actor: str, now: dt.datetime, reason: str = "") -> bool: ...

    def embargo(
        self, id_: str, until: dt.datetime | None, actor: str, now: dt.datetime, reason: str = ""
    ) -> bool: ...


@dataclass(frozen=True, slots=True)
class Status:
    """How many releases are shown, the newest date, when the index was published, what is damaged in it."""

    releases: int
    newest: dt.date | None
    indexed: dt.datetime | None
    problems: tuple[str, ...]


class Operations:
    """The officers' acts; each raises RegistryError or IndexingError with what to do."""

    def __init__(
        self, registry: Lifecycle, database: Database, home: Path, problems: Callable[[], tuple[str, ...]]
    ) -> None:
        """`problems` tells what is damaged in the index."""
        self.registry = registry
        self._database = database
        self._home = home
        self.problems = problems

    def status(self) -> Status:
        """Releases and index as they are now."""
        newest = self.registry.newest_date(ANYBODY, _now())
        pointer = self._home / "index" / "CURRENT"
        indexed = dt.datetime.fromtimestamp(pointer.stat().st_mtime, WIB) if pointer.exists() else None
        return Status(self.registry.count(), newest, indexed, self.problems())

    def statistics(self, days: int, language: Language) -> list[str]:
        """The question log of the last days."""
        return stats_lines(read_stats(self._database, _now() - dt.timedelta(days=days)), language)

    def reindex(self, note: Callable[[str], None]) -> str:
        """Run `tanyahumas index` as a process of its own; its last line. `note` gets each line.

        Raises:
            IndexingError: it failed or took too long.
        """
        command = [sys.executable, "-c", "from tanyahumas.cli import main; main()", "index"]
        # The child needs no token, so it gets none.
        env = {name: value for name, value in os.environ.items() if "DISCORD" not in name}
        last = ""
        with subprocess.Popen(  # noqa: S603 - a fixed command, nothing of it comes from outside
            command, cwd=PROJECT_ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        ) as process:
            assert process.stdout is not None
            # Questions go first.
            os.setpriority(os.PRIO_PROCESS, process.pid, 10)
            for line in process.stdout:
                if line.strip():
                    last = line.strip()
                    note(last)
            code = process.wait(REINDEX_SECONDS)
        if code not in (0, 3):
            raise IndexingError(f"tanyahumas index ended with {code}: {last}", "run it in a terminal")
        return last

    def withdraw(self, release: str, actor: str, reason: str) -> bool:
        """Nobody sees the release any more; False if that was so already."""
        return self.registry.withdraw(release, actor, _now(), reason)

    def restore(self, release: str, actor: str) -> bool:
        """Undo a withdrawal."""
        return self.registry.restore(release, actor, _now())

    def embargo(self, release: str, until: dt.datetime | None, actor: str) -> bool:
        """Nobody sees the release before `until`; None lifts it."""
        return self.registry.embargo(release, until, actor, _now())


def read_moment(text: str) -> dt.datetime | None:
    """`2024-05-01 10:00` or `01/05/2024 10:00`, in western Indonesian time; None if it is none."""
    for pattern in ("%Y-%m-%d %H:%M", "%d/%m/%Y %H:%M", "%Y-%m-%d", "%d/%m/%Y"):
        try:
            return dt.datetime.strptime(text.strip(), pattern).replace(tzinfo=WIB)
        except ValueError:
            continue
    return None


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
