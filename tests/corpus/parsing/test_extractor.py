import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tanyahumas.corpus import read_corpus
from tanyahumas.corpus.parsing import Extract, Extractor
from tanyahumas.corpus.parsing.extract import Refusal
from tests.corpus.samples import FRONT_MATTER, PLAIN, put

from .documents import BODY, docx, eml, page, paragraph, pdf, zipped


def test_one_child_serves_many() -> None:
    """Documents of every kind go through one child, and a bad one does not disturb the next."""
    with Extractor() as extractor:
        kinds = [
            (".docx", docx(paragraph(BODY))),
            (".pdf", b"%PDF-"),
            (".pdf", pdf(page(BODY))),
            (".eml", eml(BODY, Subject="x")),
        ]
        found = [found for kind, data in kinds for found in extractor.extract(kind, data)]
        child = extractor._child
        assert child is not None
    assert [isinstance(one, Extract) for one in found] == [True, False, True, True]
    assert child.poll() is not None
    assert 0 < extractor.peak_memory < 300_000_000


def test_document_that_eats_memory() -> None:
    """A document that needs too much memory is refused, and the following one is read by a new child."""
    greedy = docx("<w:p/>" * 3_000_000)
    with Extractor() as extractor:
        (refusal,) = extractor.extract(".docx", greedy)
        assert isinstance(refusal, Refusal)
        (after,) = extractor.extract(".docx", docx(paragraph(BODY)))
        assert isinstance(after, Extract)
    assert extractor.peak_memory < 300_000_000


def test_document_that_takes_too_long() -> None:
    """A document that is not done in time is refused, and its child is ended."""
    with Extractor(wall_seconds=0.0) as extractor:
        (refusal,) = extractor.extract(".docx", docx(paragraph(BODY)))
        assert refusal == Refusal("", "parsing it takes too long", refusal.remedy)
        assert extractor._child is None


def test_reader_that_loses_interest() -> None:
    """Answers that nobody waited for are not taken for those of the next document."""
    with Extractor() as extractor:
        two = zipped({"a.txt": "Satu.", "b.txt": "Dua."})
        assert next(extractor.extract(".zip", two)).member == "a.txt"
        assert [found.member for found in extractor.extract(".zip", two)] == ["a.txt", "b.txt"]


def test_child_that_dies() -> None:
    """A child that ended while nobody looked is replaced."""
    with Extractor() as extractor:
        list(extractor.extract(".eml", eml(BODY, Subject="x")))
        assert extractor._child is not None
        extractor._child.kill()
        os.waitid(os.P_PID, extractor._child.pid, os.WEXITED | os.WNOWAIT)
        (after,) = extractor.extract(".eml", eml(BODY, Subject="x"))
        assert isinstance(after, Extract)


@pytest.mark.parametrize(
    "deed",
    [
        "open('{path}', 'w')", "__import__('socket').create_connection(('127.0.0.1', 9))",
        "__import__('subprocess').run(['true'])", "__import__('os').system('true')",
        "__import__('os').mkdir('{path}')",
        "__import__('os').fork()",
    ],
)  # fmt: skip
def test_child_may_do_nothing(deed: str, tmp_path: Path) -> None:
    """Even a parser that is taken over can neither write, connect nor start programs."""
    code = (
        f"import sys; from tanyahumas.corpus.parsing import worker; sys.addaudithook(worker._audit); {deed}"
    )
    done = subprocess.run(
        [sys.executable, "-c", code.format(path=tmp_path / "x")], capture_output=True, text=True
    )
    assert "PermissionError: a parser tried" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_child_knows_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment of the child holds none of the program's settings."""
    monkeypatch.setenv("DISCORD_TOKEN", "kenari")
    with Extractor() as extractor:
        list(extractor.extract(".eml", eml(BODY, Subject="x")))
        assert extractor._child is not None
        environment = Path(f"/proc/{extractor._child.pid}/environ")
        if not environment.exists():
            pytest.skip("this system has no /proc")
        assert b"kenari" not in environment.read_bytes()


def test_archive_in_a_corpus(tmp_path: Path) -> None:
    """Every document of an archive is a release of its own; hidden, nested and broken ones stop nobody."""
    data = zipped(
        {
            "2025/a.md": FRONT_MATTER, "b.docx": docx(paragraph(PLAIN)), "c.pdf": b"broken",
            "d.zip": zipped({}), "../../e.txt": PLAIN + "Lagi.", "f.docx": docx("<w:p/>" * 3_000_000),
            "g.eml": eml(BODY, Subject="Surat"),
        }
    )  # fmt: skip
    path = put(tmp_path, "rilis.zip", data)
    reading = read_corpus(tmp_path)
    assert {r.id: r.source for r in reading.releases} == {
        id_: f"{path.resolve()}#{member}"
        for id_, member in (("e", "../../e.txt"), ("a", "2025/a.md"), ("b", "b.docx"), ("g", "g.eml"))
    }
    assert [p.source.split("#")[1] for p in reading.problems if p.rejected] == ["c.pdf", "d.zip", "f.docx"]
    assert [r.title for r in reading.releases if r.id == "g"] == ["Surat"]


def test_metadata_beside_a_document(tmp_path: Path) -> None:
    """A document takes its life cycle from the file beside it, and a broken one keeps it back."""
    put(tmp_path, "rilis.pdf", pdf(page(BODY)))
    sidecar = put(tmp_path, "rilis.pdf.yml", "judul: Layanan Sabtu\nembargo: 2099-01-01T00:00+07:00\n")
    (release,) = read_corpus(tmp_path).releases
    assert release.title == "Layanan Sabtu"
    assert release.embargo_until is not None
    sidecar.write_text("embargo: besok")
    assert read_corpus(tmp_path).releases == ()


def test_worker_keeps_its_answers_apart() -> None:
    """The child answers in JSON lines and ends when its input ends."""
    data = eml(BODY, Subject="x")
    request = json.dumps({"kind": ".eml", "size": len(data), "skip": []}).encode()
    done = subprocess.run(
        [sys.executable, "-m", "tanyahumas.corpus.parsing.worker"],
        input=request + b"\n" + data,
        capture_output=True,
    )
    assert [list(json.loads(line)) for line in done.stdout.splitlines()] == [
        ["starting"],
        ["Extract"],
        ["memory"],
    ]
    assert done.returncode == 0
