"""What a generation says about itself, and whether its files are still what was published."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from tanyahumas.errors import DamagedIndexError
from tanyahumas.index.disk import files_below

FORMAT = 1
FILE = "manifest.json"
REBUILD = "tanyahumas index --rebuild"
MEND = "tanyahumas index"


class Part(StrEnum):
    """What can break by itself; each is a name in the generation's folder."""

    VECTORS = "chroma"
    LEXICAL = "lexical"
    CATALOG = "catalog.sqlite"
    SPARE = "spare.sqlite"


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

    `files` maps a path relative to the generation to the sha256 of its bytes; nothing of a
    published generation is ever written. `sentinels` are the vectors of a few chunks by
    chunk id: asked with one, the index must find a vector equal to it. `collection` names the
    vectors on a Chroma server, "" for those in the folder. `created` is an ISO time with zone.
    """

    format: int
    created: str
    chunks: int
    releases: int
    settings: IndexSettings
    files: Mapping[str, str]
    sentinels: Mapping[str, list[float]]
    collection: str


@dataclass(frozen=True, slots=True)
class Damage:
    """A part that is not what was published, and how, as a text for people."""

    part: Part
    text: str


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write `manifest.json`; overwrites none, for a staging folder has none yet."""
    (folder / FILE).write_text(json.dumps(asdict(manifest), indent=1) + "\n", "utf-8")


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a generation.

    Raises:
        DamagedIndexError: it is missing, unreadable or of another format.
    """
    try:
        values = json.loads((folder / FILE).read_text("utf-8"))
        if values["format"] != FORMAT:
            raise DamagedIndexError(f"the index {folder} has another format", REBUILD)
        values = {"sentinels": {}, "collection": "", **values}  # older generations have neither
        return Manifest(**{**values, "settings": IndexSettings(**values["settings"])})
    except (OSError, ValueError, TypeError, KeyError) as failure:
        raise DamagedIndexError(f"the manifest of {folder} cannot be read", REBUILD) from failure


def checksums(folder: Path) -> dict[str, str]:
    """Sha256 of every file of a finished generation by its relative path."""
    return {
        str(path.relative_to(folder)): _sha256(path)
        for path in sorted(files_below(folder))
        if path.suffix != ".lock" and path.name != FILE
    }


def damage(folder: Path, manifest: Manifest) -> tuple[Damage, ...]:
    """Files that are missing or differ from the manifest; () when all is well.

    Reads every file: 0.04 s for the 32 MB of 11,805 passages.
    """
    found = []
    for name, expected in manifest.files.items():
        path = folder / name
        if not path.is_file():
            found.append(Damage(_part(name), f"{name} is missing"))
        elif not _same(path, expected):
            found.append(Damage(_part(name), f"{name} has changed"))
    return tuple(found)


def now_iso(now: datetime) -> str:
    """ISO time with zone, to the second."""
    return now.isoformat(timespec="seconds")


def _part(name: str) -> Part:
    return Part(name.split("/")[0])


def _same(path: Path, expected: str) -> bool:
    try:
        return _sha256(path) == expected
    except OSError:  # a bad sector, or no permission
        return False


def _sha256(path: Path) -> str:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()
