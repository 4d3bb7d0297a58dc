"""The ONNX file holds what ONNX Runtime needs and nothing of the user's code, and its weights lie beside it."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

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


def test_ports_have_the_names_of_the_manifest(bert: ExportedCase) -> None:
    for subgraph, (_, model) in zip(bert.subgraphs, onnx_files(bert), strict=True):
        assert [value.name for value in model.graph.input] == [port.name for port in subgraph.inputs]
        assert [value.name for value in model.graph.output] == [port.name for port in subgraph.outputs]


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
