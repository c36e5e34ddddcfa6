import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tanyahumas.registry import open_registry

from .site import Site, WordPress

POSTS = 450


def _import(site: Site, home: Path) -> subprocess.Popen[bytes]:
    command = [
        sys.executable,
        "-c",
        "from tanyahumas.cli_import import import_app; import_app()",
        "wordpress",
        site.url,
    ]
    options = ["--allow-private", "--delay", "0", "--ignore-robots"]
    environment = {**os.environ, "TANYAHUMAS_HOME": str(home)}
    return subprocess.Popen(
        [*command, *options], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


@pytest.mark.slow
def test_import_that_is_killed(site: Site, tmp_path: Path) -> None:
    """However often an import is killed, nothing kept is lost, and the next one finishes the work."""
    blog = WordPress(site)
    for number in range(1, POSTS + 1):
        blog.put(number)
    moments = random.Random(7)
    held = 0
    for _ in range(10):
        child = _import(site, tmp_path)
        time.sleep(moments.uniform(0.3, 2.0))
        child.send_signal(signal.SIGKILL)
        child.wait()
        registry = open_registry(f"sqlite:///{tmp_path / 'registry.sqlite'}")
        count = registry.count()
        assert count >= held
        assert count == len(list(registry.indexable()))
        held = count
        registry.close()
    assert _import(site, tmp_path).wait() == 0
    registry = open_registry(f"sqlite:///{tmp_path / 'registry.sqlite'}")
    assert registry.count() == POSTS
    registry.close()
