"""Backups made while questions are asked, restored into an empty place, and asked again."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path

import pytest

from tanyahumas.commands.backup import restore_files, restore_index, write_backup
from tanyahumas.domain import ANYBODY
from tanyahumas.errors import RegistryError
from tanyahumas.index import LiveIndex
from tanyahumas.ingest import index_path
from tanyahumas.retrieval import Retriever, understand
from tests.conftest import SilentProgress
from tests.index.fakes import NOW, SmallApp, open_small, write_corpus

NEWS = {"donor": "Donor darah diikuti 80 pegawai.", "wisuda": "Universitas mewisuda 500 lulusan."}


def asked(app: SmallApp, live: LiveIndex) -> list[str]:
    """Release ids found for a question, best first."""
    retriever = Retriever(live, app.registry, app.embedder)
    found = retriever.retrieve(understand("Siapa yang ikut donor darah?", 100), ANYBODY, NOW, 2)
    return [passage.release.id for passage in found]


@pytest.mark.parametrize("with_index", [False, True])
def test_a_restored_backup_answers(tmp_path: Path, with_index: bool) -> None:
    """Taken while the bot asks and an index run works; history, keys and withdrawals come along."""
    corpus = write_corpus(tmp_path / "corpus", {**NEWS, "ditarik": "Donor darah batal."})
    file = tmp_path / "humas.backup"
    with open_small(tmp_path / "home") as app:
        index_path(app, corpus, SilentProgress())
        app.registry.withdraw("ditarik", "tester", NOW)
        (tmp_path / "home" / "servers.toml").write_text("[[servers]]\n")
        live = LiveIndex(app.store, app.index_settings)
        with live.use():
            other = threading.Thread(target=index_path, args=(app, corpus, SilentProgress()))
            other.start()
            made = write_backup(app, file, with_index=with_index)
            other.join()
            assert asked(app, live)[0] == "donor"
        live.close()
    assert (made.releases, file.stat().st_mode & 0o777) == (2, 0o600)
    restored = restore_files(file, tmp_path / "new")
    assert restored == made
    assert (tmp_path / "new" / "servers.toml").read_text() == "[[servers]]\n"
    with open_small(tmp_path / "new") as app:
        report = restore_index(app, SilentProgress())
        assert (report.chunks, report.embedded) == (2, 0)
        live = LiveIndex(app.store, app.index_settings)
        assert (asked(app, live)[0], live.degraded) == ("donor", False)
        live.close()
        assert [entry.action for entry in app.registry.history("ditarik")] == ["added", "withdraw"]
        assert index_path(app, corpus, SilentProgress()).sync.unchanged == ("ditarik", "donor", "wisuda")


def test_a_damaged_backup_restores_nothing(tmp_path: Path) -> None:
    """It is named; no data directory appears."""
    corpus = write_corpus(tmp_path / "corpus", NEWS)
    file = tmp_path / "humas.backup"
    with open_small(tmp_path / "home") as app:
        app.registry.sync((), str(corpus), "tester", NOW)
        write_backup(app, file, with_index=False)
        with pytest.raises(RegistryError, match="exists"):
            write_backup(app, file, with_index=False)
    data = bytearray(file.read_bytes())
    for broken in (data[: len(data) // 2], data[:-300] + bytes(300), b"", b"PK nothing"):
        file.write_bytes(broken)
        with pytest.raises(RegistryError, match=r"cannot restore .*humas.backup"):
            restore_files(file, tmp_path / "new")
        assert not (tmp_path / "new").exists()


def test_a_data_directory_in_use_is_not_overwritten(tmp_path: Path) -> None:
    """Restoring asks for an empty folder, and takes one."""
    file = tmp_path / "humas.backup"
    with open_small(tmp_path / "home") as app:
        write_backup(app, file, with_index=False)
    with pytest.raises(RegistryError, match="not empty"):
        restore_files(file, tmp_path / "home")
    shutil.rmtree(tmp_path / "home")
    (tmp_path / "home").mkdir()
    assert restore_files(file, tmp_path / "home").releases == 0


def test_a_backup_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    """So is a folder that is not there."""
    with open_small(tmp_path / "home") as app, pytest.raises(RegistryError, match="cannot write the backup"):
        write_backup(app, tmp_path / "nowhere" / "humas.backup", with_index=False)
