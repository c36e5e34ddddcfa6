import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from tanyahumas.cli_import import import_app
from tanyahumas.errors import CorpusError
from tests.corpus.feeds.site import Site, WordPress, rss
from tests.corpus.samples import PLAIN, put

Run = Callable[..., Result]


@pytest.fixture
def site() -> Iterator[Site]:
    served = Site()
    yield served
    served.close()


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command with an empty data directory; expected errors are raised."""
    monkeypatch.setenv("TANYAHUMAS_HOME", str(tmp_path / "home"))

    def ran(*arguments: str) -> Result:
        return CliRunner().invoke(import_app, arguments, catch_exceptions=False)

    return ran


def test_wordpress_and_rss(run: Run, site: Site) -> None:
    """A site is imported by both ways, and says what happened."""
    blog = WordPress(site)
    for number in range(3):
        blog.put(number)
    site.routes["/feed"] = (200, {}, rss([{"guid": "a"}]))
    options = ("--allow-private", "--delay", "0")
    assert "3 added" in run("wordpress", site.url, *options).stdout
    assert json.loads(run("wordpress", site.url, *options, "--json").stdout)["unchanged"] == 3
    assert json.loads(run("rss", f"{site.url}/feed", *options, "--json").stdout)["added"] == 1


def test_private_site_needs_a_word(run: Run, site: Site) -> None:
    """A site inside the own network is asked only when that is said."""
    with pytest.raises(CorpusError, match="private network"):
        run("rss", f"{site.url}/feed")
    assert site.asked == []


@pytest.mark.parametrize("url", ["", "ftp://a.example/x", "file:///etc/passwd", "a.example", "http://"])
def test_no_web_address(run: Run, url: str) -> None:
    """Only web addresses are taken."""
    with pytest.raises(CorpusError, match="not a web address"):
        run("sitemap", url)


def test_folder(run: Run, tmp_path: Path) -> None:
    """A folder is imported; the exit code tells that a file was not read."""
    put(tmp_path, "rilis/a.txt", PLAIN)
    assert "1 added" in run("folder", str(tmp_path / "rilis")).stdout
    put(tmp_path, "rilis/b.txt", "")
    result = run("folder", str(tmp_path / "rilis"))
    assert (result.exit_code, "1 rejected" in result.stdout) == (3, True)
    put(tmp_path, "leer/.x", "")
    with pytest.raises(CorpusError, match="no release"):
        run("folder", str(tmp_path / "leer"))
