"""The broken, hostile and wrongly encoded documents of the shared data, read as one corpus."""

import json
import tarfile
from pathlib import Path
from typing import Any

import pytest

from tanyahumas.corpus import Outcome, Reading, read_corpus
from tanyahumas.domain import Release, Status

ARCHIVE = Path(__file__).parents[3] / "shared" / "data" / "security" / "malformed_dev.tar.gz"
pytestmark = pytest.mark.skipif(
    not ARCHIVE.is_file(), reason="the malformed documents are not on this machine"
)

TAKEN = {"ingest", "ingest_once", "ingest_hidden", "ingest_flagged", "ingest_safe_name"}


def _entries() -> list[dict[str, Any]]:
    if not ARCHIVE.is_file():
        return []
    with tarfile.open(ARCHIVE) as archive:
        manifest = archive.extractfile("manifest.dev.jsonl")
        assert manifest is not None
        return [json.loads(line) for line in manifest]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("malformed")
    with tarfile.open(ARCHIVE) as archive:
        archive.extractall(root, filter="data")
    return root / "dev"


@pytest.fixture(scope="module")
def reading(folder: Path) -> Reading:
    return read_corpus(folder)


def _outcome(reading: Reading, name: str) -> Outcome:
    printed = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in name)
    (found,) = [outcome for outcome in reading.outcomes if outcome.source.endswith("/" + printed)]
    return found


@pytest.mark.parametrize("entry", _entries(), ids=lambda entry: ascii(entry["name"]))
def test_as_the_manifest_says(reading: Reading, entry: dict[str, Any]) -> None:
    """Each file is taken or refused, with the words and without those that its entry names."""
    outcome = _outcome(reading, entry["name"])
    release: Release | None = next((r for r in reading.releases if r.id == outcome.release_id), None)
    if entry["expect"] in TAKEN:
        assert release is not None, outcome.problems
    if entry["expect"] in ("reject", "reject_or_conflict"):
        assert release is None
        assert outcome.problems[0].rejected
    if entry["expect"] == "ingest_flagged":
        assert "hidden" in outcome.problems[0].reason
    if entry["expect"] == "ingest_hidden":
        assert release is not None
        assert release.status is Status.WITHDRAWN
    elif release is not None:
        shown = release.title + release.text
        assert all(words in shown for words in entry["must_contain"])
        assert not any(words in shown for words in entry["must_not_contain"])


def test_nothing_unseen_is_left(reading: Reading) -> None:
    """No release holds a replacement character, a zero byte or a hidden instruction."""
    everything = "".join(release.title + release.text for release in reading.releases)
    assert not any(
        sign in everything for sign in ("\ufffd", "\x00", "\u200b", "\u202e", "KENARI-PUTIH", "KENARI-FONT0")
    )


def test_every_file_has_one_outcome(reading: Reading, folder: Path) -> None:
    """Each file is accounted for exactly once, and nothing was written beside the files."""
    assert len(reading.outcomes) == len(list(folder.iterdir())) == len(_entries())
    assert not Path("/tmp/KENARI-YAML").exists()
