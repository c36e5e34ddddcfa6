"""Sets by name: what they read, how they are limited, what is said when data is absent."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from tanyahumas.errors import ConfigurationError, CorpusError
from tanyahumas.evals.datasets import load_questions
from tanyahumas.evals.sets import GROUPS, NAMES, EvalSet, Places, expand, load_set, sample
from tanyahumas.evals.shared_data import corpus_rows
from tests.conftest import PROJECT
from tests.evals.records import make_question

OWN = PROJECT / "tests" / "evals"


def write_lines(path: Path, *rows: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A small folder in the form of the real data."""
    folder = tmp_path / "data"
    queries = [
        {"qid": "1", "set": "inst_id", "lang": "id", "question": "Siapa bupati?", "answers": ["Budi"]},
        {"qid": "2", "set": "inst_unans_id", "lang": "id", "question": "Berapa biaya?", "answers": []},
        {"qid": "3", "set": "facqa_id", "lang": "id", "question": "Kapan rapat?", "answers": ["Senin"]},
    ]
    mixed = folder / "retrieval" / "dev_10k"
    write_lines(mixed / "queries.jsonl", *queries)
    (mixed / "qrels.tsv").write_text("1\t0\tp1\t2\n1\t0\tp2\t1\n3\t0\tp1\t2\n3\t0\tp3\t2\n")
    with gzip.open(mixed / "corpus.jsonl.gz", "wt", encoding="utf-8") as file:
        file.write(json.dumps({"pid": "p1", "text": "Isi.", "title": "T", "date": "2020-01-02"}) + "\n")
        file.write(json.dumps({"pid": "p2", "text": "Isi lain.", "date": "Kompas.com - 11/05/2"}) + "\n")
    write_lines(
        folder / "institutional_qa" / "dev_qa.jsonl",
        {"qid": "x", "question": "Siapa?", "question_en": "Who?", "answers": ["Budi"], "doc_id": "d1"},
        {"qid": "y", "question": "Kapan?", "question_en": "When?", "answers": [], "doc_id": None},
    )
    write_lines(
        folder / "institutional" / "dev_articles.jsonl",
        {"doc_id": "d1", "title": "Judul", "text": "Budi.", "date": "2020-09-08 08:18:58"},
    )
    write_lines(
        folder / "facqa_en" / "dev_queries.jsonl",
        {"qid": "z", "question": "How many?", "answers": ["5"], "pids": ["p1", "p2"]},
    )
    write_lines(folder / "facqa" / "dev_passages.jsonl", {"pid": "p1", "text": "Lima."})
    return folder


def test_groups_become_their_sets() -> None:
    """Once each, in order; an unknown name is refused with the known ones."""
    assert expand(["own", "dev_10k", "dev_10k/inst_id"]) == ("own", *GROUPS["dev_10k"])
    with pytest.raises(ConfigurationError, match="dev_10k/facqa_id"):
        expand(["owned"])


@pytest.mark.parametrize("name", ["own", "dates"])
def test_own_sets_need_no_data(tmp_path: Path, name: str) -> None:
    """They are read from the project."""
    assert len(load_set(name, Places(OWN, tmp_path / "absent")).questions) >= 60


@pytest.mark.parametrize("name", [name for name in NAMES if name not in ("own", "dates")])
def test_absent_data_is_named(tmp_path: Path, name: str) -> None:
    """The message says where it was looked for and what works without it."""
    with pytest.raises(CorpusError, match=r"absent.*--set own"):
        load_set(name, Places(OWN, tmp_path / "absent"))


def test_a_file_missing_from_the_data_is_named(data: Path) -> None:
    """A half copied folder says which file."""
    with pytest.raises(CorpusError, match=r"dev_100k"):
        load_set("dev_100k/inst_id", Places(OWN, data))


def test_the_mixed_benchmark_has_unanswerable_questions_too(data: Path) -> None:
    """Only passages that hold the answer (grade 2) are right; what has none is unanswerable."""
    loaded = load_set("dev_10k/inst_id", Places(OWN, data))
    assert [(q.id, q.type, q.releases, q.found) for q in loaded.questions] == [
        ("1", "who", ("p1",), True),
        ("2", "how_many", (), False),
    ]
    assert (loaded.corpus, loaded.answered) == ("dev_10k", False)
    assert load_set("dev_10k/facqa_id", Places(OWN, data)).questions[0].releases == ("p1", "p3")


def test_institutional_questions_come_in_both_languages(data: Path) -> None:
    """Each row is two questions about a whole release."""
    questions = load_set("institutional_qa", Places(OWN, data)).questions
    assert [(q.id, q.lang, q.text, q.releases) for q in questions] == [
        ("x-id", "id", "Siapa?", ("d1",)),
        ("x-en", "en", "Who?", ("d1",)),
        ("y-id", "id", "Kapan?", ()),
        ("y-en", "en", "When?", ()),
    ]


def test_facqa_en_names_every_right_passage(data: Path) -> None:
    """A fact may stand in several passages."""
    assert load_set("facqa_en", Places(OWN, data)).questions[0].releases == ("p1", "p2")


def test_corpora_become_lines_that_index_reads(data: Path) -> None:
    """Ids, texts, titles, and days where the source wrote one that can be read."""
    assert list(corpus_rows(data, "dev_10k")) == [
        {"id": "p1", "title": "T", "date": "2020-01-02", "url": None, "text": "Isi."},
        {"id": "p2", "title": "", "date": None, "url": None, "text": "Isi lain."},
    ]
    assert [row["date"] for row in corpus_rows(data, "institutional")] == ["2020-09-08"]
    assert [row["id"] for row in corpus_rows(data, "facqa")] == ["p1"]


def test_a_smaller_sample_is_part_of_a_larger_one() -> None:
    """So that runs with different limits can be compared; order is kept."""
    whole = EvalSet("x", "own", tuple(make_question(f"{n:03}") for n in range(100)), True)
    few, more = (sample(whole, limit).questions for limit in (10, 30))
    assert (len(few), len(more)) == (10, 30)
    assert set(few) < set(more)
    assert list(few) == sorted(few, key=lambda q: q.id)
    assert sample(whole, None) == sample(whole, 500) == whole


@pytest.mark.parametrize("line", ["{", "[]", '{"id": "a"}', '"text"'])
def test_a_line_that_is_no_question_is_named(tmp_path: Path, line: str) -> None:
    """File and line number are in the message."""
    path = tmp_path / "questions.jsonl"
    path.write_text(f"\n{line}\n", "utf-8")
    with pytest.raises(CorpusError, match=r"questions\.jsonl:2"):
        load_questions(path)


def test_a_missing_question_file_is_named(tmp_path: Path) -> None:
    """The path is in the message."""
    with pytest.raises(CorpusError, match=r"gone\.jsonl"):
        load_questions(tmp_path / "gone.jsonl")
