"""The built-in model, really converted and loaded."""

import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest

from tanyahumas.embedding import Embedder, load_embedder
from tanyahumas.embedding.default import prepare_model
from tanyahumas.embedding.probe import PROBE_TEXT, check_probe
from tanyahumas.errors import EmbeddingError

RELEASE = "Rektor menandatangani nota kesepahaman dengan BP2MI di Jakarta."
OTHER = "Tim futsal kampus menjuarai turnamen antarmahasiswa di Malang."


def test_torch_is_not_imported_before_many_passages_are_embedded(home: Path, embedder: Embedder) -> None:
    """Fingerprint, sizes, token counts, questions and a few passages of the built-in model need no torch."""
    embedder.count_tokens(["siap"])
    code = (
        "import sys; from pathlib import Path; from tanyahumas.embedding import load_embedder\n"
        f"e = load_embedder(Path({str(home)!r}), '')\n"
        "print(e.fingerprint, e.dimensions, e.count_tokens(['a']), e.max_tokens)\n"
        "e.embed_query('a'), e.embed_passages(['a'])\n"
        "sys.exit('torch' in sys.modules or 'sentence_transformers' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.split()[0] == embedder.fingerprint


def test_vectors_are_unit_length_and_in_order(embedder: Embedder) -> None:
    """Each text gets its own vector whatever its length and neighbours."""
    texts = [OTHER, RELEASE * 8, RELEASE, "a"]
    vectors = embedder.embed_passages(texts)
    assert vectors.shape == (4, 384)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    alone = np.concatenate([embedder.embed_passages([text]) for text in texts])
    assert (vectors * alone).sum(axis=1).min() > 0.999


def test_a_question_is_nearest_to_its_passage(embedder: Embedder) -> None:
    """An English question finds the Indonesian passage that answers it."""
    vectors = embedder.embed_passages([OTHER, RELEASE])
    for question in ("Siapa yang menandatangani kerja sama?", "Who signed the memorandum with BP2MI?"):
        assert np.argmax(vectors @ embedder.embed_query(question)) == 1


def test_no_text_gives_no_vectors(embedder: Embedder) -> None:
    """Empty input keeps the width."""
    assert embedder.embed_passages([]).shape == (0, 384)
    assert embedder.count_tokens([]) == []


def test_progress_counts_every_text_once(embedder: Embedder) -> None:
    """The numbers passed to `progress` add up to the number of texts."""
    seen: list[int] = []
    embedder.embed_passages([RELEASE * 20] * 30, seen.append)
    assert len(seen) > 1
    assert sum(seen) == 30


def test_a_passage_is_never_cut(embedder: Embedder) -> None:
    """512 tokens are taken whole, 513 are refused with the setting to change."""
    fits = "a " * 508
    assert embedder.count_tokens([fits]) == [512]
    assert embedder.embed_passages([fits]).shape == (1, 384)
    with pytest.raises(EmbeddingError, match=r"513 tokens.*TANYAHUMAS_CHUNK_TOKENS"):
        embedder.embed_passages([RELEASE, "a " * 509])


@pytest.mark.parametrize("question", ["", "ya " * 3333, "\x00\ufeff", "😀" * 10_000])
def test_any_question_can_be_embedded(embedder: Embedder, question: str) -> None:
    """Very long, empty and odd questions give a finite unit vector."""
    vector = embedder.embed_query(question)
    assert vector.shape == (384,)
    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-4)


def test_threads_share_one_model(home: Path, embedder: Embedder) -> None:
    """Questions from several threads give the same vector."""
    fresh, expected = load_embedder(home, ""), embedder.embed_query(RELEASE)
    found: list[float] = []

    def ask() -> None:
        found.append(float(fresh.embed_query(RELEASE) @ expected))

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == pytest.approx([1.0] * 4, abs=1e-3)


def test_many_passages_go_to_sentence_transformers(
    embedder: Embedder, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A few at once and many at once get the same vectors, from two engines; a few never come to many."""
    fresh = load_embedder(home, "")
    monkeypatch.setattr("tanyahumas.embedding.default.FEW", 2)
    few, again = (fresh.embed_passages([RELEASE, OTHER]) for _ in range(2))
    assert np.array_equal(few, again)
    monkeypatch.setattr("tanyahumas.embedding.default.FEW", 1)
    many = fresh.embed_passages([RELEASE, OTHER])
    assert (few * many).sum(axis=1).min() > 0.999
    assert not np.array_equal(few, many)


def test_works_without_any_network(home: Path, embedder: Embedder) -> None:
    """With sockets blocked the built-in model loads and embeds."""
    embedder.count_tokens(["siap"])
    code = (
        "import socket\n"
        "def refuse(*a, **k): raise SystemExit('network call')\n"
        "socket.socket.connect = socket.socket.sendto = socket.getaddrinfo = refuse\n"
        "from pathlib import Path; from tanyahumas.embedding import load_embedder\n"
        f"e = load_embedder(Path({str(home)!r}), '')\n"
        "print(e.embed_query('halo').shape, e.embed_passages(['halo'] * 300).shape)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "(384,) (300, 384)", done.stderr


def test_another_vector_than_the_probe_is_refused(home: Path, embedder: Embedder) -> None:
    """The probe passes for its question and fails for any other."""
    check_probe(embedder.embed_query(PROBE_TEXT), home)
    with pytest.raises(EmbeddingError, match="other vectors than expected"):
        check_probe(embedder.embed_query(OTHER), home)


def test_a_damaged_folder_is_mended(home: Path, embedder: Embedder) -> None:
    """A changed byte and a cut-off file are noticed and the folder is made again."""
    folder = prepare_model(home)
    tokenizer = folder / "tokenizer.json"
    good = tokenizer.read_bytes()
    for damaged in (good[:1000], good[:-1] + b"!"):
        tokenizer.write_bytes(damaged)
        assert prepare_model(home) == folder
        assert tokenizer.read_bytes() == good
