"""A tensor as a bundle holds it: raw little-endian bytes in row-major order, stored as an object."""

from __future__ import annotations

import ctypes
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import torch

    from pacegate.objects import ObjectStore

DTYPES = frozenset({"bool", "uint8", "int8", "int16", "int32", "int64", "float16", "bfloat16", "float32", "float64"})
"""The element types that the bundle format knows; PyTorch's names are the same."""


class UnsupportedDtypeError(Exception):
    """A tensor's element type has no place in the bundle format."""

    def __init__(self, dtype: str) -> None:
        """Names the type."""
        super().__init__(f"tensors of type {dtype} cannot be stored in a bundle")


@dataclass(frozen=True)
class StoredTensor:
    """Where a tensor's bytes are, and how to read them."""

    object: str
    dtype: str
    shape: tuple[int, ...]


def dtype_name(dtype: torch.dtype) -> str:
    """Names an element type as the bundle format does.

    Raises:
        UnsupportedDtypeError: If the format does not know it (complex, quantised, 8-bit floats).
    """
    name = str(dtype).removeprefix("torch.")
    if name not in DTYPES:
        raise UnsupportedDtypeError(name)
    return name


def store_tensor(store: ObjectStore, tensor: torch.Tensor) -> StoredTensor:
    """Stores a tensor's values.

    Raises:
        UnsupportedDtypeError: If the format does not know its element type.
    """
    dtype = dtype_name(tensor.dtype)
    if sys.byteorder != "little":
        # Copying the memory of a big-endian machine would store other numbers under the same name.
        raise UnsupportedDtypeError(f"{dtype} on a big-endian machine")
    dense = tensor.detach().cpu().resolve_conj().resolve_neg().contiguous()
    size = dense.numel() * dense.element_size()
    # The memory is read in place: weights are large, and numpy, which could wrap it, has no bfloat16.
    data = memoryview((ctypes.c_ubyte * size).from_address(dense.data_ptr())) if size else memoryview(b"")
    return StoredTensor(store.put(data), dtype, tuple(dense.shape))
