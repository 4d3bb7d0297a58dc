"""A fingerprint of the inputs' values: equal values give equal digests, in any process."""

from __future__ import annotations

import ctypes
import dataclasses
import enum
import hashlib
import struct
from collections.abc import Mapping, Sequence, Set
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from pacegate.errors import InputsError

if TYPE_CHECKING:
    import torch


def inputs_fingerprint(value: Any) -> str:
    """Hashes a value made of tensors, arrays, containers and plain Python values.

    Raises:
        InputsError: Something in it has no value that could be compared.
    """
    try:
        return hashlib.sha256(_encode(value)).hexdigest()
    except RecursionError as cause:
        raise InputsError(
            "The inputs contain themselves, or are nested too deeply.",
            remedy="Yield plain tensors, lists, tuples, dicts and Python values.",
        ) from cause


def tensor_bytes(tensor: torch.Tensor) -> bytes:
    """Copies a tensor's values, row-major in the machine's order (numpy need not be installed)."""
    import torch

    dense = tensor.detach().to_dense() if tensor.layout is not torch.strided else tensor.detach()
    flat = dense.cpu().resolve_conj().resolve_neg().contiguous()
    return ctypes.string_at(flat.data_ptr(), flat.numel() * flat.element_size()) if flat.numel() else b""


def _encode(value: Any) -> bytes:
    """Encodes a value so that no two different values share an encoding: a tag, a length, the bytes."""
    if value is None or (isinstance(value, (bool, int)) and not isinstance(value, enum.Enum)):
        return _tagged(type(value).__name__, repr(value).encode())
    if type(value) is float:
        return _tagged("float", struct.pack("<d", value))
    if type(value) is complex:
        return _tagged("complex", struct.pack("<dd", value.real, value.imag))
    if isinstance(value, str) and not isinstance(value, enum.Enum):
        return _tagged("str", value.encode("utf-8", "surrogatepass"))
    if isinstance(value, (bytes, bytearray)):
        return _tagged("bytes", bytes(value))
    if isinstance(value, enum.Enum):
        return _tagged("enum", f"{type(value).__qualname__}.{value.name}".encode())
    if isinstance(value, PurePath):
        return _tagged("path", value.as_posix().encode())
    return _encode_array(value) or _encode_container(value)


def _encode_array(value: Any) -> bytes | None:
    import torch

    if isinstance(value, torch.Tensor):
        head = f"{value.dtype} {tuple(value.shape)}".encode()
        return _tagged("tensor", head, tensor_bytes(value))
    if isinstance(value, torch.dtype | torch.device):
        return _tagged("torch", str(value).encode())
    if type(value).__module__ == "numpy" and hasattr(value, "tobytes"):
        if value.dtype.hasobject:
            return _tagged("ndarray", str(value.shape).encode(), _encode(value.tolist()))
        return _tagged("ndarray", f"{value.dtype.str} {value.shape}".encode(), value.tobytes())
    if hasattr(value, "__array_interface__") and hasattr(value, "tobytes"):
        # Pictures of PIL: the mode and the size say how to read the bytes.
        head = f"{getattr(value, 'mode', '')} {getattr(value, 'size', '')}".encode()
        return _tagged(type(value).__qualname__, head, value.tobytes())
    return None


def _encode_container(value: Any) -> bytes:
    kind = type(value).__qualname__
    if isinstance(value, Mapping):
        # In order: a function may iterate over it.
        return _tagged(kind, *(part for key in value for part in (_encode(key), _encode(value[key]))))
    if isinstance(value, Set):
        return _tagged(kind, *sorted(_encode(item) for item in value))
    if isinstance(value, Sequence):
        return _tagged(kind, *(_encode(item) for item in value))
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = dataclasses.fields(value)
        return _tagged(kind, *(p for f in fields for p in (_encode(f.name), _encode(getattr(value, f.name)))))
    if hasattr(value, "__dict__") and not isinstance(value, type) and not callable(value):
        return _tagged(kind, _encode(vars(value)))
    raise InputsError(
        f"The inputs hold a {kind}, whose value cannot be compared between two commits.",
        remedy="Yield plain tensors, arrays, lists, tuples, dicts and Python values.",
    )


def _tagged(tag: str, *parts: bytes) -> bytes:
    head = tag.encode()
    lengths = struct.pack(f"<{len(parts) + 2}Q", len(head), len(parts), *(len(part) for part in parts))
    return lengths + head + b"".join(parts)
