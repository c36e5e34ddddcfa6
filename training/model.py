"""The reader in torch: the default embedding model's encoder and a span head."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from data import Example, crop
from tokenizers import Tokenizer
from transformers import BertModel

from tanyahumas.answering.reader import TITLE_TOKENS

QUESTION_TOKENS = 64
PAD = 1


@dataclass(frozen=True)
class Features:
    """One pair in tokens: position 0 means "not here", `first` is the passage's first token."""

    ids: list[int]
    first: int
    offsets: list[tuple[int, int]]
    start: int
    end: int


class SpanReader(torch.nn.Module):
    """Start and end logits, shape (batch, tokens), minus infinity outside of passage and position 0."""

    def __init__(self, folder: Path, dropout: float = 0.0) -> None:
        super().__init__()
        self.encoder = BertModel.from_pretrained(
            folder, add_pooling_layer=False, hidden_dropout_prob=dropout, attention_probs_dropout_prob=0.0
        )
        self.encoder.embeddings.word_embeddings.weight.requires_grad_(False)
        self.head = torch.nn.Linear(self.encoder.config.hidden_size, 2)

    def forward(self, ids: torch.Tensor, allowed: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        hidden = self.encoder(input_ids=ids, attention_mask=(ids != PAD).long()).last_hidden_state
        logits = self.head(hidden.float()).masked_fill(~allowed[..., None], -1e4)
        return logits[..., 0], logits[..., 1]


def fast_precision() -> torch.autocast:
    """bfloat16 where the processor multiplies it natively; elsewhere it is 60 times slower than float32."""
    able = torch.cpu.get_capabilities()
    return torch.autocast(
        "cpu", torch.bfloat16, enabled=bool(able.get("avx512_bf16") or able.get("amx_bf16"))
    )


def features(tokenizer: Tokenizer, found: Example, rng: random.Random | None) -> Features:
    """Tokens of an example, its passage cut to a window."""
    found = crop(found, rng)
    question = tokenizer.encode(found.question).ids[:QUESTION_TOKENS]
    if question[-1] != 2:
        question[-1] = 2
    title = tokenizer.encode(f"{found.title}.").ids[1:-1][:TITLE_TOKENS] if found.title else []
    passage = tokenizer.encode(found.passage)
    ids = [*question, 2, *title, *passage.ids[1:]]
    ids = [*ids[:511], 2] if len(ids) > 512 else ids
    first = len(question) + 1 + len(title)
    offsets = list(passage.offsets[1:-1])[: len(ids) - first - 1]
    start, end = 0, 0
    if found.answers:
        a, b = found.answers[0]
        inside = [i for i, (x, y) in enumerate(offsets) if x < b and y > a]
        if inside:
            start, end = inside[0] + first, inside[-1] + first
    return Features(ids, first, offsets, start, end)


def batches(
    items: Sequence[Features], tokens: int, rng: random.Random | None
) -> Iterator[tuple[list[int], dict[str, torch.Tensor]]]:
    """Indices and padded tensors of batches of at most `tokens` tokens, alike in length, in random order."""
    order = sorted(range(len(items)), key=lambda i: len(items[i].ids) + (rng.random() * 12 if rng else 0))
    groups: list[list[int]] = [[]]
    for i in order:
        if groups[-1] and (len(groups[-1]) + 1) * len(items[i].ids) > tokens:
            groups.append([])
        groups[-1].append(i)
    if rng:
        rng.shuffle(groups)
    for group in groups:
        yield group, collate([items[i] for i in group])


def collate(items: Sequence[Features]) -> dict[str, Any]:
    """Padded tensors of a batch."""
    width = max(len(item.ids) for item in items)
    ids = torch.full((len(items), width), PAD)
    allowed = torch.zeros((len(items), width), dtype=torch.bool)
    for row, item in enumerate(items):
        ids[row, : len(item.ids)] = torch.tensor(item.ids)
        allowed[row, 0] = True
        allowed[row, item.first : item.first + len(item.offsets)] = True
    return {
        "ids": ids,
        "allowed": allowed,
        "start": torch.tensor([item.start for item in items]),
        "end": torch.tensor([item.end for item in items]),
    }
