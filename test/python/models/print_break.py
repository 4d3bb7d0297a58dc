"""A function whose `print` breaks the graph in two."""

from collections.abc import Iterator

import torch
from torch import nn

torch.manual_seed(0)
first = nn.Linear(8, 8).eval()
second = nn.Linear(8, 3).eval()


def predict(features: torch.Tensor) -> torch.Tensor:
    """Two layers with a `print` between them."""
    hidden = torch.relu(first(features))
    print("between the layers")
    scores: torch.Tensor = second(hidden)
    return scores


def requests() -> Iterator[torch.Tensor]:
    """One batch."""
    yield torch.randn(2, 8, generator=torch.Generator().manual_seed(4))
