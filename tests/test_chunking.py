"""Chunks: whole sentences, exact offsets, never longer than the model reads."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tanyahumas.chunking import chunk_release, count_tokens
from tanyahumas.domain import Chunk
from tests.conftest import make_release

PARAGRAPHS = "\n\n".join(
    f"Paragraf {n} memuat kalimat pertama. Kalimat kedua lebih panjang daripada kalimat pertama tadi."
    for n in range(20)
)


def words(texts: Sequence[str]) -> list[int]:
    return [len(text.split()) for text in texts]


def chunks_of(text: str, limit: int = 60, model_limit: int = 10_000) -> tuple[Chunk, ...]:
    return chunk_release(make_release(text=text), limit, words, model_limit)


def test_chunks_hold_whole_sentences_within_the_limit() -> None:
    """No chunk has more tokens than asked, and none begins or ends inside a sentence."""
    for chunk in chunks_of(PARAGRAPHS):
        text = PARAGRAPHS[chunk.start : chunk.end]
        assert count_tokens(text) <= 60
        assert text.startswith(("Paragraf", "Kalimat"))
        assert text.endswith(".")


def test_nothing_is_lost_and_nothing_overlaps() -> None:
    """The chunks in order hold every word once."""
    chunks = chunks_of(PARAGRAPHS)
    joined = " ".join(PARAGRAPHS[c.start : c.end] for c in chunks)
    assert joined.split() == PARAGRAPHS.split()
    assert [c.position for c in chunks] == list(range(len(chunks)))


@pytest.mark.parametrize("text", ["kata " * 2000, "x" * 5000])
def test_an_endless_sentence_is_cut(text: str) -> None:
    """A sentence longer than the limit is cut at words, or inside a word that alone is too long."""
    chunks = chunks_of(text.strip())
    assert len(chunks) > 1
    assert all(count_tokens(text[c.start : c.end]) <= 60 for c in chunks)


def test_the_models_own_limit_is_kept() -> None:
    """Whatever tiktoken counts, no embedded text has more of the model's tokens than it reads."""
    chunks = chunks_of(PARAGRAPHS, limit=200, model_limit=30)
    assert all(len(c.embedded_text.split()) <= 30 for c in chunks)
    assert " ".join(PARAGRAPHS[c.start : c.end] for c in chunks).split() == PARAGRAPHS.split()


def test_ids_depend_on_release_position_and_content() -> None:
    """The same text in the same release has the same ids; another release has others."""
    first, again = chunks_of(PARAGRAPHS), chunks_of(PARAGRAPHS)
    other = chunk_release(make_release("lain", text=PARAGRAPHS), 60, words, 10_000)
    assert [c.id for c in first] == [c.id for c in again]
    assert not {c.id for c in first} & {c.id for c in other}
    assert len({c.id for c in first}) == len(first)


def test_the_header_names_title_place_and_date() -> None:
    """The model reads what a chunk belongs to."""
    assert chunks_of("Isi.")[0].embedded_text == "Judul rilis\nJakarta, 2023-10-17\nIsi."
