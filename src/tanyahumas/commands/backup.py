"""`backup` and `restore`: everything that cannot be made again, in one file."""

from __future__ import annotations

import hashlib
import json
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from tanyahumas import __version__
from tanyahumas.app import App, open_app, utc_now
from tanyahumas.commands.show import progress_bar, stdout
from tanyahumas.config import Settings
from tanyahumas.errors import IndexingError, RegistryError
from tanyahumas.index import GenerationStore, IndexReport, Progress, build_index
from tanyahumas.index.lock import ReaderLock
from tanyahumas.index.manifest import damage, read_manifest
from tanyahumas.registry.upkeep import copy_to

FORMAT = 1
MANIFEST = "backup.json"
REGISTRY = "registry.sqlite"
COMPRESSION = 3  # vectors hardly shrink, text does so at any level


@dataclass(frozen=True, slots=True)
class BackupManifest:
    """What a backup holds: sha256 of each file by its path in the data directory."""

    format: int
    version: str
    created: str
    releases: int
    files: dict[str, str]


def backup_command(settings: Settings, file: Path, *, with_index: bool) -> None:
    """Write a backup and say what it holds."""
    with open_app(settings) as app:
        made = write_backup(app, file, with_index=with_index)
    size = file.stat().st_size / 1e6
    stdout().print(f"{made.releases} releases, {len(made.files)} files, {size:.1f} MB: {file}", markup=False)


def restore_command(settings: Settings, file: Path) -> None:
    """Read a backup into the data directory, build the index if need be, and say what is there."""
    restored = restore_files(file, settings.home)
    with open_app(settings) as app, progress_bar() as progress:
        index = restore_index(app, progress)
    stdout().print(
        f"{restored.releases} releases as of {restored.created} – "
        f"index: {index.chunks} chunks, {index.embedded} newly embedded",
        markup=False,
    )


def write_backup(app: App, file: Path, *, with_index: bool) -> BackupManifest:
    """Put registry (with all vectors), other files of the data directory and, if asked, the index in `file`.

    The bot may run meanwhile. The built-in model is left out: it is made from its package. Only
    the owner may read the result, for it holds questions and keys.

    Raises:
        RegistryError: `file` exists or cannot be written.
        IndexingError: with the index: there is none, or it is damaged.
    """
    if file.exists():
        raise RegistryError(f"{file} exists", "choose another name, or delete it")
    try:
        with tempfile.TemporaryDirectory(dir=file.parent, prefix=f".{file.name}-") as name:
            copy = Path(name) / REGISTRY
            copy_to(app.registry, copy)
            sources = {REGISTRY: copy, **_other_files(app.settings.home)}
            made = _write(app, sources, Path(name) / "backup", with_index)
            (Path(name) / "backup").replace(file)
    except OSError as failure:
        raise RegistryError(
            f"cannot write the backup {file}: {failure.strerror or failure}", "choose another place for it"
        ) from failure
    return made


def restore_files(file: Path, home: Path) -> BackupManifest:
    """Unpack a backup into an empty or missing data directory; all of it or nothing.

    Raises:
        RegistryError: `home` is not empty or cannot be written, or the backup is damaged.
    """
    if home.exists() and any(home.iterdir()):
        raise RegistryError(f"{home} is not empty", "set TANYAHUMAS_HOME to an empty or missing folder")
    try:
        home.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=home.parent, prefix=f".{home.name}-") as name:
            staged = Path(name) / "home"
            restored = _unpack(file, staged)
            staged.chmod(0o700)
            staged.replace(home)
    except (OSError, tarfile.TarError, EOFError, ValueError, KeyError, TypeError) as failure:
        raise RegistryError(
            f"cannot restore {file}: {type(failure).__name__}: {failure}", "try another backup"
        ) from failure
    return restored


def restore_index(app: App, progress: Progress) -> IndexReport:
    """Make the index fit the registry; nothing to do where a sound one came with the backup."""
    return build_index(app.index_work, progress, utc_now())


def _other_files(home: Path) -> dict[str, Path]:
    """Files beside the registry: keys, list of servers."""
    return {
        path.name: path
        for path in sorted(home.iterdir())
        if path.is_file() and not path.name.startswith((REGISTRY, "."))
    }


def _write(app: App, sources: dict[str, Path], target: Path, with_index: bool) -> BackupManifest:
    lock, index = _index_files(app.store) if with_index else (None, {})
    try:
        sources = {**sources, **index}
        made = BackupManifest(
            FORMAT,
            __version__,
            utc_now().isoformat(timespec="seconds"),
            app.registry.count(),
            {name: _sha256(path) for name, path in sources.items()},
        )
        listing = target.with_name(MANIFEST)
        listing.write_text(json.dumps(asdict(made), indent=1), "utf-8")
        target.touch(mode=0o600)
        with tarfile.open(target, "w:gz", compresslevel=COMPRESSION) as tar:
            for name, path in {MANIFEST: listing, **sources}.items():
                tar.add(path, name)
    finally:
        if lock is not None:
            lock.release()
    return made


def _index_files(store: GenerationStore) -> tuple[ReaderLock, dict[str, Path]]:
    """The live generation's files and the pointer, and a lock that keeps them from being collected."""
    folder = store.current()
    lock = ReaderLock(folder)
    if broken := damage(folder, read_manifest(folder)):
        lock.release()
        raise IndexingError(f"the index is damaged ({broken[0].text})", "tanyahumas index")
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    pointer = store.root / "CURRENT"
    return lock, {str(path.relative_to(store.root.parent)): path for path in [*files, pointer]}


def _unpack(file: Path, target: Path) -> BackupManifest:
    with tarfile.open(file) as tar:
        members = iter(tar)
        first = next(members, None)
        stream = tar.extractfile(first) if first and first.name == MANIFEST else None
        if stream is None:
            raise ValueError("it is no backup of tanyahumas")
        manifest = BackupManifest(**json.load(stream))
        if manifest.format != FORMAT:
            raise ValueError("a newer tanyahumas made it")
        for member in _regular(members):
            tar.extract(member, target, filter="data")
    for name, expected in manifest.files.items():
        if not (target / name).is_file() or _sha256(target / name) != expected:
            raise ValueError(f"{name} in it is damaged")
    return manifest


def _regular(members: Iterator[tarfile.TarInfo]) -> Iterator[tarfile.TarInfo]:
    return (member for member in members if member.isfile())


def _sha256(path: Path) -> str:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()
