"""What a release says as a whole, told by how it begins: news tells the most important first."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

from tanyahumas.answering.draft import VerifiedClaim
from tanyahumas.answering.orders import within_orders
from tanyahumas.answering.righting import righted_claims
from tanyahumas.domain import Passage, Quote, Release
from tanyahumas.language.sentences import sentence_spans
from tanyahumas.language.tokens import search_tokens
from tanyahumas.retrieval.dates import GENERIC
from tanyahumas.retrieval.question import Question

MOST = 3  # sentences
SHORTEST = 4  # words; what is shorter is a heading or a byline
NAMED = 0.6  # share of a question's topic that the title of a release must hold to be meant by it
# The first asks for a summary whatever else is said; the second where no topic is named (`apa isi kotak?`) or
# what is named is something written or said.
_SUMMARY = re.compile(
    r"\b(?:ringkas|rangkum|ikhtisar|summari[sz])\w*|\bgaris besar\w*|\bsummary\b|\bgist\b", re.IGNORECASE
)
_CONTENT = re.compile(
    r"\b(?:apa|gimana|bagaimana) (?:saja )?isi(?:nya)?\b|\bisi(?:nya)? (?:apa|rilis|siaran|berita)\b"
    r"|\bisinya\b|\binti(?:nya)?\b|\btentang apa\b"
    r"|\bwhat (?:does|did) (?:it|this|that|the (?:press )?release) say\b"
    r"|\bwhat (?:is|was|['’]?s) (?:it|this|that|the (?:press )?release) about\b",
    re.IGNORECASE,
)
_DOCUMENT = re.compile(
    r"\b(?:instruksi|edaran|surat|keputusan|peraturan|maklumat|h?imbauan|pidato|sambutan|pernyataan|pesan"
    r"|nota kesepahaman|mou|perjanjian|kesepakatan|kebijakan|pengumuman|rilis|siaran pers|berita)\b",
    re.IGNORECASE,
)
# Search tokens of what such a question may hold beside, written out because stemming costs a cold start.
_ASKING = frozenset("buat beri poin give make brief say".split())


def summary(question: Question, passages: Sequence[Passage], about: str | None) -> tuple[VerifiedClaim, ...]:
    """The first sentences of the release that a question asks the content of, at most three, as quotes.

    `about` is the id of the release that scope or conversation is about; it is meant where the
    question names no topic itself. Else the first passage's is, if its title holds most of
    the topic: of a summary, or of a document whose content is asked for. What a correction among
    the passages puts right is told by its words. () where the content as a whole is not asked
    for, or no release is meant.
    """
    outright = _SUMMARY.search(question.text)
    if not (outright or _CONTENT.search(question.text)):
        return ()
    topic = _topic(question.text)
    if topic and not (outright or _DOCUMENT.search(question.text)):
        return ()
    meant = next((p.release for p in passages if _is_meant(p.release, topic, about)), None)
    if meant is None:
        return ()
    claims = [VerifiedClaim("", quote) for quote in _opening(meant)]
    return righted_claims(claims, [passage.release for passage in passages])


def _topic(text: str) -> set[str]:
    rest = _CONTENT.sub(" ", _SUMMARY.sub(" ", text))
    return {token for token in search_tokens(rest) if token not in GENERIC and token not in _ASKING}


def _is_meant(release: Release, topic: set[str], about: str | None) -> bool:
    if release.id == about:
        return not topic or _share(topic, release) >= NAMED
    return about is None and bool(topic) and _share(topic, release) >= NAMED


def _share(topic: set[str], release: Release) -> float:
    return len(topic & set(search_tokens(release.title))) / len(topic)


def _opening(release: Release) -> list[Quote]:
    """Without what speaks to a machine."""
    quotes = (Quote(release, *span) for span in sentence_spans(release.text))
    telling = (q for q in quotes if len(q.text.split()) >= SHORTEST and not within_orders(q))
    return list(islice(telling, MOST))
