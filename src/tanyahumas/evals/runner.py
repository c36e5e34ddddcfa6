"""Ask every question of a dataset and measure what comes back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean

from tanyahumas.domain import Answer
from tanyahumas.evals.datasets import EvalQuestion
from tanyahumas.evals.metrics import (
    contains_answer,
    exact_match,
    ndcg_at,
    recall_at,
    reciprocal_rank_at,
    token_f1,
)


@dataclass(frozen=True, slots=True)
class Result:
    """One question, its answer, and the release ids of the passages, best first, each once."""

    question: EvalQuestion
    answer: Answer
    ranked: tuple[str, ...]

    @property
    def said(self) -> str:
        """The quotes of the answer, or its statements where it has some."""
        return " ".join(claim.text or claim.quote.text for claim in self.answer.claims)


def run(ask: Callable[[str], Answer], questions: Sequence[EvalQuestion]) -> tuple[Result, ...]:
    """Ask all questions in order."""
    results = []
    for question in questions:
        answer = ask(question.text)
        ranked = tuple(dict.fromkeys(passage.release.id for passage in answer.passages))
        results.append(Result(question, answer, ranked))
    return tuple(results)


def retrieval_metrics(results: Iterable[Result]) -> dict[str, float]:
    """Means over the questions that have an answer, by metric name; all 0 without any."""
    rows = [(r.ranked, r.question.releases) for r in results if r.question.found]
    return {
        "recall@1": _mean(recall_at(1, ranked, relevant) for ranked, relevant in rows),
        "recall@5": _mean(recall_at(5, ranked, relevant) for ranked, relevant in rows),
        "mrr@10": _mean(reciprocal_rank_at(10, ranked, relevant) for ranked, relevant in rows),
        "ndcg@10": _mean(ndcg_at(10, ranked, relevant) for ranked, relevant in rows),
    }


def answer_metrics(results: Sequence[Result]) -> dict[str, float]:
    """Means by metric name.

    `exact_match`, `f1`, `contains` and `right_release` are over the questions that have an
    answer (0 where none was given), `refused` over those that have none, and
    `quotes_exact` over all quotes that were shown.
    """
    answerable = [r for r in results if r.question.found]
    quotes = [claim.quote for r in results for claim in r.answer.claims]
    return {
        "exact_match": _mean(exact_match(r.said, r.question.answers) for r in answerable),
        "f1": _mean(token_f1(r.said, r.question.answers) for r in answerable),
        "contains": _mean(contains_answer(r.said, r.question.answers) for r in answerable),
        "right_release": _mean(cites_right(r) for r in answerable),
        "answered": _mean(float(r.answer.found) for r in answerable),
        "refused": _mean(float(not r.answer.found) for r in results if not r.question.found),
        "quotes_exact": _mean(
            float(bool(q.text) and q.text == q.release.text[q.start : q.end]) for q in quotes
        ),
    }


def cites_right(result: Result) -> float:
    """1 when the first cited release is one that holds the answer."""
    cited = result.answer.citations[:1]
    return float(bool(cited) and cited[0].release.id in result.question.releases)


def missed(results: Iterable[Result]) -> list[str]:
    """A line for every question that was not answered rightly, for people to read."""
    return [_miss(result) for result in results if not is_right(result)]


def is_right(result: Result) -> bool:
    """Answered with a quote that holds the answer from the right release, or rightly refused."""
    if not result.question.found:
        return not result.answer.found
    return bool(cites_right(result) and contains_answer(result.said, result.question.answers))


def _miss(result: Result) -> str:
    wanted = " | ".join(result.question.answers) if result.question.found else "no answer"
    said = result.said if result.answer.found else "nothing"
    return f"{result.question.id} {result.question.text} – wanted: {wanted} – said: {said[:160]}"


def _mean(values: Iterable[float]) -> float:
    held = list(values)
    return fmean(held) if held else 0.0
