"""A two-layer perceptron: the smallest model with one graph and one profile."""

from collections.abc import Iterator

import torch
from torch import nn

torch.manual_seed(0)
model = nn.Sequential(nn.Linear(16, 32), nn.ReLU(), nn.Linear(32, 4)).eval()


def predict(features: torch.Tensor) -> torch.Tensor:
    """Scores four classes."""
    scores: torch.Tensor = model(features)
    return scores


def requests(batch_size: int) -> Iterator[torch.Tensor]:
    """Two batches of the same shape with different values."""
    generator = torch.Generator().manual_seed(1)
    for _ in range(2):
        yield torch.randn(batch_size, 16, generator=generator)


class Scorer:
    """Holds the model, so that its method is a bound-method entry."""

    def __init__(self) -> None:
        self.model = model

    def score(self, features: torch.Tensor, *, scale: float = 1.0) -> torch.Tensor:
        """Scores four classes, scaled."""
        scores: torch.Tensor = self.model(features)
        return scores * scale


scorer = Scorer()


def keyword_requests() -> Iterator[dict[str, object]]:
    """One call with keyword arguments."""
    yield {"features": torch.ones(1, 16), "scale": 2.0}
