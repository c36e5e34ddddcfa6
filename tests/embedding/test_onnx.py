"""The ONNX writer, and the encoder that serves questions."""

import json
from pathlib import Path

import numpy as np
from safetensors import safe_open

from tanyahumas.embedding import Embedder, load_embedder
from tanyahumas.embedding.default import prepare_model
from tanyahumas.embedding.onnx_encoder import ENCODER, INPUT, Words, open_session, run_session
from tanyahumas.embedding.onnx_format import Graph
from tanyahumas.embedding.sentence import SentenceModel

QUESTIONS = [
    "Siapa yang mewakili rektor?",
    "Who signed the memorandum of understanding with BP2MI on 17 October 2023?",
    "kapan wisuda periode II dilaksanakan dan berapa jumlah wisudawannya",
]


def test_a_written_graph_computes() -> None:
    """A file of one product and one sum gives their value."""
    graph = Graph()
    weights = graph.constant("w", np.array([[1.0, 2.0], [3.0, 4.0]], np.float32))
    product = graph.node("MatMul", [INPUT, weights], "product")
    graph.node("Add", [product, graph.constant("b", np.array([10.0, 20.0], np.float32))], "y")
    session = open_session(graph.model({INPUT: [1, "n", 2]}, {"y": [1, "n", 2]}))
    (found,) = run_session(session, np.array([[[1.0, 1.0], [0.0, 2.0]]], np.float32))
    assert found.tolist() == [[[14.0, 26.0], [16.0, 28.0]]]


def test_both_engines_agree(home: Path, embedder: Embedder) -> None:
    """onnxruntime's vectors of questions are those of sentence-transformers to a cosine of 0.999."""
    assert (prepare_model(home) / ENCODER).exists()
    sentences = SentenceModel(prepare_model(home))
    for question in QUESTIONS:
        assert float(embedder.embed_query(question) @ sentences.query(question, "query: ")) > 0.999


def test_without_the_graph_sentence_transformers_answers(
    home: Path, embedder: Embedder, tmp_path: Path
) -> None:
    """Where onnxruntime was found unfit the other engine serves the same vectors."""
    whole = prepare_model(home)
    folder = tmp_path / "models" / whole.name
    folder.mkdir(parents=True)
    manifest = (whole / "manifest.json").read_text()
    for path in whole.iterdir():
        if path.name not in {ENCODER, "manifest.json"}:
            (folder / path.name).symlink_to(path)
    content = json.loads(manifest)
    del content["files"][ENCODER]
    (folder / "manifest.json").write_text(json.dumps(content))
    other = load_embedder(tmp_path, "")
    assert float(other.embed_query(QUESTIONS[0]) @ embedder.embed_query(QUESTIONS[0])) > 0.999
    assert not (folder / ENCODER).exists()


def test_words_are_those_of_the_float_table(home: Path) -> None:
    """Rows read from the 4-bit file are the model's word embeddings to the bit, in any order, or none."""
    folder = prepare_model(home)
    ids = [250001, 0, 17, 17, 1234, 99999]
    with safe_open(folder / "model.safetensors", "np") as tensors:
        table = tensors.get_slice("embeddings.word_embeddings.weight")
        expected = np.concatenate([table[i : i + 1] for i in ids])
    words = Words(folder)
    assert np.array_equal(words(ids), expected)
    assert words([]).shape == (0, 384)
