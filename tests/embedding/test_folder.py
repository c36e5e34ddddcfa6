"""Building a folder whole or not at all, with small stand-ins for the model."""

import errno
import multiprocessing
import os
from pathlib import Path

import pytest

from tanyahumas.embedding.folder import ensure_folder, is_whole
from tanyahumas.errors import EmbeddingError


def write(folder: Path) -> None:
    (folder / "sub").mkdir()
    (folder / "sub" / "a").write_text("isi")
    with (folder.parent / "builds").open("a") as log:
        log.write("x")


def ensure(folder: Path) -> None:
    ensure_folder(folder, "1", write)


def test_is_built_once(tmp_path: Path) -> None:
    """A second call finds the folder whole and builds nothing."""
    for _ in range(2):
        ensure(tmp_path / "models" / "m")
    assert (tmp_path / "models" / "builds").read_text() == "x"
    assert is_whole(tmp_path / "models" / "m", "1")


def test_processes_at_once_build_once(tmp_path: Path) -> None:
    """Of four processes that start together one builds and all find the folder."""
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=ensure, args=(tmp_path / "m",)) for _ in range(4)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0] * 4
    assert (tmp_path / "builds").read_text() == "x"


def test_a_copied_folder_is_whole(tmp_path: Path) -> None:
    """Other file times alone are no damage."""
    ensure(tmp_path / "m")
    os.utime(tmp_path / "m" / "sub" / "a", (1, 1))
    assert is_whole(tmp_path / "m", "1")


@pytest.mark.parametrize("damage", ["change", "shorten", "delete", "manifest", "version"])
def test_damage_is_noticed_and_mended(tmp_path: Path, damage: str) -> None:
    """Whatever happened to the folder, the next call makes it whole."""
    folder = tmp_path / "m"
    ensure(folder)
    part = folder / "sub" / "a"
    if damage == "change":
        part.write_text("isu")
    elif damage == "shorten":
        part.write_text("")
    elif damage == "delete":
        part.unlink()
    elif damage == "manifest":
        (folder / "manifest.json").write_text("{")
    else:
        (folder / "manifest.json").write_text('{"version": "0", "files": {}}')
    assert not is_whole(folder, "1")
    ensure(folder)
    assert part.read_text() == "isi"
    assert is_whole(folder, "1")
    assert not list(tmp_path.glob(".m-*"))


def test_a_build_that_broke_off_leaves_nothing(tmp_path: Path) -> None:
    """After an error in mid-build there is no folder, and remains of a killed build are cleared."""

    def fail(folder: Path) -> None:
        (folder / "half").write_text("x")
        raise EmbeddingError("no wheel")

    (tmp_path / ".m-killed").mkdir()
    with pytest.raises(EmbeddingError, match="no wheel"):
        ensure_folder(tmp_path / "m", "1", fail)
    assert [path.name for path in tmp_path.iterdir()] == [".lock"]


@pytest.mark.parametrize(
    ("code", "words"),
    [(errno.ENOSPC, "the disk is full.*free 1 GB"), (errno.EROFS, "read-only.*TANYAHUMAS_HOME")],
)
def test_a_full_or_read_only_disk_is_named(tmp_path: Path, code: int, words: str) -> None:
    """The message says what is wrong with the place and what to do."""

    def fail(folder: Path) -> None:
        raise OSError(code, os.strerror(code))

    with pytest.raises(EmbeddingError, match=words):
        ensure_folder(tmp_path / "m", "1", fail)


def test_a_home_that_is_a_file_is_named(tmp_path: Path) -> None:
    """A home that cannot hold directories gives our error, not the system's."""
    (tmp_path / "home").write_text("")
    with pytest.raises(EmbeddingError, match="cannot be written"):
        ensure_folder(tmp_path / "home" / "m", "1", write)
