import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from tanyahumas.domain import ANYBODY
from tanyahumas.errors import RegistryError
from tanyahumas.registry import Registry, open_registry
from tanyahumas.registry.migrate import MIGRATIONS
from tanyahumas.registry.schema import HEAD, metadata

from .conftest import NOW, make_release

Sync = Callable[..., Any]


def test_migrations_make_the_schema(registry: Registry) -> None:
    """The migrations produce exactly the tables of the schema, and HEAD names the last of them."""

    def own(thing: Any, name: str, kind: str, _reflected: bool, _other: Any) -> bool:
        return not (thing.name if kind == "table" else thing.table.name).startswith("desk_")

    with registry._database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": own})
        assert compare_metadata(context, metadata) == []
    assert ScriptDirectory(str(MIGRATIONS)).get_current_head() == HEAD


def test_current_registry_opens_without_alembic(url: str, registry: Registry) -> None:
    """Opening a registry that is up to date does not import the migration tool."""
    code = (
        "import sys; from tanyahumas.registry import open_registry; "
        f"open_registry({url!r}); print('alembic' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout == "False\n"


def test_journal_lets_readers_work_beside_a_writer(
    sqlite_only: None, url: str, registry: Registry, tmp_path: Path
) -> None:
    """The SQLite file is in WAL mode."""
    with sqlite3.connect(tmp_path / "registry.sqlite") as raw:
        assert raw.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_newer_registry_is_refused(sqlite_only: None, url: str, registry: Registry, tmp_path: Path) -> None:
    """A registry that a later version made is left alone."""
    with sqlite3.connect(tmp_path / "registry.sqlite") as raw:
        raw.execute("UPDATE alembic_version SET version_num = '9999'")
    raw.close()
    with pytest.raises(RegistryError, match="newer"):
        open_registry(url)


def test_damaged_file(tmp_path: Path) -> None:
    """A file that is no database is named with a way out."""
    (tmp_path / "registry.sqlite").write_bytes(b"not a database at all" * 100)
    with pytest.raises(RegistryError, match="damaged") as raised:
        open_registry(f"sqlite:///{tmp_path / 'registry.sqlite'}")
    assert raised.value.remedy


def test_folder_that_cannot_be_made(tmp_path: Path) -> None:
    """A data directory under a plain file cannot be made, which is told with a remedy."""
    (tmp_path / "file").write_text("")
    with pytest.raises(RegistryError, match="cannot be made") as raised:
        open_registry(f"sqlite:///{tmp_path / 'file' / 'x' / 'registry.sqlite'}")
    assert "TANYAHUMAS_HOME" in str(raised.value.remedy)


def test_server_that_is_not_there() -> None:
    """A database server that does not answer is named without its password."""
    pytest.importorskip("psycopg", reason="the driver of PostgreSQL is not installed")
    with pytest.raises(RegistryError) as raised:
        open_registry("postgresql+psycopg://humas:geheim@127.0.0.1:1/humas")
    assert "127.0.0.1" in str(raised.value)
    assert "geheim" not in str(raised.value)


@pytest.mark.parametrize("url", ["nonsense", "nosuchdb://u:geheim@host/db"])
def test_unusable_url(url: str) -> None:
    """A URL that names no database is refused without repeating what it holds."""
    with pytest.raises(RegistryError) as raised:
        open_registry(url)
    assert "geheim" not in str(raised.value)


def test_write_lock_is_waited_for(sqlite_only: None, url: str, registry: Registry, tmp_path: Path) -> None:
    """A writer waits while another process writes, and readers do not wait at all."""
    raw = sqlite3.connect(tmp_path / "registry.sqlite", isolation_level=None, check_same_thread=False)
    raw.execute("BEGIN IMMEDIATE")
    threading.Timer(0.3, raw.rollback).start()
    assert registry.count() == 0
    registry.sync([make_release("a")], "/rilis", "tests", NOW)
    assert registry.count() == 1
    raw.close()


def test_change_is_seen_by_another_process_at_once(url: str, registry: Registry, sync: Sync) -> None:
    """What one process withdraws, the other does not see with its next question."""
    sync(make_release("a"))
    assert registry.visible(["a"], ANYBODY, NOW)
    code = (
        "import datetime as dt; from tanyahumas.registry import open_registry; "
        f"open_registry({url!r}).withdraw('a', 'rina', dt.datetime.now(dt.UTC))"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
    assert registry.visible(["a"], ANYBODY, NOW) == {}


def test_many_threads(registry: Registry, sync: Sync) -> None:
    """Readers and writers in many threads neither fail nor lose a change."""
    ids = [f"r{i}" for i in range(8)]
    sync(*(make_release(id_) for id_ in ids))
    failures: list[BaseException] = []

    def work(id_: str) -> None:
        try:
            for _ in range(10):
                registry.withdraw(id_, "rina", NOW)
                registry.visible(ids, ANYBODY, NOW)
                registry.restore(id_, "rina", NOW)
        except BaseException as failure:
            failures.append(failure)

    threads = [threading.Thread(target=work, args=(id_,)) for id_ in ids]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert {len(registry.history(id_)) for id_ in ids} == {21}


def test_vectors_are_remembered(registry: Registry) -> None:
    """Vectors come back bit by bit, by model; what is there already stays."""
    made = {f"h{i}": np.arange(4, dtype=np.float32) + i for i in range(3)}
    registry.store_vectors("model", made)
    registry.store_vectors("model", {"h0": np.zeros(4, dtype=np.float32)})
    registry.store_vectors("model", {})
    found = registry.cached_vectors("model", ["h0", "h2", "h9"])
    assert sorted(found) == ["h0", "h2"]
    assert all(np.array_equal(found[key], made[key]) and found[key].dtype == np.float32 for key in found)
    assert registry.cached_vectors("other", ["h0"]) == {}
