"""Every kind of function gives the right number of subgraphs and profiles, and ONNX Runtime agrees with PyTorch."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import torch
from bundle_checks import OBJECTS, assert_all_parity, assert_parity, capture, export, export_file, read_tensor, run_onnx
from torch import nn

from pacegate.manifest import ExportedPt2

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("file", "batch_size", "subgraphs", "profiles", "samples"),
    [
        ("mlp.py", 1, 1, 1, [2]),
        ("mlp.py", 4, 1, 1, [2]),
        ("cnn.py", 2, 1, 1, [1]),
        # One form for each length.
        ("bert.py", None, 2, 2, [1, 1]),
        ("print_break.py", None, 2, 1, [1, 1]),
        # The trunk with the condition, then the dear or the cheap path.
        ("branch.py", None, 3, 2, [3, 2, 1]),
    ],
)
def test_outputs_agree_with_pytorch(
    models: Path, file: str, batch_size: int | None, subgraphs: int, profiles: int, samples: list[int]
) -> None:
    exported = export_file(models, file, batch_size)
    assert len(exported.subgraphs) == subgraphs
    assert len(exported.profiles) == profiles
    assert [len(subgraph.samples) for subgraph in exported.subgraphs] == samples
    assert [subgraph.ordinal for subgraph in exported.subgraphs] == list(range(1, subgraphs + 1))
    assert_all_parity(exported)


@pytest.mark.parametrize(("file", "batch_size"), [("cnn.py", 2), ("bert.py", None), ("branch.py", None)])
def test_the_weightless_program_agrees_with_pytorch(models: Path, file: str, batch_size: int | None) -> None:
    for subgraph in export_file(models, file, batch_size).subgraphs:
        assert isinstance(subgraph.pt2, ExportedPt2)
        with (OBJECTS / subgraph.pt2.object).open("rb") as archive:
            program = torch.export.load(archive)
        parameters = [read_tensor(parameter.tensor) for parameter in subgraph.pt2.parameters]
        for sample in subgraph.samples:
            assert sample.golden is not None
            with torch.no_grad():
                outputs = program.graph_module(*parameters, *map(read_tensor, sample.inputs))
            assert_parity(list(outputs), [read_tensor(tensor) for tensor in sample.golden])


def test_a_cache_written_in_place_is_an_input_and_an_output() -> None:
    projection = nn.Linear(4, 4).eval()

    def predict(token: torch.Tensor, cache: torch.Tensor) -> torch.Tensor:
        cache[:, 1] = projection(token)
        return cache.sum(dim=1)

    exported = export(capture(predict, (torch.randn(2, 4), torch.randn(2, 3, 4))))
    [subgraph] = exported.subgraphs
    [sample] = subgraph.samples
    assert len(subgraph.inputs) == 2
    assert [port.shape for port in subgraph.outputs] == [(2, 4), (2, 3, 4)]
    assert sample.golden is not None
    before = read_tensor(sample.inputs[[port.shape for port in subgraph.inputs].index((2, 3, 4))])
    after = read_tensor(sample.golden[1])
    assert torch.equal(before[:, 0], after[:, 0])
    assert not torch.equal(before[:, 1], after[:, 1])
    assert_all_parity(exported)


def test_a_buffer_written_by_the_model_is_an_input_and_an_output() -> None:
    class Counter(nn.Module):
        total: torch.Tensor

        def __init__(self) -> None:
            super().__init__()
            self.weight = nn.Parameter(torch.randn(3, 3))
            self.register_buffer("total", torch.zeros(3))

        def forward(self, features: torch.Tensor) -> torch.Tensor:
            hidden = features @ self.weight
            self.total += hidden.sum(dim=0)
            return hidden + self.total

    model = Counter().eval()
    exported = export(capture(model, (torch.randn(2, 3),)))
    [subgraph] = exported.subgraphs
    assert sorted(port.shape for port in subgraph.inputs) == [(2, 3), (3,)]
    assert {port.shape for port in subgraph.outputs} == {(2, 3), (3,)}
    assert_all_parity(exported)


def test_random_operators_have_no_golden_outputs() -> None:
    exported = export(
        capture(lambda features: nn.functional.dropout(features * 2, 0.5, training=True), (torch.ones(4),))
    )
    [subgraph] = exported.subgraphs
    assert subgraph.unverifiable is not None
    assert "dropout" in subgraph.unverifiable
    assert [sample.golden for sample in subgraph.samples] == [None]


def test_dropout_that_is_switched_off_is_verified() -> None:
    exported = export(capture(nn.Sequential(nn.Linear(3, 3), nn.Dropout(0.5)).eval(), (torch.ones(2, 3),)))
    assert exported.subgraphs[0].unverifiable is None
    assert_all_parity(exported)


def test_numbers_that_change_make_a_form_each() -> None:
    layer = nn.Linear(4, 4).eval()

    def predict(features: torch.Tensor, length: int) -> torch.Tensor:
        result: torch.Tensor = layer(features)[:, :length].sum(dim=1) * length
        return result

    exported = export(capture(predict, (torch.randn(2, 4), 2), (torch.randn(2, 4), 3), (torch.randn(2, 4), 4)))
    assert len({subgraph.fingerprint for subgraph in exported.subgraphs}) == len(exported.subgraphs) == 3
    assert_all_parity(exported)


def test_inputs_handed_through_are_no_outputs() -> None:
    exported = export(capture(lambda features: (features, features + 1), (torch.ones(2),)))
    assert [len(subgraph.outputs) for subgraph in exported.subgraphs] == [1]
    assert_all_parity(exported)


def test_half_precision_weights_keep_their_bytes() -> None:
    layer = nn.Linear(8, 8).to(torch.bfloat16).eval()
    exported = export(capture(layer, (torch.randn(2, 8, dtype=torch.bfloat16),)))
    [subgraph] = exported.subgraphs
    assert isinstance(subgraph.pt2, ExportedPt2)
    stored = {parameter.name: read_tensor(parameter.tensor) for parameter in subgraph.pt2.parameters}
    weight = next(value for value in stored.values() if value.dim() == 2)
    assert torch.equal(weight, layer.weight)


def test_stand_in_weights_have_golden_outputs_of_their_own(models: Path) -> None:
    real = export_file(models, "mlp.py", 4)
    synthetic = [export(real.captured, root=models, weights="synthetic") for _ in range(2)]
    assert synthetic[0].subgraphs[0].weights_hash == synthetic[1].subgraphs[0].weights_hash
    assert synthetic[0].subgraphs[0].fingerprint == real.subgraphs[0].fingerprint
    assert synthetic[0].subgraphs[0].weights_hash != real.subgraphs[0].weights_hash
    assert synthetic[0].subgraphs[0].samples[0].golden != real.subgraphs[0].samples[0].golden
    assert_all_parity(synthetic[0])


def test_at_most_eight_samples_stand_for_all_inputs() -> None:
    layer = nn.Linear(2, 2).eval()
    calls = [(torch.full((1, 2), float(value)),) for value in range(19)]
    exported = export(capture(layer, *calls))
    [subgraph] = exported.subgraphs
    assert len(subgraph.samples) == 8
    used = [call.sample for run in exported.runs for call in run]
    counts = {sample.id: used.count(sample.id) for sample in subgraph.samples}
    assert sum(counts.values()) == 19
    assert max(counts.values()) - min(counts.values()) <= 1
    assert_parity(run_onnx(subgraph, subgraph.samples[0]), [layer(calls[0][0]).detach()])
