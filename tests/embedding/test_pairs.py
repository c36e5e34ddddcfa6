"""A CrossEncoder that the settings name."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from tanyahumas.embedding.default import prepare_model
from tanyahumas.embedding.pairs import PairScorer
from tanyahumas.errors import EmbeddingError

QUESTION = "Siapa yang mewakili rektor?"
PASSAGES = ["Rektor diwakili oleh Kepala Humas.", "Panen raya di desa binaan.", "Wisuda ke-45 " * 400]


def small_cross_encoder(folder: Path, tokenizer: Path, labels: int) -> Path:
    """An untrained one-layer model with the built-in model's tokenizer."""
    import torch
    from transformers import BertConfig, BertForSequenceClassification

    torch.manual_seed(7)
    config = BertConfig(
        vocab_size=250_037,
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        max_position_embeddings=512,
        pad_token_id=1,
        num_labels=labels,
        initializer_range=0.5,
    )
    BertForSequenceClassification(config).save_pretrained(folder)
    for name in ("tokenizer.json", "tokenizer_config.json", "special_tokens_map.json"):
        if (tokenizer / name).exists():
            shutil.copy(tokenizer / name, folder)
    return folder


@pytest.fixture(scope="module")
def folder(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_cross_encoder(tmp_path_factory.mktemp("pairs"), prepare_model(home), 1)


def test_scores_are_the_models_in_the_order_of_the_passages(folder: Path) -> None:
    """Each passage has the score that it has alone, whatever stands beside it; the longest is cut."""
    scorer = PairScorer(str(folder))
    together = scorer.scores(QUESTION, PASSAGES)
    alone = [float(scorer.scores(QUESTION, [passage])[0]) for passage in PASSAGES]
    assert together.shape == (3,)
    assert together.dtype == np.float32
    np.testing.assert_allclose(together, alone, atol=1e-5)
    assert len(set(alone)) == 3
    assert float(scorer.scores("Kapan wisuda digelar?", PASSAGES[:1])[0]) != alone[0]


def test_nothing_to_score_loads_nothing() -> None:
    """No passages, no model."""
    assert PairScorer("tak/ada").scores(QUESTION, []).shape == (0,)


def test_a_model_with_several_scores_is_refused(home: Path, tmp_path: Path) -> None:
    """An entailment model has three; its scores have no order."""
    model = small_cross_encoder(tmp_path, prepare_model(home), 3)
    with pytest.raises(EmbeddingError, match=r"gives 3 scores.*TANYAHUMAS_RERANK_MODEL"):
        PairScorer(str(model)).scores(QUESTION, PASSAGES)


def test_a_folder_without_a_model_is_refused(tmp_path: Path) -> None:
    """The message names the folder and the setting."""
    with pytest.raises(EmbeddingError, match=r"cannot be loaded.*TANYAHUMAS_RERANK_MODEL"):
        PairScorer(str(tmp_path)).scores(QUESTION, PASSAGES)


def test_a_name_that_nobody_has_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without folder or hub the message names the model and its purpose."""
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    with pytest.raises(EmbeddingError, match=r"reranking model 'tak/ada'.*TANYAHUMAS_RERANK_MODEL"):
        PairScorer("tak/ada").scores(QUESTION, PASSAGES)
