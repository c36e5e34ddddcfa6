"""Where generations lie on disk, what their manifests say, and the pointer to the live one."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from tanyahumas.errors import DamagedIndexError, IndexingError, MissingIndexError

FORMAT = 1
KEPT_FOR_ROLLBACK = 2
REBUILD = "tanyahumas index --rebuild"


@dataclass(frozen=True, slots=True)
class IndexSettings:
    """What decides whether two indexes hold the same thing for the same releases."""

    model_fingerprint: str
    dimensions: int
    chunk_tokens: int
    chunking_version: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation holds, written before it is published.

    `files` maps a path relative to the generation to the sha256 of its bytes, for the files
    that no reader writes. `created` is an ISO time with zone.
    """

    format: int
    created: str
    chunks: int
    releases: int
    settings: IndexSettings
    files: dict[str, str]


class GenerationStore:
    """The generations of one data directory."""

    def __init__(self, home: Path) -> None:
        self.root = home / "index"
        self.generations = self.root / "generations"
        self._pointer = self.root / "CURRENT"

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
        except OSError as failure:
            raise IndexingError(f"cannot read {self._pointer}: {failure.strerror}") from failure

    def current(self) -> Path:
        """Folder of the live generation.

        Raises:
            MissingIndexError: nothing has been published.
            DamagedIndexError: the pointer names a folder that is not there.
        """
        name = self.current_name()
        if name is None:
            raise MissingIndexError("there is no index yet", "tanyahumas index")
        folder = self.generations / name
        if not folder.is_dir():
            raise DamagedIndexError(f"the index {folder} is missing", REBUILD)
        return folder

    def names(self) -> list[str]:
        """Published generations, oldest first."""
        if not self.generations.is_dir():
            return []
        return sorted(entry.name for entry in self.generations.iterdir() if entry.name.startswith("g"))

    def staging(self) -> Path:
        """A new empty folder that no reader looks at; leftovers of killed writers are removed."""
        for leftover in self.generations.glob("building-*"):
            shutil.rmtree(leftover, ignore_errors=True)
        folder = self.generations / f"building-{os.getpid()}"
        folder.mkdir()
        return folder

    def publish(self, staged: Path) -> str:
        """Make a finished staging folder the live generation; returns its name."""
        names = self.names()
        name = f"g{int(names[-1][1:]) + 1 if names else 1:06d}"
        sync_tree(staged)
        staged.rename(self.generations / name)
        sync_folder(self.generations)
        pointer = self._pointer.with_suffix(".new")
        pointer.write_text(f"{name}\n", "utf-8")
        sync_file(pointer)
        pointer.replace(self._pointer)
        sync_folder(self.root)
        return name

    def old(self) -> list[Path]:
        """Generations that rollback no longer needs, oldest first."""
        current = self.current_name()
        others = [name for name in self.names() if name != current]
        return [self.generations / name for name in others[:-KEPT_FOR_ROLLBACK]]


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write `manifest.json`; overwrites none, for a staging folder has none yet."""
    (folder / "manifest.json").write_text(json.dumps(asdict(manifest), indent=1) + "\n", "utf-8")


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a generation.

    Raises:
        DamagedIndexError: it is missing, unreadable or of another format.
    """
    try:
        values = json.loads((folder / "manifest.json").read_text("utf-8"))
        if values["format"] != FORMAT:
            raise DamagedIndexError(f"the index {folder} has another format", REBUILD)
        return Manifest(**{**values, "settings": IndexSettings(**values["settings"])})
    except (OSError, ValueError, TypeError, KeyError) as failure:
        raise DamagedIndexError(f"the manifest of {folder} cannot be read", REBUILD) from failure


def checksums(folder: Path) -> dict[str, str]:
    """Sha256 of every file that stays as it is; Chroma's SQLite file is left out, for opening writes it."""
    return {
        str(path.relative_to(folder)): _sha256(path)
        for path in sorted(_files(folder))
        if path.suffix not in {".sqlite3", ".lock"} and path.name != "manifest.json"
    }


def damage(folder: Path, manifest: Manifest) -> list[str]:
    """Names of files that are missing or differ from the manifest; [] when all is well."""
    found = []
    for name, expected in manifest.files.items():
        path = folder / name
        if not path.is_file():
            found.append(f"{name} is missing")
        elif _sha256(path) != expected:
            found.append(f"{name} has changed")
    return found


def now_iso(now: datetime) -> str:
    """ISO time with zone, to the second."""
    return now.isoformat(timespec="seconds")


def sync_tree(folder: Path) -> None:
    """Flush every file and folder below to the disk."""
    for path in _files(folder):
        sync_file(path)
    for inner in [folder, *(path for path in folder.rglob("*") if path.is_dir())]:
        sync_folder(inner)


def sync_file(path: Path) -> None:
    with path.open("rb") as handle:
        os.fsync(handle.fileno())


def sync_folder(folder: Path) -> None:
    with suppress(OSError):  # some file systems cannot sync a folder
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file())


def _sha256(path: Path) -> str:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()
