"""Making calls of what `inputs:` yields, with batch sizes, and refusing what would be measured wrongly."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import torch

from pacegate.errors import InputsError
from pacegate.inputs import Call, load_inputs

if TYPE_CHECKING:
    from pathlib import Path


def inputs_file(root: Path, source: str) -> str:
    (root / "calls.py").write_text(source)
    return "calls.py:requests"


def test_what_is_yielded_becomes_arguments(tmp_path: Path) -> None:
    spec = inputs_file(
        tmp_path,
        "def requests():\n"
        "    yield 'text'\n    yield ('a', 2)\n    yield {'top_k': 3}\n    yield ['x', 'y']\n    yield {}\n",
    )
    assert load_inputs(tmp_path, spec, None).calls == (
        Call(("text",), {}),
        Call(("a", 2), {}),
        Call((), {"top_k": 3}),
        Call((["x", "y"],), {}),
        Call(({},), {}),
    )


def test_a_list_of_calls_needs_no_function(tmp_path: Path) -> None:
    assert load_inputs(tmp_path, inputs_file(tmp_path, "requests = ['a', 'b']\n"), None).calls == (
        Call(("a",), {}),
        Call(("b",), {}),
    )


def test_the_batch_size_is_passed(models: Path) -> None:
    inputs = load_inputs(models, "mlp.py:requests", 3)
    assert [call.args[0].shape for call in inputs.calls] == [(3, 16), (3, 16)]


@pytest.mark.parametrize(
    ("source", "batch_size", "message"),
    [
        ("def requests():\n    yield 1\n", 4, "takes no `batch_size`"),
        ("def requests(batch_size):\n    yield 1\n", None, "the config lists none"),
        ("def requests(batch_size, model):\n    yield 1\n", 4, "require `model`"),
        ("requests = [1]\n", 4, "not a function of one"),
        ("def requests():\n    return []\n", None, "yield nothing"),
        ("def requests():\n    pass\n", None, "give nothing"),
        ("import torch\ndef requests():\n    return torch.ones(2, 3)\n", None, "give a Tensor, not a series"),
        ("def requests():\n    return {'a': 1}\n", None, "give a dict, not a series"),
        ("def requests():\n    return 'text'\n", None, "give a str, not a series"),
        ("import itertools\nrequests = itertools.count()\n", None, "more than 10000 calls"),
        ("def requests():\n    yield iter([])\n", None, "cannot be compared"),
    ],
)
def test_inputs_that_do_not_fit_are_refused(tmp_path: Path, source: str, batch_size: int | None, message: str) -> None:
    with pytest.raises(InputsError, match=message):
        load_inputs(tmp_path, inputs_file(tmp_path, source), batch_size)


def test_inputs_that_raise_show_the_users_line(tmp_path: Path) -> None:
    spec = inputs_file(tmp_path, "def requests():\n    yield 1\n    raise KeyError('row')\n")
    with pytest.raises(InputsError, match="KeyError") as caught:
        load_inputs(tmp_path, spec, None)
    assert caught.value.where == "calls.py:3"
    assert caught.value.traceback is not None
    assert caught.value.traceback.startswith('Traceback (most recent call last):\n  File "calls.py", line 3')


def test_a_fresh_call_protects_the_values_from_a_function_that_changes_them() -> None:
    call = Call((torch.zeros(2), ["a"]), {"options": {"k": torch.zeros(1)}})
    fresh = call.fresh()
    fresh.args[0].add_(1)
    fresh.args[1].append("b")
    fresh.kwargs["options"]["k"].add_(1)
    assert torch.equal(call.args[0], torch.zeros(2))
    assert call.args[1] == ["a"]
    assert torch.equal(call.kwargs["options"]["k"], torch.zeros(1))


def test_the_fingerprint_follows_the_values(models: Path, tmp_path: Path) -> None:
    one, same = load_inputs(models, "mlp.py:requests", 3), load_inputs(models, "mlp.py:requests", 3)
    assert one.fingerprint == same.fingerprint
    assert one.fingerprint != load_inputs(models, "mlp.py:requests", 4).fingerprint
