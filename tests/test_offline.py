"""After set-up nothing needs a network: sockets are blocked, and everything still works."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from tanyahumas.config import Settings

BLOCKED = """
import socket, sys

def refuse(*arguments, **options):
    raise AssertionError("a network call was made")

socket.socket.connect = refuse
socket.socket.connect_ex = refuse
socket.getaddrinfo = refuse
from tanyahumas.cli import main

main()
"""


def run(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the program with sockets that refuse to connect or to look up a name."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TANYAHUMAS_")}
    return subprocess.run(
        [sys.executable, "-c", BLOCKED, *arguments],
        capture_output=True,
        text=True,
        env={**kept, "TANYAHUMAS_HOME": str(home), "HOME": str(home / "nobody")},
        timeout=300,
        check=False,
    )


def test_index_and_ask_make_no_network_call(
    tmp_path: Path, campus_settings: Settings, campus: object
) -> None:
    """A corpus is indexed and a question answered; the home of the user does not even exist."""
    (tmp_path / "models").symlink_to(campus_settings.home / "models")
    release = tmp_path / "rilis.md"
    release.write_text(
        "---\ntitle: Donor darah\ndate: 2025-01-02\n---\nDonor darah diikuti 80 pegawai kampus.\n"
    )
    indexed = run(tmp_path, "index", str(release))
    assert indexed.returncode == 0, indexed.stderr
    asked = run(tmp_path, "ask", "--json", "Berapa pegawai yang ikut donor darah?")
    assert asked.returncode == 0, asked.stderr
    answer = json.loads(asked.stdout)
    assert (answer["found"], answer["claims"][0]["release"]) == (True, "rilis")
    assert "80" in answer["claims"][0]["text"]
