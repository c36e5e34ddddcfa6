"""Run files: written, read back, compared, shown as a page."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tanyahumas.errors import CorpusError
from tanyahumas.evals.comparing import compare
from tanyahumas.evals.report import page
from tanyahumas.evals.runner import Record
from tanyahumas.evals.runs import Run, read_run, write_run
from tanyahumas.evals.tables import run_lines
from tests.evals.records import REFUSAL, make_question, make_record, make_reply, make_unanswerable

NOW = datetime(2025, 11, 24, 9, 30, tzinfo=UTC)
RECORDS = (
    make_record(make_question("right"), ("a",), make_reply()),
    make_record(make_question("wrong", lang="en", now=NOW), ("b", "a"), make_reply("Andi", ("b",))),
    make_record(make_unanswerable("refused"), ("b",), REFUSAL),
)


def make_run(name: str = "20251124T093000-own", records: tuple[Record, ...] = RECORDS) -> Run:
    return Run(name, NOW, {"chat model": "none"}, {"own": records})


def test_a_run_is_read_as_it_was_written(tmp_path: Path) -> None:
    """By name, by file name and by path."""
    path = write_run(tmp_path / "runs", make_run())
    for name in ("20251124T093000-own", path.name, str(path)):
        assert read_run(tmp_path / "runs", name) == make_run()


def test_last_is_the_newest(tmp_path: Path) -> None:
    """Names begin with the time, so the last name is the newest run."""
    for name in ("20251125T000000-own", "20251124T093000-own"):
        write_run(tmp_path, make_run(name))
    assert read_run(tmp_path, "last").name == "20251125T000000-own"


def test_an_unknown_run_names_those_that_are_there(tmp_path: Path) -> None:
    """The remedy lists what could be meant; an empty folder says so."""
    with pytest.raises(CorpusError, match="none yet"):
        read_run(tmp_path, "last")
    write_run(tmp_path, make_run())
    with pytest.raises(CorpusError, match="20251124T093000-own"):
        read_run(tmp_path, "gone")


@pytest.mark.parametrize("held", ["{", "{}", '{"form": 0}', "[]"])
def test_a_file_that_is_no_run_is_named(tmp_path: Path, held: str) -> None:
    """Broken, foreign and older files are refused by name."""
    (tmp_path / "x.json").write_text(held)
    with pytest.raises(CorpusError, match=r"x\.json is no run file"):
        read_run(tmp_path, "x")


def test_the_file_holds_figures_for_other_programs(tmp_path: Path) -> None:
    """Metrics by set and group, and percentiles, stand beside the records."""
    held = json.loads(write_run(tmp_path, make_run()).read_text("utf-8"))["sets"]["own"]
    assert held["metrics"]["all"]["recall@1"]["mean"] == 0.5
    assert held["milliseconds"]["ask"]["p50"] == 300.0
    assert len(held["records"]) == 3


def test_comparing_pairs_questions() -> None:
    """One won, one lost: recall@1 differs by 0 in the mean; a question of one run only is left out."""
    before = (make_record(make_question("1")), make_record(make_question("2"), ("b",)))
    after = (
        make_record(make_question("1"), ("b",)),
        make_record(make_question("2")),
        make_record(make_question("3")),
    )
    found = compare(before, after)
    assert (found.differences["recall@1"].mean, found.differences["recall@1"].count) == (0.0, 2)
    assert [r.question.id for r in found.won] == ["2"]
    assert [r.question.id for r in found.lost] == ["1"]


def test_asked_and_searched_questions_are_not_won_or_lost() -> None:
    """Right means different things for them; the retrieval metrics are still compared."""
    found = compare(
        [make_record(make_question(), ("b",))], [make_record(make_question(), ("a",), make_reply())]
    )
    assert (found.won, found.lost) == ((), ())
    assert set(found.differences) == {"recall@1", "recall@5", "recall@10", "mrr@10", "ndcg@10"}


def test_the_terminal_shows_figures_and_misses() -> None:
    """Tables, waiting times, the missed question, and the change since an older run."""
    text = "\n".join(run_lines(make_run(), make_run("old", RECORDS[:1])))
    assert "missed: 1 of 3" in text
    assert "wrong Siapa rektor?" in text
    assert "against old" in text
    assert "ask: p50 300 ms" in text
    searched = "\n".join(run_lines(make_run(records=(make_record(make_question()),)), None))
    assert "search: p50 20 ms" in searched


def test_the_page_needs_nothing_else() -> None:
    """It loads nothing: no address but its own anchors, no script; plots are inline."""
    html = page(make_run(), make_run("old"))
    assert re.findall(r'(?:src|href)="(?!#)', html) == []
    assert "<script" not in html
    assert "url(" not in html
    assert html.count("<svg") == 3


def test_the_page_lists_misses_and_changes() -> None:
    """Every missed question with what was said; against an older run, what was won and lost."""
    worse = (RECORDS[0], make_record(RECORDS[1].question, ("b",), make_reply("Andi", ("b",))))
    better = (RECORDS[0], make_record(RECORDS[1].question, ("a",), make_reply()))
    assert "Missed questions: 1" in page(make_run(), None)
    assert "Against the older run" not in page(make_run(), None)
    assert "Won: 1" in page(make_run("new", better), make_run("old", worse))
    assert "Lost: 1" in page(make_run("new", worse), make_run("old", better))


def test_the_page_escapes_what_it_shows() -> None:
    """Questions and answers come from anywhere."""
    evil = "<script>alert(1)</script>"
    record = make_record(make_question(evil, text=evil), ("b",), make_reply(evil, (evil,)))
    assert evil not in page(Run(evil, NOW, {evil: evil}, {evil: (record,)}), None)


def test_a_set_without_questions_has_a_page() -> None:
    """Nothing measured is no error."""
    assert "0 questions" in page(make_run(records=()), None)
    assert list(run_lines(make_run(records=()), None))
