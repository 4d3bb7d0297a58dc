"""The weights of an export: stored once, and replaced by stand-ins where the config asks for it."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Literal

from pacegate.stored_tensor import StoredTensor, store_tensor

if TYPE_CHECKING:
    import torch

    from pacegate.objects import ObjectStore

WeightsMode = Literal["real", "synthetic"]


class Weights:
    """Gives the tensor to export for each weight of the user's model, and remembers which bytes it has."""

    def __init__(self, store: ObjectStore, mode: WeightsMode) -> None:
        """Stores into `store`."""
        self.mode: WeightsMode = mode
        self._store = store
        # The tensors are kept alive beside what is known of them: a freed tensor's address is used again.
        self._stored: dict[tuple[object, ...], tuple[torch.Tensor, StoredTensor]] = {}
        self._stand_ins: dict[int, tuple[torch.Tensor, torch.Tensor]] = {}

    def source(self, position: int, tensor: torch.Tensor) -> torch.Tensor:
        """Gives the weight itself, or a stand-in of its type and shape.

        Integers and booleans stay: they are positions and masks, without which a model does something else.
        """
        if self.mode == "real" or not tensor.is_floating_point():
            return tensor
        if id(tensor) not in self._stand_ins:
            self._stand_ins[id(tensor)] = (tensor, _stand_in(tensor, position))
        return self._stand_ins[id(tensor)][1]

    def stored(self, tensor: torch.Tensor) -> StoredTensor:
        """Stores a weight; hashes it only once however many graphs share it."""
        if tensor.is_inference():
            # It has no version counter, so it may have changed since.
            return store_tensor(self._store, tensor)
        layout = (tensor.data_ptr(), tensor._version, tensor.dtype, tuple(tensor.shape), tensor.stride())
        if layout not in self._stored:
            self._stored[layout] = (tensor, store_tensor(self._store, tensor))
        return self._stored[layout][1]


def _stand_in(tensor: torch.Tensor, position: int) -> torch.Tensor:
    """Draws values that keep a network finite: the same for the same position, type and shape, in any process.

    Vectors are scales, shifts and variances, all of which may be near one and positive. Matrices keep the size of
    what they multiply: normal with variance one over the inputs of each output (LeCun et al., Efficient BackProp,
    1998, section 4.6).
    """
    import torch

    seed = hashlib.sha256(f"{position} {tensor.dtype} {tuple(tensor.shape)}".encode()).digest()
    generator = torch.Generator().manual_seed(int.from_bytes(seed[:7], "little"))
    with torch.inference_mode(mode=False), torch.no_grad():
        values = torch.empty(tensor.shape, dtype=torch.float32)
        if tensor.dim() < 2:
            values.uniform_(0.5, 1.5, generator=generator)
        else:
            fan_in = max(1, tensor.numel() // max(1, tensor.shape[0]))
            values.normal_(0.0, fan_in**-0.5, generator=generator)
        drawn = values.to(tensor.dtype)
        return torch.nn.Parameter(drawn) if isinstance(tensor, torch.nn.Parameter) else drawn
