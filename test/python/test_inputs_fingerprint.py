"""Fingerprints of values: equal for equal values, different for all others."""

from __future__ import annotations

import copy
import subprocess
import sys
from collections import UserDict
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from pacegate.errors import InputsError
from pacegate.inputs_fingerprint import inputs_fingerprint, tensor_bytes

plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text() | st.binary(),
    lambda inner: st.lists(inner) | st.tuples(inner, inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


def exact(value: Any) -> Any:
    """A form whose equality is that of value *and* type: Python holds that ``1 == True == 1.0``."""
    if isinstance(value, list | tuple):
        return type(value).__name__, [exact(item) for item in value]
    if isinstance(value, dict):
        return "dict", [(key, exact(item)) for key, item in value.items()]
    return type(value).__name__, repr(value)


@given(plain, plain)
def test_two_values_have_one_fingerprint_only_if_they_are_the_same(one: Any, other: Any) -> None:
    assert inputs_fingerprint(one) == inputs_fingerprint(copy.deepcopy(one))
    assert (inputs_fingerprint(one) == inputs_fingerprint(other)) == (exact(one) == exact(other))


def test_tensors_differ_by_value_shape_and_dtype() -> None:
    base = torch.arange(6.0)
    others = [base.reshape(2, 3), base.to(torch.float64), base + 1, base.to(torch.int32), base[:5]]
    fingerprints = {inputs_fingerprint(value) for value in [base, *others]}
    assert len(fingerprints) == 6


def test_the_layout_of_a_tensor_in_memory_does_not_count() -> None:
    columns = torch.arange(6.0).reshape(2, 3).t()
    assert inputs_fingerprint(columns) == inputs_fingerprint(columns.contiguous())
    assert tensor_bytes(columns) == columns.contiguous().numpy().tobytes()


@pytest.mark.parametrize("dtype", [torch.bool, torch.bfloat16, torch.float16, torch.int64, torch.complex64])
def test_bytes_of_every_dtype_are_whole(dtype: torch.dtype) -> None:
    tensor = torch.ones(2, 3).to(dtype)
    assert len(tensor_bytes(tensor)) == 6 * tensor.element_size()
    assert tensor_bytes(torch.empty(0, dtype=dtype)) == b""


def test_arrays_and_objects_count_by_value() -> None:
    @dataclass
    class Request:
        text: str
        weights: Any

    assert inputs_fingerprint(np.ones(2)) == inputs_fingerprint(np.ones(2))
    assert inputs_fingerprint(np.ones(2)) != inputs_fingerprint(np.ones(2, dtype=np.float32))
    assert inputs_fingerprint(Request("a", np.ones(1))) == inputs_fingerprint(Request("a", np.ones(1)))
    assert inputs_fingerprint(Request("a", 1)) != inputs_fingerprint(Request("b", 1))
    assert inputs_fingerprint(UserDict({"a": 1})) != inputs_fingerprint(UserDict({"a": 2}))


def test_sets_count_the_same_in_every_process() -> None:
    program = "from pacegate.inputs_fingerprint import inputs_fingerprint as f; print(f({'a', 'b', 'c', 'd'}))"
    outputs = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(outputs) == 1


def test_values_that_contain_themselves_or_cannot_be_compared_are_refused() -> None:
    loop: list[Any] = []
    loop.append(loop)
    with pytest.raises(InputsError, match="contain themselves"):
        inputs_fingerprint(loop)
    with pytest.raises(InputsError, match="cannot be compared"):
        inputs_fingerprint(lambda: 0)
