"""What is measured of each question, and the means over groups of questions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from statistics import fmean

from tanyahumas.evals.metrics import (
    contains_answer,
    exact_match,
    ndcg_at,
    recall_at,
    reciprocal_rank_at,
    token_f1,
)
from tanyahumas.evals.runner import Record, Reply
from tanyahumas.evals.statistics import Estimate, bootstrap

ALL = "all"
LIST = "list"

Score = Callable[[Record], float | None]
Groups = dict[str, dict[str, Estimate]]


def is_right(record: Record) -> bool:
    """Cites a right release and says the answer, or rightly says that no release tells.

    Only searched for, it is right when the best release is a right one.
    """
    if record.reply is None:
        return record.ranked[:1] != () and record.ranked[0] in record.question.releases
    if not record.question.found:
        return not record.reply.found
    contained = _contains(record, record.reply) if record.question.answers else 1.0
    return bool(_right_release(record, record.reply)) and contained == 1.0


def _retrieval(measure: Callable[[Sequence[str], Sequence[str]], float]) -> Score:
    """Over the questions that a release answers."""
    return lambda r: measure(r.ranked, r.question.releases) if r.question.found else None


def _answer(measure: Callable[[Record, Reply], float]) -> Score:
    """Over the questions that were asked and have an answer on record; 0 where nothing was answered."""
    return lambda r: measure(r, r.reply) if r.reply and r.question.answers else None


def _exact_match(record: Record, reply: Reply) -> float:
    return exact_match(reply.said, _wanted(record))


def _f1(record: Record, reply: Reply) -> float:
    return token_f1(reply.said, _wanted(record))


def _wanted(record: Record) -> Sequence[str]:
    """The alternatives; of a list question its items together are the only one."""
    answers = record.question.answers
    return (" ".join(answers),) if record.question.type == LIST else answers


def _contains(record: Record, reply: Reply) -> float:
    """Any answer counts; of a list question the share of its items."""
    answers = record.question.answers
    if record.question.type == LIST:
        return fmean(contains_answer(reply.said, [answer]) for answer in answers)
    return contains_answer(reply.said, answers)


def _right_release(record: Record, reply: Reply) -> float:
    return float(bool(reply.cited) and reply.cited[0] in record.question.releases)


def _citations(measure: Callable[[Sequence[str], Sequence[str]], float]) -> Score:
    """Over the answers with citations to questions that a release answers."""

    def score(record: Record) -> float | None:
        cited = record.reply.cited if record.reply and record.question.found else ()
        return measure(cited, record.question.releases) if cited else None

    return score


def _refused(record: Record) -> float | None:
    return float(not record.reply.found) if record.reply and not record.question.found else None


def _quotes_exact(record: Record) -> float | None:
    return record.reply.exact_quotes / record.reply.quotes if record.reply and record.reply.quotes else None


SCORES: Mapping[str, Score] = {
    "recall@1": _retrieval(lambda ranked, right: recall_at(1, ranked, right)),
    "recall@5": _retrieval(lambda ranked, right: recall_at(5, ranked, right)),
    "recall@10": _retrieval(lambda ranked, right: recall_at(10, ranked, right)),
    "mrr@10": _retrieval(lambda ranked, right: reciprocal_rank_at(10, ranked, right)),
    "ndcg@10": _retrieval(lambda ranked, right: ndcg_at(10, ranked, right)),
    "exact_match": _answer(_exact_match),
    "f1": _answer(_f1),
    "contains": _answer(_contains),
    "right_release": lambda r: _right_release(r, r.reply) if r.reply and r.question.found else None,
    "citation_precision": _citations(lambda cited, right: fmean(one in right for one in cited)),
    "citation_recall": _citations(lambda cited, right: float(any(one in right for one in cited))),
    "answered": lambda r: float(r.reply.found) if r.reply and r.question.found else None,
    "refused": _refused,
    "quotes_exact": _quotes_exact,
    "right": lambda r: float(is_right(r)) if r.reply else None,
}
RETRIEVAL = ("recall@1", "recall@5", "recall@10", "mrr@10", "ndcg@10")


def values(name: str, records: Iterable[Record]) -> dict[str, float]:
    """One metric of each question that it concerns, by question id."""
    scored = ((record.question.id, SCORES[name](record)) for record in records)
    return {identity: value for identity, value in scored if value is not None}


def estimates(records: Sequence[Record]) -> dict[str, Estimate]:
    """The mean of each metric that concerns some of the questions, by metric."""
    found = {name: list(values(name, records).values()) for name in SCORES}
    return {name: bootstrap(held) for name, held in found.items() if held}


def grouped(records: Sequence[Record]) -> Groups:
    """Estimates of all questions, of each language (if there are several) and of each type.

    The keys are `all`, `id`, `en` and types such as `who`; the inner ones are metrics.
    """
    groups: dict[str, list[Record]] = {ALL: list(records)}
    languages = sorted({record.question.lang for record in records}, reverse=True)
    for language in languages if len(languages) > 1 else ():
        groups[language] = [r for r in records if r.question.lang == language]
    for kind in sorted({record.question.type for record in records}):
        groups[kind] = [r for r in records if r.question.type == kind]
    return {name: estimates(members) for name, members in groups.items()}


def missed(records: Iterable[Record]) -> list[str]:
    """A line for every question that was not answered (or found) rightly, for people to read."""
    return [describe(record) for record in records if counts(record) and not is_right(record)]


def counts(record: Record) -> bool:
    """Whether it can be right or wrong: an unanswerable question that is only searched for cannot."""
    return record.reply is not None or record.question.found


def describe(record: Record) -> str:
    """What was asked, what is right and what came."""
    question = record.question
    first = record.ranked[0] if record.ranked else "nothing"
    wanted = " | ".join([*question.answers, *question.releases]) if question.found else "no answer"
    said = "" if record.reply is None else f" – said: {record.reply.said[:160] or 'nothing'}"
    return f"{question.id} {question.text} – wanted: {wanted} – first: {first}{said}"
