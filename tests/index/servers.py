"""Real servers on loopback, for as long as a test needs them."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tanyahumas.index import ChromaServer
from tanyahumas.index.vectors import open_remote

SECONDS = 60
QUIET = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}


@contextmanager
def running_chroma(folder: Path) -> Iterator[ChromaServer]:
    """A Chroma server of its own over a folder."""
    port = free_port()
    program = Path(sys.executable).with_name("chroma")
    command = [str(program), "run", "--path", str(folder), "--host", "127.0.0.1", "--port", str(port)]
    server = ChromaServer(f"http://127.0.0.1:{port}", {})
    with subprocess.Popen(command, **QUIET) as process:  # type: ignore[call-overload]
        try:
            wait_for(lambda: open_remote(server.url, server.headers, 5.0))
            yield server
        finally:
            process.kill()


@contextmanager
def running_postgres(folder: Path) -> Iterator[str]:
    """An empty PostgreSQL database from Debian's package; its SQLAlchemy URL.

    Skips where the package, or the driver, is not installed. PostgreSQL refuses to run as root,
    so it then runs as the package's own user.
    """
    psycopg = pytest.importorskip("psycopg", reason="needs the extra `postgresql`")
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"))
    if not programs:
        pytest.skip("needs Debian's package postgresql")
    user = "postgres" if os.geteuid() == 0 else None
    data = folder / "data"
    data.mkdir()
    if user:
        for path in (data, *folder.parents[:3], folder):
            path.chmod(0o755)
        shutil.chown(data, user)
    data.chmod(0o700)
    initdb = programs[-1].with_name("initdb")
    start = {"user": user, "cwd": "/", **QUIET}
    subprocess.run(  # type: ignore[call-overload]
        [initdb, "-D", data, "-U", "tests", "-A", "trust", "--no-sync", "-E", "UTF8"], check=True, **start
    )
    port = free_port()
    options = ["-h", "127.0.0.1", "-p", str(port), "-k", "", "-F"]
    with subprocess.Popen([programs[-1], "-D", data, *options], **start) as process:  # type: ignore[call-overload]
        try:
            address = f"127.0.0.1:{port}/postgres"
            wait_for(lambda: psycopg.connect(f"postgresql://tests@{address}").close())
            yield f"postgresql+psycopg://tests@{address}"
        finally:
            process.terminate()


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def wait_for(attempt: Callable[[], object]) -> None:
    """Try until it succeeds."""
    deadline = time.monotonic() + SECONDS
    while True:
        try:
            attempt()
            return
        except Exception:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
