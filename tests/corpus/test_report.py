import json
from pathlib import Path

from tanyahumas.corpus import read_corpus
from tanyahumas.corpus.report import report

from .samples import PLAIN, put


def test_report(tmp_path: Path) -> None:
    """Every source is listed once with what became of it; the list can be written as JSON."""
    put(tmp_path, "a.txt", PLAIN)
    put(tmp_path, "b.txt", PLAIN)
    put(tmp_path, "c.md", "")
    put(tmp_path, "d.md", "---\ntanggal: 31 Februari 2025\n---\nIsi.")
    rows = json.loads(json.dumps(report(read_corpus(tmp_path))))
    assert [(Path(row["source"]).name, row["accepted"], row["release"]) for row in rows] == [
        ("a.txt", True, "a"),
        ("b.txt", True, "a"),
        ("c.md", False, None),
        ("d.md", True, "d"),
    ]
    assert [len(row["remarks"]) for row in rows] == [0, 0, 1, 1]
    assert rows[2]["remarks"][0]["remedy"]
