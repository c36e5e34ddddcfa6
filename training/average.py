"""Average trained weights with those in the package: `python training/average.py OUT3/reader.pt MIXED.pt`.

The mean of two passes from one start reads better than either (Wortsman et al., 2022, "Model soups").
Prints held-out figures of the mean.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import torch
from data import load_split
from evaluate import evaluate
from model import SpanReader
from train import shipped

from tanyahumas.config import PROJECT_ROOT
from tanyahumas.embedding.default import prepare_model
from tanyahumas.embedding.tokenizer import open_tokenizer


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("trained", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--share", type=float, default=0.5, help="of the trained weights")
    options = parser.parse_args()
    trained, before = torch.load(options.trained), shipped()
    mixed = {name: before[name].lerp(weights, options.share) for name, weights in trained.items()}
    torch.save(mixed, options.out)
    folder = prepare_model(PROJECT_ROOT / ".tanyahumas")
    reader = SpanReader(folder)
    reader.load_state_dict(mixed, strict=False)
    print(json.dumps(evaluate(reader, open_tokenizer(folder), load_split().held_out), indent=1))


if __name__ == "__main__":
    main()
