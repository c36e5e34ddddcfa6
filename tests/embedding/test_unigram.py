"""The plain tokenizer against the one of the `tokenizers` library."""

from pathlib import Path

import pytest

from tanyahumas.embedding import Embedder
from tanyahumas.embedding.default import prepare_model
from tanyahumas.embedding.tokenizer import open_tokenizer
from tanyahumas.embedding.unigram import Unigram, open_unigram

TEXTS = [
    "JAKARTA (17/10/2023) – Rektor menandatangani nota kesepahaman senilai Rp2,7 triliun.",
    "“Kami bangga,” kata Dr. Ir. H. Nana Rosadi, Apt., M.Si. kepada 1.250 wisudawan/wati…",
    "Who represented the rector at the BP2MI signing?",
    "tab\tbaris\nbaru\u00a0spasi\u200bnol \x07bel ﬁnal ½ ＡＢＣ e\u0301 😀😀 ꦱꦸꦫ",
    "",
    "   ",
    "a" * 3000,
]


@pytest.fixture(scope="session")
def folder(home: Path, embedder: Embedder) -> Path:
    return prepare_model(home)


@pytest.fixture(scope="session")
def unigram(folder: Path) -> Unigram:
    return open_unigram(folder)


def test_tokens_are_the_same(folder: Path, unigram: Unigram) -> None:
    """Both give the same ids for Indonesian, English, numbers and odd characters."""
    reference = open_tokenizer(folder)
    for text in TEXTS:
        assert unigram.encode(text).ids == reference.encode(text, add_special_tokens=False).ids


def test_offsets_name_the_characters(unigram: Unigram) -> None:
    """Each token's place in the text is the text of its piece; together they cover every word."""
    text = TEXTS[1]
    offsets = unigram.encode(text).offsets
    covered = {i for first, last in offsets for i in range(first, last)}
    assert covered == {i for i, c in enumerate(text) if not c.isspace()}
    assert offsets == sorted(offsets)


def test_offsets_survive_characters_that_change_length(unigram: Unigram) -> None:
    """After a ligature and a composed accent the places still fit."""
    text = "ﬁnal e\u0301lan rektor"
    first, last = unigram.encode(text).offsets[-1]
    assert text[first:last] == "rektor"
