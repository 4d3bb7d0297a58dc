"""A small BERT encoder with random weights, called at two sequence lengths."""

from collections.abc import Iterator

import torch
from transformers import BertConfig, BertModel

torch.manual_seed(0)
model = BertModel(
    BertConfig(
        vocab_size=100,
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=64,
    )
)
model.train(False)


def predict(input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
    """Encodes tokens and returns the mean over the attended positions."""
    hidden = model(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
    weights = attention_mask.unsqueeze(-1).to(hidden.dtype)
    mean: torch.Tensor = (hidden * weights).sum(1) / weights.sum(1)
    return mean


def requests() -> Iterator[dict[str, torch.Tensor]]:
    """One call at length 8, one at length 16, each with some padding."""
    generator = torch.Generator().manual_seed(3)
    for length in (8, 16):
        mask = torch.ones(2, length, dtype=torch.int64)
        mask[1, length // 2 :] = 0
        yield {
            "input_ids": torch.randint(1, 100, (2, length), generator=generator),
            "attention_mask": mask,
        }
