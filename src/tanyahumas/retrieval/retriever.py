"""The search itself: what is asked for, both indexes, fusion, and the registry's gate."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from tanyahumas.domain import EVERYTHING, Asker, Passage, Scope, Turn
from tanyahumas.index import LiveIndex, OpenIndex
from tanyahumas.language.calendar import WIB
from tanyahumas.retrieval.abbreviations import everyday_forms, introduced
from tanyahumas.retrieval.ahead import ahead
from tanyahumas.retrieval.conversation import Exchange, Thread, interpreted, thread_of
from tanyahumas.retrieval.date_rules import Strength
from tanyahumas.retrieval.dates import Asked, read_dates
from tanyahumas.retrieval.found import Followed, Found
from tanyahumas.retrieval.lexical_query import TRANSLATION_WEIGHT, add_stand_ins, token_weights, without
from tanyahumas.retrieval.passages import needed, passages_of
from tanyahumas.retrieval.periods import Period
from tanyahumas.retrieval.question import Question, understand
from tanyahumas.retrieval.ranking import SOME, Hit, boosted, newest_first
from tanyahumas.retrieval.search import Candidates, Gate, Releases
from tanyahumas.retrieval.spelling import Spellers
from tanyahumas.retrieval.support import concepts_of, opening_of, support

_ORDINAL = re.compile(r"(\d+)(?:st|nd|rd|th)")
POOL = 50  # candidates from each side; quadrupled while the gate leaves too few
LISTED = 20  # releases of a period that are listed, whatever k is
TEACHERS = 15  # releases, best first, whose abbreviations are learnt
EXACT = 200  # releases of a period or scope that are searched one by one


class QueryEmbedder(Protocol):
    """What retrieval needs of the embedding model."""

    def embed_query(self, text: str) -> NDArray[np.float32]: ...


class Retriever:
    """Finds passages for a question. Safe to use from several threads."""

    def __init__(self, index: LiveIndex, releases: Releases, embedder: QueryEmbedder) -> None:
        self._index = index
        self._releases = releases
        self._embedder = embedder
        self._spellers = Spellers()

    def retrieve(self, question: Question, asker: Asker, now: datetime, k: int) -> tuple[Passage, ...]:
        """The passages of `search` without a conversation."""
        return self.search(question, asker, now, k).passages

    def search(
        self,
        question: Question,
        asker: Asker,
        now: datetime,
        k: int,
        thread: Thread | None = None,
        scope: Scope = EVERYTHING,
    ) -> Found:
        """At most k passages of releases in `scope` that `asker` may see at `now`, best first.

        None overlap. No passages when nothing visible is indexed. A list of the releases of a
        period may be longer than k. Releases outside the scope take nobody's place: a few that
        it holds are read whole, else more candidates are fetched until enough are inside.

        Raises:
            IndexingError: there is no index, or it cannot be used.
            RegistryError: the registry cannot be read.
        """
        asked = read_dates(question.text, now)
        if thread is not None:
            asked = thread.dated(asked, now)
        gate = Gate(self._releases, asker, now, scope)
        text = thread.with_question(question.text) if thread else question.text
        with self._index.use() as index:
            ids, within = self._of_days(gate, asked, k)
            if ids and _is_list(asked):
                return Found(_openings(index, gate, ids), asked.period, within, True, True, True)
            with ahead(lambda: self._embedder.embed_query(text)) as vector:
                hits = self._hits(index, question, asked, gate, k, thread, ids, vector)
        named = asked.period is not None and asked.strength == Strength.NAME
        period = None if named else asked.period
        return Found(
            passages_of(hits, k, one_release=scope.release_id is not None),
            period,
            within,
            _is_list(asked),
            False,
            asked.latest or bool(ids and _few(ids, asked)) or (thread is not None and thread.settled),
            scope.release_id or (thread.about if thread else None),
        )

    def follow(
        self, question: Question, history: Sequence[Turn], asker: Asker, now: datetime, longest: int
    ) -> Followed:
        """What a question takes from earlier exchanges, oldest first, and how an answerer reads it.

        Releases that `asker` may not see any more are forgotten.
        """
        ids = {id_ for turn in history for id_ in turn.release_ids}
        visible = self._releases.visible(ids, asker, now) if ids else {}
        exchanges = [
            Exchange(
                understand(turn.question, max(longest, len(turn.question))),
                tuple(visible[id_] for id_ in turn.release_ids if id_ in visible),
            )
            for turn in history
            if any(sign.isalnum() for sign in turn.question)
        ]
        with self._index.use() as index:
            thread = thread_of(question, exchanges, index.lexical.rarity)
        return Followed(interpreted(question, exchanges, thread) if thread else question, thread)

    def _of_days(self, gate: Gate, asked: Asked, k: int) -> tuple[tuple[str, ...], bool]:
        """Ids of the releases of the days asked for, newest first, and whether there are any.

        A list of days without a year falls back to an earlier year, and says so.
        """
        if asked.period is not None and asked.strength != Strength.NAME:
            for period in (asked.period, *asked.before):
                if ids := gate.between(period, LISTED if asked.lists else EXACT):
                    return ids, period == asked.period or not asked.lists
            return (), False
        if asked.latest and not asked.topic:
            return gate.between(Period(date.min, gate.now.astimezone(WIB).date()), k), True
        return (), True

    def _hits(
        self,
        index: OpenIndex,
        question: Question,
        asked: Asked,
        gate: Gate,
        k: int,
        thread: Thread | None,
        ids: Sequence[str],
        vector: Callable[[], NDArray[np.float32]],
    ) -> list[Hit]:
        weights = self._weights(index, question, asked, thread)
        cited = thread.cited if thread else {}
        certain = [*(ids if _few(ids, asked) else ()), *(id_ for id_ in cited if id_ not in ids)]
        pool, taught, only = POOL, False, gate.few(EXACT)
        found = Candidates(index, vector, certain, only)
        reordered = asked.period is not None or asked.latest or cited
        most = None if reordered else max(needed(k), TEACHERS)
        while True:
            hits = gate.hits(found.best(weights, pool), most)
            if not taught:
                taught = True
                texts = list({hit.release.id: hit.release.text for hit in hits}.values())[:TEACHERS]
                forms = introduced(texts, question.text, question.tokens)
                if forms:
                    add_stand_ins(weights, forms.values(), index.lexical)
                    continue
            enough = len({hit.release.id for hit in hits}) >= k or pool >= index.manifest.chunks
            if enough or only is not None:
                ranked = boosted(hits, asked, cited)
                return self._newest(index, ranked, question, asked) if asked.latest and ranked else ranked
            pool *= 4

    def _newest(self, index: OpenIndex, ranked: list[Hit], question: Question, asked: Asked) -> list[Hit]:
        concepts = concepts_of(question, asked.newest_of)
        return newest_first(ranked, lambda r: support(concepts, opening_of(r), index.lexical.rarity))

    def _weights(
        self, index: OpenIndex, question: Question, asked: Asked, thread: Thread | None
    ) -> dict[str, float]:
        weights = token_weights(question, index.lexical)
        if asked.strength == Strength.RELATIVE or asked.latest:
            weights = without(weights, asked.words)
        add_stand_ins(weights, everyday_forms(question.tokens).values(), index.lexical)
        add_stand_ins(weights, self._spelled(index, question), index.lexical)
        add_stand_ins(weights, _ordinals(question.tokens), index.lexical, 1 / TRANSLATION_WEIGHT)
        for token, weight in (thread.tokens if thread else {}).items():
            weights.setdefault(token, weight)
        return weights

    def _spelled(self, index: OpenIndex, question: Question) -> list[tuple[str, ...]]:
        """For each word that the index and the glossary do not know, the nearest known words."""
        translated = {token for t in question.translations for token in t.english}
        known = set(index.lexical.known_among(question.tokens))
        strange = [t for t in question.tokens if t not in known and t not in translated]
        if not strange:
            return []
        speller = self._spellers.of(index.lexical, index.lexical.vocabulary)
        return [near for word in strange if (near := speller.nearest(word))]


def _ordinals(tokens: Sequence[str]) -> list[tuple[str, ...]]:
    """`45th` as releases write it: `ke-45` is the token 45."""
    return [(match[1],) for token in tokens if (match := _ORDINAL.fullmatch(token))]


def _few(ids: Sequence[str], asked: Asked) -> bool:
    """Whether the releases of the days are searched one by one: few, for a short topic."""
    return len(ids) < EXACT and len(asked.topic) <= SOME


def _is_list(asked: Asked) -> bool:
    """Whether releases are asked for as such, not what they tell."""
    days = asked.period is not None and asked.strength != Strength.NAME
    return not asked.topic and (days or asked.latest)


def _openings(index: OpenIndex, gate: Gate, ids: Sequence[str]) -> tuple[Passage, ...]:
    """The first passage of each release, in the order of the ids, with falling scores."""
    hits = gate.hits([(entry, float(-rank)) for rank, entry in enumerate(index.openings(ids))])
    return tuple(Passage(h.release, h.entry.start, h.entry.end, h.score) for h in hits)
