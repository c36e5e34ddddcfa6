"""Single sentences, with and without their release's title, as the program reads them to choose one.

The sentence that answers stands beside the nearest ones that do not, of its own article and of others.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from data import Example, answer_texts, holds
from negatives import vectors

from tanyahumas.language.sentences import sentence_spans

SHORTEST, LONGEST = 20, 600  # characters of a sentence
NEAREST = 60  # sentences of all articles among which the rivals of others are looked for
OWN, OTHERS = 2, 1  # rivals of the same article, and of others


def sentences_of(examples: Sequence[Example], rng: random.Random) -> list[Example]:
    """For each question its sentence, if it has one, and its nearest rivals, half of them below their title.

    A rival holds none of the answers. For a question without an answer all are rivals.
    """
    texts = list(dict.fromkeys(found.passage for found in examples))
    number = {text: n for n, text in enumerate(texts)}
    titles = {found.passage: found.title for found in examples}
    home = [(n, text[a:b]) for n, text in enumerate(texts) for a, b in sentence_spans(text)]
    home = [(n, sentence) for n, sentence in home if SHORTEST <= len(sentence) <= LONGEST]
    of_text = np.array([n for n, _ in home])
    asked, read = vectors([found.question for found in examples], [sentence for _, sentence in home])
    made = []
    for found, vector in zip(examples, asked, strict=True):
        nearest = np.argsort(-(read @ vector))
        is_own = of_text[nearest] == number[found.passage]
        own, others = nearest[is_own], nearest[:NEAREST][~is_own[:NEAREST]]
        answers = answer_texts(found)
        rivals = [
            Example(f"{found.source}-rival", found.question, home[at][1], (), titles[texts[home[at][0]]])
            for part, most in ((own, OWN), (others, OTHERS))
            for at in _sample([at for at in part if not holds(home[at][1], answers)][: 3 * most], most, rng)
        ]
        told = sentence_of(found)
        made += [*([told] if told else []), *rivals]
    return some_titles(made, rng)


def some_titles(examples: Sequence[Example], rng: random.Random) -> list[Example]:
    """The same, half of them without their title."""
    return [one if rng.random() < 0.5 else replace(one, title="") for one in examples]


def sentence_of(found: Example) -> Example | None:
    """The sentence that holds the first answer; None without an answer, or if it holds no sentence whole."""
    if not found.answers:
        return None
    a, b = found.answers[0]
    for start, end in sentence_spans(found.passage):
        if start <= a and b <= end:
            return replace(
                found,
                source=f"{found.source}-sentence",
                passage=found.passage[start:end],
                answers=((a - start, b - start),),
            )
    return None


def _sample(part: Sequence[int], most: int, rng: random.Random) -> list[int]:
    return rng.sample(list(part), min(most, len(part)))
