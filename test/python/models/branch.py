"""A function that chooses its layers by the data: runs of two profiles."""

from collections.abc import Iterator

import torch
from torch import nn

torch.manual_seed(0)
trunk = nn.Linear(8, 8).eval()
cheap = nn.Linear(8, 3).eval()
dear = nn.Sequential(nn.Linear(8, 32), nn.GELU(), nn.Linear(32, 3)).eval()


def predict(features: torch.Tensor) -> torch.Tensor:
    """Takes the dear path for batches with a positive mean."""
    hidden = trunk(features)
    scores: torch.Tensor = dear(hidden) if features.mean() > 0 else cheap(hidden)
    return scores


def requests() -> Iterator[torch.Tensor]:
    """Two batches for the dear path and one for the cheap one."""
    yield torch.full((2, 8), 1.0)
    yield torch.full((2, 8), -1.0)
    yield torch.full((2, 8), 2.0)
