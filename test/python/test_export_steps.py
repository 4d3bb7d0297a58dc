"""A step that fails costs one form of one subgraph, and says which line of the user's code it came from."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import torch
from bundle_checks import assert_parity, capture, export, read_tensor, run_onnx
from torch import nn

import pacegate.subgraph_collection
from pacegate.manifest import ExportedOnnx, ExportedPt2, FailedForm
from pacegate.subgraph_program import export_program

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pytest


@torch.library.custom_op("pacegate_test::doubled", mutates_args=())
def doubled(values: torch.Tensor) -> torch.Tensor:
    """An operator that no ONNX converter knows."""
    return values * 2


@doubled.register_fake
def _(values: torch.Tensor) -> torch.Tensor:
    return torch.empty_like(values)


first, last = nn.Linear(4, 4).eval(), nn.Linear(4, 2).eval()


def predict(features: torch.Tensor) -> torch.Tensor:
    hidden = doubled(first(features))  # The failing line.
    torch._dynamo.graph_break()
    result: torch.Tensor = last(hidden)
    return result


def test_an_operator_without_onnx_form_costs_its_graph_alone() -> None:
    exported = export(capture(predict, (torch.ones(2, 4),)))
    failed, healthy = exported.subgraphs
    assert isinstance(failed.onnx, FailedForm)
    assert failed.onnx.error.stage == "onnx"
    assert "doubled" in failed.onnx.error.message
    assert failed.onnx.error.location is not None
    source = Path(__file__).read_text(encoding="utf-8").splitlines()
    assert failed.onnx.error.location.file == Path(__file__).name
    assert "The failing line" in source[failed.onnx.error.location.line - 1]
    # PyTorch's own form of it is there, and so are its golden outputs.
    assert isinstance(failed.pt2, ExportedPt2)
    assert failed.samples[0].golden is not None
    assert isinstance(healthy.onnx, ExportedOnnx)
    assert healthy.samples[0].golden is not None
    assert_parity(run_onnx(healthy, healthy.samples[0]), [read_tensor(value) for value in healthy.samples[0].golden])


def test_a_graph_that_cannot_be_exported_costs_itself_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    captured = capture(predict, (torch.ones(2, 4),))
    real = export_program
    seen: list[object] = []

    def refuse_the_first(graph: object, *arguments: object) -> object:
        seen.append(graph)
        if len(seen) == 1:
            raise NotImplementedError(f"cannot trace in {Path(__file__).parent.resolve()}/{Path(__file__).name}")
        return real(graph, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(pacegate.subgraph_collection, "export_program", refuse_the_first)
    exported = export(captured)
    failed, healthy = exported.subgraphs
    assert isinstance(failed.onnx, FailedForm)
    assert failed.onnx.error.stage == "export"
    assert failed.onnx.error.exception == "NotImplementedError"
    assert failed.onnx.error.message == f"cannot trace in {Path(__file__).name}"
    assert failed.pt2 == failed.onnx
    assert len(failed.samples) == 1
    assert [port.shape for port in failed.inputs] == [(2, 4)]
    assert isinstance(healthy.onnx, ExportedOnnx)


def test_types_that_bundles_cannot_hold_are_an_error_of_that_graph() -> None:
    exported = export(capture(lambda values: (values * 2).real + 1, (torch.ones(3, dtype=torch.complex64),)))
    [subgraph] = exported.subgraphs
    assert isinstance(subgraph.onnx, FailedForm)
    assert "complex64" in subgraph.onnx.error.message
    assert subgraph.samples[0].inputs == ()


def test_golden_outputs_that_cannot_be_computed_are_an_error_of_that_graph(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> Sequence[torch.Tensor]:
        raise RuntimeError("out of luck")

    monkeypatch.setattr(pacegate.subgraph_collection, "golden_outputs", refuse)
    [subgraph] = export(capture(nn.Linear(4, 3).eval(), (torch.ones(1, 4),))).subgraphs
    assert isinstance(subgraph.onnx, FailedForm)
    assert subgraph.onnx.error.stage == "golden"
    assert subgraph.samples[0].golden is None
