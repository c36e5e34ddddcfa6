"""Answer spans for machine-made questions on news, whose answers are whole sentences.

What such an answer tells beyond its question is looked for, word for word, in the article:
`Total armada menjadi 14 unit setelah penambahan pesawat` over `Berapa total armada …?` gives `14 unit`.
Only questions for a number, a day, a person or a place are used, where form shows whether it fits.
Of 40 looked at by hand about 32 were what a person would mark; the others are too long or too short.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from data import Example, rows

LONGEST = 9  # words
SHORTEST_DAY = 2  # words
_WORD = re.compile(r"\S+")
_ASKED = (
    (re.compile(r"(?:berapa|kapan|pada (?:hari|tanggal)|tahun berapa)\b", re.IGNORECASE), re.compile(r"\d")),
    (
        re.compile(r"(?:siapa|siapakah|di ?mana|dimanakah|klub|negara|tim|wilayah)\b", re.IGNORECASE),
        re.compile(r"\b[A-Z]"),
    ),
)
_LIST = re.compile(r"\b(?:apa|siapa|mana) saja\b", re.IGNORECASE)
_DAY = re.compile(r"(?:kapan|pada)\b", re.IGNORECASE)
_EDGES = frozenset(
    "dan atau yang di ke dari pada adalah ialah yaitu oleh dengan sebagai untuk menjadi mencapai sebesar"
    " hingga telah akan sudah itu ini para serta bahwa berada sekitar dalam menyebut menggunakan sebanyak"
    " ada merupakan".split()
)


def load_silver() -> list[Example]:
    """Examples of the questions whose answer was found once in one passage of their article."""
    passages: dict[str, list[str]] = defaultdict(list)
    for row in rows("retrieval/dev_100k/corpus.jsonl.gz"):
        if row["src"] == "news":
            passages[row["pid"].split("#")[0]].append(row["text"])
    found = []
    for row in rows("news_synth_qa/dev_queries.jsonl"):
        example = _span(row["question"], row["answer"], passages.get(row["doc_id"], []))
        if example:
            found.append(example)
    return found


def _span(question: str, answer: str, passages: list[str]) -> Example | None:
    form = next((form for asked, form in _ASKED if asked.match(question)), None)
    if form is None or not passages or _LIST.search(question):
        return None
    passage = max(passages, key=lambda text: len(_words(text) & _words(answer)))
    for told in _told(question, answer):
        if form.search(told) and passage.count(told) == 1 and _whole(told, question):
            start = passage.index(told)
            return Example("news_synth", question, passage, ((start, start + len(told)),))
    return None


def _told(question: str, answer: str) -> Iterator[str]:
    """Stretches of the answer without words of the question at their ends, longest first."""
    asked = _words(question)
    spans = [match.span() for match in _WORD.finditer(answer)]
    plain = [_plain(answer[a:b]) for a, b in spans]
    new = [word not in asked and word not in _EDGES for word in plain]
    for length in range(min(LONGEST, len(spans)), 0, -1):
        for first in range(len(spans) - length + 1):
            last = first + length - 1
            inside = new[first : last + 1]
            if inside[0] and inside[-1] and sum(inside) * 2 > length:
                yield answer[spans[first][0] : spans[last][1]].strip(" .,;:!?()\"'“”")


def _whole(told: str, question: str) -> bool:
    """Whether brackets are closed, and a day is more than a bare number."""
    day = _DAY.match(question) is not None
    return told.count("(") == told.count(")") and (not day or len(told.split()) >= SHORTEST_DAY)


def _words(text: str) -> set[str]:
    return {_plain(word) for word in _WORD.findall(text)}


def _plain(word: str) -> str:
    return word.lower().strip(".,;:!?()\"'“”")
