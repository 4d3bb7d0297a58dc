"""A small hand-written CNN with BatchNorm in eval mode: buffers are read, none is written."""

from collections.abc import Iterator

import torch
from torch import nn


class Cnn(nn.Module):
    """Two convolutions with a residual sum, then a linear head."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Conv2d(3, 8, 3, padding=1, bias=False)
        self.stem_norm = nn.BatchNorm2d(8)
        self.body = nn.Conv2d(8, 8, 3, padding=1, bias=False)
        self.body_norm = nn.BatchNorm2d(8)
        self.head = nn.Linear(8, 5)

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        """Scores five classes."""
        hidden = torch.relu(self.stem_norm(self.stem(images)))
        hidden = torch.relu(hidden + self.body_norm(self.body(hidden)))
        scores: torch.Tensor = self.head(hidden.mean(dim=(2, 3)))
        return scores


torch.manual_seed(0)
predict = Cnn()
for norm in (predict.stem_norm, predict.body_norm):
    norm.get_buffer("running_mean").uniform_(-0.5, 0.5)
    norm.get_buffer("running_var").uniform_(0.5, 2.0)
predict.eval()


def requests(batch_size: int) -> Iterator[torch.Tensor]:
    """One batch of images."""
    yield torch.randn(batch_size, 3, 16, 16, generator=torch.Generator().manual_seed(2))
