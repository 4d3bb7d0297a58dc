"""The ONNX file holds what ONNX Runtime needs and nothing of the user's code, and its weights lie beside it."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

import onnx
import pytest
import torch
from bundle_checks import OBJECTS, assert_all_parity, capture, export, export_file
from torch import nn

from pacegate.manifest import ExportedOnnx, ExportedPt2
from pacegate.onnx_form import EXTERNAL_BYTES

if TYPE_CHECKING:
    from pathlib import Path

    from bundle_checks import ExportedCase


@pytest.fixture(scope="module")
def bert(models: Path) -> ExportedCase:
    return export_file(models, "bert.py")


def onnx_files(exported: ExportedCase) -> list[tuple[ExportedOnnx, onnx.ModelProto]]:
    forms = [subgraph.onnx for subgraph in exported.subgraphs]
    assert forms
    found = []
    for form in forms:
        assert isinstance(form, ExportedOnnx)
        found.append((form, onnx.load(str(OBJECTS / form.object), load_external_data=False)))
    return found


def test_no_metadata_is_left(bert: ExportedCase, models: Path) -> None:
    for form, model in onnx_files(bert):
        assert (model.producer_name, model.producer_version, model.doc_string) == ("pacegate", "", "")
        assert not model.metadata_props
        assert not model.functions
        assert not model.graph.doc_string
        assert not model.graph.metadata_props
        everything = [*model.graph.node, *model.graph.value_info, *model.graph.input, *model.graph.output]
        for part in [*everything, *model.graph.initializer]:
            assert not part.metadata_props
            assert not part.doc_string
        data = (OBJECTS / form.object).read_bytes()
        for private in (str(models), "bert.py", "site-packages", "transformers", "stack_trace"):
            assert private.encode() not in data


def test_initialisers_come_in_order_of_first_use(bert: ExportedCase) -> None:
    for _, model in onnx_files(bert):
        names = {initializer.name for initializer in model.graph.initializer}
        used = dict.fromkeys(name for node in model.graph.node for name in node.input if name in names)
        assert [initializer.name for initializer in model.graph.initializer] == list(used)


def test_large_weights_are_objects_and_small_ones_are_not(bert: ExportedCase) -> None:
    for form, model in onnx_files(bert):
        locations = []
        for initializer in model.graph.initializer:
            entries = {entry.key: entry.value for entry in initializer.external_data}
            if not entries:
                assert len(initializer.raw_data) < EXTERNAL_BYTES
                continue
            data = (OBJECTS / entries["location"]).read_bytes()
            assert len(data) == int(entries["length"]) >= EXTERNAL_BYTES
            assert hashlib.sha256(data).hexdigest() == entries["location"]
            locations.append(entries["location"])
        assert list(form.external_data) == list(dict.fromkeys(locations))
        assert locations


def test_a_second_length_shares_the_weights(bert: ExportedCase) -> None:
    (first, _), (second, _) = onnx_files(bert)
    shared = set(first.external_data) & set(second.external_data)
    # Only the embeddings of the positions, which the converter computes ahead, depend on the length.
    assert len(shared) >= len(first.external_data) - 1
    assert len(shared) >= len(second.external_data) - 1


def test_the_file_is_valid_and_of_the_stated_opset(bert: ExportedCase) -> None:
    for form, model in onnx_files(bert):
        onnx.checker.check_model(str(OBJECTS / form.object))
        assert {entry.domain: entry.version for entry in model.opset_import}[""] == form.opset == 20


def port_names(exported: ExportedCase) -> list[tuple[list[str], list[str]]]:
    """Names of the inputs and outputs of each file, which are the manifest's."""
    found = []
    for subgraph, (_, model) in zip(exported.subgraphs, onnx_files(exported), strict=True):
        names = [value.name for value in model.graph.input], [value.name for value in model.graph.output]
        assert names == ([port.name for port in subgraph.inputs], [port.name for port in subgraph.outputs])
        found.append(names)
    return found


def test_ports_are_named_by_position_and_the_manifest_tells_the_arguments(bert: ExportedCase) -> None:
    assert port_names(bert) == [(["input_0", "input_1"], ["output_0"])] * 2
    arguments = [[port.argument for port in subgraph.inputs] for subgraph in bert.subgraphs]
    assert arguments == [["input_ids", "attention_mask"]] * 2


def test_arguments_are_told_by_their_path_where_they_have_one() -> None:
    def predict(batch: dict[str, torch.Tensor], value: torch.Tensor) -> torch.Tensor:
        scores = batch["token scores"] * value
        print("a graph break")
        return (scores + 1).relu()

    first, second = export(capture(predict, ({"token scores": torch.ones(2)}, torch.ones(2)))).subgraphs
    assert [(port.name, port.argument) for port in first.inputs] == [
        ("input_0", "batch.token_scores"),
        ("input_1", "value"),
    ]
    assert [(port.name, port.argument) for port in second.inputs] == [("input_0", "scores")]


def test_what_has_no_name_in_the_code_has_no_argument() -> None:
    def predict(features: torch.Tensor) -> torch.Tensor:
        # At the break the first operand lies on Python's stack alone.
        return (features * 2) + torch.ones(len(str(print(end=""))))

    [*_, last] = export(capture(predict, (torch.ones(4),))).subgraphs
    assert None in [port.argument for port in last.inputs]


def test_a_written_buffer_is_told_by_its_name_in_the_model() -> None:
    class Counter(nn.Module):
        total: torch.Tensor

        def __init__(self) -> None:
            super().__init__()
            self.register_buffer("total", torch.zeros(3))

        def forward(self, features: torch.Tensor) -> torch.Tensor:
            self.total += features
            return features * self.total

    [subgraph] = export(capture(Counter().eval(), (torch.ones(3),))).subgraphs
    assert {port.argument for port in subgraph.inputs} == {"features", "total"}


# With `{0}` and `{1}` for the arguments; both are read in bodies of If and Loop, nested ones too.
FUNCTIONS = {
    "straight": "return torch.relu(layer({0})) + {1}",
    "if": "return torch.cond({0}.sum() > 0, lambda a: layer(a) + {0} + {1}, lambda a: a - {0} * {1}, ({0} + 1,))",
    "if in if": """return torch.cond(
        {0}.sum() > 0,
        lambda a: torch.cond(a.sum() > 1, lambda b: b * {0}, lambda b: layer(b) + {1}, (a,)),
        lambda a: a - {0} * {1},
        ({0} + 1,),
    )""",
    "loop": """return torch.while_loop(
        lambda i, {0}: i < 3, lambda i, {0}: (i + 1, layer({0}) + {1}), (torch.tensor(0), {0})
    )[1]""",
}


def with_arguments(body: str, first: str, second: str) -> ExportedCase:
    """Exports a function whose arguments have these names, and nothing else differs."""
    torch.manual_seed(0)
    space: dict[str, Any] = {"layer": nn.Linear(4, 4).eval(), "torch": torch}
    exec(f"def predict({first}, {second}):\n    {body.format(first, second)}\n", space)
    return export(capture(space["predict"], (torch.ones(2, 4), torch.full((2, 4), 2.0))))


@pytest.mark.parametrize("kind", FUNCTIONS)
def test_names_of_arguments_alone_leave_the_same_bytes(kind: str) -> None:
    short = with_arguments(FUNCTIONS[kind], "x", "y")
    assert port_names(short) == [(["input_0", "input_1"], ["output_0"])]
    assert_all_parity(short)
    [(form, _)] = onnx_files(short)
    for names in [("features_" * 20, "z"), ("input_1", "input_0"), ("output_0", "relu")]:
        other = with_arguments(FUNCTIONS[kind], *names)
        [(found, _)] = onnx_files(other)
        assert found == form
        assert {port.argument for port in other.subgraphs[0].inputs} == set(names)


@pytest.mark.parametrize("names", [["input_0"], ["output_0"], ["output_0", "inner_output_0_1", "input_0"]])
def test_weights_may_be_called_like_ports(names: list[str]) -> None:
    class Chain(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            for name in names:
                self.register_parameter(name, nn.Parameter(torch.randn(4, 4)))

        def forward(self, features: torch.Tensor) -> torch.Tensor:
            for name in names:
                features = torch.tanh(features @ getattr(self, name))
            return features

    exported = export(capture(Chain().eval(), (torch.randn(2, 4),)))
    assert port_names(exported) == [(["input_0"], ["output_0"])]
    assert_all_parity(exported)


def test_nodes_are_mapped_to_modules(bert: ExportedCase) -> None:
    for subgraph, (_, model) in zip(bert.subgraphs, onnx_files(bert), strict=True):
        assert subgraph.node_modules is not None
        modules = json.loads((OBJECTS / subgraph.node_modules).read_bytes())
        assert set(modules) <= {node.name for node in model.graph.node}
        assert any(path.startswith("encoder.layer.1.attention") for path in modules.values())
        assert len(modules) > len(model.graph.node) / 2
        assert subgraph.module_path == "model"
        assert subgraph.source is not None
        assert subgraph.source.file == "bert.py"


def test_exporting_again_gives_the_same_bytes(bert: ExportedCase, models: Path) -> None:
    again = export(bert.captured, root=models)
    assert [form.object for form, _ in onnx_files(again)] == [form.object for form, _ in onnx_files(bert)]


def test_the_weightless_program_shares_the_weights_and_tells_no_paths(bert: ExportedCase, models: Path) -> None:
    for subgraph, (form, _) in zip(bert.subgraphs, onnx_files(bert), strict=True):
        assert isinstance(subgraph.pt2, ExportedPt2)
        stored = {parameter.tensor.object for parameter in subgraph.pt2.parameters}
        assert stored & set(form.external_data)
        data = (OBJECTS / subgraph.pt2.object).read_bytes()
        weights = sum((OBJECTS / name).stat().st_size for name in stored)
        # The little model's own program is larger than its weights, which it must not hold.
        large = max((OBJECTS / name for name in stored), key=lambda path: path.stat().st_size)
        assert weights > 0
        assert large.read_bytes() not in data
        assert str(models).encode() not in data
        assert b"site-packages" not in data


def test_constants_of_the_code_survive() -> None:
    table = torch.arange(600, dtype=torch.float32).reshape(2, 300)

    def predict(features: torch.Tensor) -> torch.Tensor:
        return features @ table + torch.tensor([1.0, 2.0, 3.0])[:, None].sum()

    assert_all_parity(export(capture(predict, (torch.ones(4, 2),))))


def test_one_weight_under_two_names_is_one_object() -> None:
    weight = nn.Parameter(torch.randn(32, 32))
    first, second = nn.Linear(32, 32, bias=False), nn.Linear(32, 32, bias=False)
    first.weight = second.weight = weight
    exported = export(capture(nn.Sequential(first, nn.ReLU(), second).eval(), (torch.randn(1, 32),)))
    [(form, _)] = onnx_files(exported)
    assert len(form.external_data) == 1
    assert_all_parity(exported)
