"""What is measured of a question, by cases computed by hand."""

from __future__ import annotations

import pytest

from tanyahumas.evals.scores import SCORES, estimates, grouped, is_right, missed, values
from tests.evals.records import REFUSAL, make_question, make_record, make_reply, make_unanswerable

LIST = make_question("list", type="list", answers=("sedotan", "gelas"))


def score(name: str, *arguments: object) -> float | None:
    return SCORES[name](make_record(*arguments))  # type: ignore[arg-type]


def test_retrieval_concerns_questions_with_an_answer() -> None:
    """The right release second: recall@1 0, recall@5 1, MRR 1/2; an unanswerable question counts nowhere."""
    ranked = ("b", "a")
    assert (score("recall@1", make_question(), ranked), score("recall@5", make_question(), ranked)) == (0, 1)
    assert score("mrr@10", make_question(), ranked) == 0.5
    assert score("recall@1", make_unanswerable(), ranked) is None


def test_answers_concern_questions_that_were_asked() -> None:
    """A refusal of an answerable question has 0 in every answer metric; one not asked counts nowhere."""
    names = ("exact_match", "f1", "contains", "right_release", "answered")
    assert [score(name, make_question(), ("a",), REFUSAL) for name in names] == [0] * 5
    assert [score(name, make_question(), ("a",)) for name in names] == [None] * 5


def test_refusal_concerns_unanswerable_questions() -> None:
    """1 for saying that no release tells, 0 for an answer."""
    assert score("refused", make_unanswerable(), ("a",), REFUSAL) == 1.0
    assert score("refused", make_unanswerable(), ("a",), make_reply()) == 0.0
    assert score("refused", make_question(), ("a",), REFUSAL) is None


def test_a_list_wants_every_item() -> None:
    """One of two items said is half of it, and its F1 is against both: precision 1, recall 1/2."""
    half = make_reply("gelas")
    assert score("contains", LIST, ("a",), half) == 0.5
    assert score("f1", LIST, ("a",), half) == pytest.approx(2 / 3)
    assert score("contains", LIST, ("a",), make_reply("gelas dan sedotan")) == 1.0
    assert score("exact_match", LIST, ("a",), make_reply("sedotan, gelas")) == 1.0


def test_the_first_cited_release_counts() -> None:
    """A right release cited second does not make the answer's release right."""
    assert score("right_release", make_question(), ("a",), make_reply(cited=("b", "a"))) == 0.0
    assert score("right_release", make_question(), ("b",), make_reply(cited=("a", "b"))) == 1.0


@pytest.mark.parametrize(
    ("cited", "precision", "recall"), [(("b", "a"), 0.5, 1.0), (("a",), 1.0, 1.0), (("b",), 0.0, 0.0)]
)
def test_citations_are_judged_by_the_release_on_record(
    cited: tuple[str, ...], precision: float, recall: float
) -> None:
    """One right release of two cited is half precise and wholly recalled."""
    reply = make_reply(cited=cited)
    assert score("citation_precision", make_question(), ("a",), reply) == precision
    assert score("citation_recall", make_question(), ("a",), reply) == recall


def test_citations_of_refusals_are_not_judged() -> None:
    """Nor those of an answer where none is right."""
    for name in ("citation_precision", "citation_recall"):
        assert score(name, make_question(), ("a",), REFUSAL) is None
        assert score(name, make_unanswerable(), ("a",), make_reply()) is None


def test_quotes_count_where_there_are_some() -> None:
    """One inexact quote of two is 0.5; a refusal has none to judge."""
    assert score("quotes_exact", make_question(), ("a",), make_reply(quotes=2)) == 0.5
    assert score("quotes_exact", make_question(), ("a",), REFUSAL) is None


@pytest.mark.parametrize(
    ("record", "right"),
    [
        (make_record(make_question(), ("a",), make_reply()), True),
        (make_record(make_question(), ("a",), make_reply("Andi Wijaya")), False),
        (make_record(make_question(), ("a",), make_reply(cited=("b",))), False),
        (make_record(make_question(), ("a",), REFUSAL), False),
        (make_record(make_unanswerable(), ("a",), REFUSAL), True),
        (make_record(make_unanswerable(), ("a",), make_reply()), False),
        (make_record(LIST, ("a",), make_reply("gelas")), False),
        (make_record(make_question(answers=()), ("a",), make_reply("Apa saja")), True),
        (make_record(make_question(), ("a", "b")), True),
        (make_record(make_question(), ("b", "a")), False),
        (make_record(make_question(), ()), False),
    ],
)
def test_what_is_right(record: object, right: bool) -> None:
    """The answer with its release, an honest refusal, or for a search the release in first place."""
    assert is_right(record) is right  # type: ignore[arg-type]


def test_groups_by_language_and_type() -> None:
    """Means are taken within all, each language and each type; one language alone is no group."""
    records = [
        make_record(make_question("1")),
        make_record(make_question("2", lang="en", type="when"), ("b",)),
    ]
    groups = grouped(records)
    assert set(groups) == {"all", "id", "en", "who", "when"}
    assert [groups[name]["recall@1"].mean for name in ("all", "id", "en")] == [0.5, 1.0, 0.0]
    assert set(grouped(records[:1])) == {"all", "who"}


def test_only_what_concerns_some_question_is_a_metric() -> None:
    """Searched questions have no answer metrics; values are by question id."""
    records = [make_record(make_question()), make_record(make_unanswerable())]
    assert set(estimates(records)) == {"recall@1", "recall@5", "recall@10", "mrr@10", "ndcg@10"}
    assert values("recall@1", records) == {"q1": 1.0}


def test_missed_questions_are_described() -> None:
    """What was wanted, found first and said; an unanswerable question that was not asked is no miss."""
    wrong = make_record(make_question(), ("b",), make_reply("Andi", ("b",)))
    assert missed([wrong, make_record(make_unanswerable()), make_record(make_question("ok"))]) == [
        "q1 Siapa rektor? – wanted: Budi Santoso | a – first: b – said: Andi"
    ]
