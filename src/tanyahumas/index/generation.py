"""Where generations lie on disk, and the pointer to the live one."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from tanyahumas.errors import DamagedIndexError, IndexingError, MissingIndexError
from tanyahumas.index.disk import sync_file, sync_folder, sync_tree
from tanyahumas.index.manifest import MEND

KEPT_FOR_ROLLBACK = 2


class GenerationStore:
    """The generations of one data directory."""

    def __init__(self, home: Path) -> None:
        self.root = home / "index"
        self.generations = self.root / "generations"
        self.damaged = self.root / "damaged"
        self._pointer = self.root / "CURRENT"

    @property
    def lock_path(self) -> Path:
        """The file that the one writer holds."""
        return self.root / "writer.lock"

    def prepare(self) -> None:
        """Make the folders.

        Raises:
            IndexingError: the data directory cannot be written.
        """
        try:
            self.generations.mkdir(parents=True, exist_ok=True)
        except OSError as failure:
            raise IndexingError(
                f"cannot write the data directory {self.root}: {failure.strerror}",
                "set TANYAHUMAS_HOME to a folder that you can write",
            ) from failure

    def current_name(self) -> str | None:
        """Name of the live generation; None before the first one."""
        try:
            return self._pointer.read_text("utf-8").strip() or None
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError) as failure:
            raise DamagedIndexError(f"cannot read {self._pointer}: {failure}", MEND) from failure

    def current(self) -> Path:
        """Folder of the live generation.

        Raises:
            MissingIndexError: nothing has been published.
            DamagedIndexError: the pointer names a folder that is not there.
        """
        name = self.current_name()
        if name is None:
            raise MissingIndexError("there is no index yet", MEND)
        folder = self.generations / name
        if not folder.is_dir():
            raise DamagedIndexError(f"the index {folder} is missing", MEND)
        return folder

    def names(self) -> list[str]:
        """Published generations, oldest first."""
        if not self.generations.is_dir():
            return []
        return sorted(entry.name for entry in self.generations.iterdir() if entry.name.startswith("g"))

    def older(self) -> list[Path]:
        """Generations published before the live one, newest first."""
        current = self.current_name() or ""
        return [self.generations / name for name in reversed(self.names()) if name < current]

    def staging(self) -> Path:
        """A new empty folder that no reader looks at; leftovers of killed writers are removed."""
        self.clear_leftovers()
        folder = self.generations / f"building-{os.getpid()}"
        folder.mkdir()
        return folder

    def clear_leftovers(self) -> None:
        """Remove what killed writers left; only the holder of the writer's lock may do it."""
        for leftover in self.generations.glob("building-*"):
            shutil.rmtree(leftover, ignore_errors=True)

    def publish(self, staged: Path) -> str:
        """Make a finished staging folder the live generation; returns its name."""
        names = self.names()
        name = f"g{int(names[-1][1:]) + 1 if names else 1:06d}"
        sync_tree(staged)
        staged.rename(self.generations / name)
        sync_folder(self.generations)
        self.point_to(name)
        return name

    def point_to(self, name: str) -> None:
        """Make a published generation the live one, in one step."""
        pointer = self._pointer.with_suffix(".new")
        pointer.write_text(f"{name}\n", "utf-8")
        sync_file(pointer)
        pointer.replace(self._pointer)
        sync_folder(self.root)

    def set_aside(self, name: str) -> Path:
        """Move a damaged generation, no longer live, where nobody opens it; one such is kept."""
        shutil.rmtree(self.damaged, ignore_errors=True)
        self.damaged.mkdir()
        return (self.generations / name).rename(self.damaged / name)

    def old(self) -> list[Path]:
        """Generations that rollback no longer needs, oldest first."""
        current = self.current_name()
        others = [name for name in self.names() if name != current]
        return [self.generations / name for name in others[:-KEPT_FOR_ROLLBACK]]
