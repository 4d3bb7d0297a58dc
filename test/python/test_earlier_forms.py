"""A program that an earlier bundle holds is not converted again; one that differs in anything is."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import torch

from pacegate.capture import CaptureOptions, capture_case
from pacegate.earlier_forms import EarlierForms
from pacegate.inputs import Call
from pacegate.manifest import ExportedOnnx, FailedForm, Subgraph, as_json
from pacegate.objects import ObjectStore
from pacegate.onnx_form import OPSET
from pacegate.subgraph_collection import SubgraphCollection
from pacegate.versions import Versions
from pacegate.weights import Weights

if TYPE_CHECKING:
    from pacegate.captured import CapturedCase

VERSIONS = Versions("0.1.0", "3.11.7", "2.13.0", "1.23.2", "0.7.2")


def captured(width: int = 8, seed: int = 0, name: str = "hidden") -> CapturedCase:
    torch.manual_seed(seed)
    layer = torch.nn.Linear(8, width).eval()
    # The name of a local variable ends up in the names of the graph.
    space: dict[str, Any] = {"layer": layer, "torch": torch}
    exec(f"def predict({name}):\n    return torch.relu(layer({name})) * 2\n", space)
    return capture_case(space["predict"], (Call((torch.ones(2, 8),), {}),), CaptureOptions(Path.cwd(), "predict"))


def subgraph(case: CapturedCase, folder: Path, earlier: EarlierForms | None = None) -> Subgraph:
    store = ObjectStore(folder / "objects")
    collection = SubgraphCollection(store, Weights(store, "real"), folder, earlier)
    collection.add_case(case)
    (only,) = collection.subgraphs
    return only


def earlier_forms(folder: Path, form: Subgraph, **changes: object) -> EarlierForms:
    manifest = folder / "manifest.json"
    versions = dataclasses.asdict(VERSIONS)
    document = {"versions": versions, "capture": {"opset": OPSET}, "subgraphs": [as_json(form)], **changes}
    manifest.write_text(json.dumps(document), encoding="utf-8")
    return EarlierForms([manifest], folder / "objects", VERSIONS)


@pytest.fixture
def no_converter(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise RuntimeError("converted again")

    monkeypatch.setattr(torch.onnx, "export", refuse)


@pytest.fixture
def first(tmp_path: Path) -> Subgraph:
    return subgraph(captured(), tmp_path)


def test_the_same_program_is_not_converted_again(tmp_path: Path, first: Subgraph, no_converter: None) -> None:
    again = subgraph(captured(name="renamed"), tmp_path, earlier_forms(tmp_path, first))
    assert isinstance(again.onnx, ExportedOnnx)
    assert (again.onnx, again.node_modules, again.id) == (first.onnx, first.node_modules, first.id)
    # What the code calls an input is this commit's; the file knows it by its position.
    assert [(port.name, port.argument) for port in first.inputs] == [("input_0", "hidden")]
    assert [(port.name, port.argument) for port in again.inputs] == [("input_0", "renamed")]
    assert again.outputs == first.outputs


@pytest.mark.parametrize("change", [{"width": 9}, {"seed": 1}])
def test_another_program_or_other_weights_are(
    tmp_path: Path, first: Subgraph, no_converter: None, change: dict[str, Any]
) -> None:
    again = subgraph(captured(**change), tmp_path, earlier_forms(tmp_path, first))
    assert isinstance(again.onnx, FailedForm)
    assert "converted again" in again.onnx.error.message


def test_nothing_is_taken_from_other_versions_a_broken_manifest_or_lost_objects(
    tmp_path: Path, first: Subgraph
) -> None:
    found = (first.fingerprint, first.weights_hash)
    assert earlier_forms(tmp_path, first).find(*found) is not None
    other = {**dataclasses.asdict(VERSIONS), "torch": "2.14.0"}
    assert earlier_forms(tmp_path, first, versions=other).find(*found) is None
    assert earlier_forms(tmp_path, first, subgraphs="?").find(*found) is None
    named = dataclasses.replace(first, inputs=tuple(dataclasses.replace(port, name="x") for port in first.inputs))
    assert earlier_forms(tmp_path, named).find(*found) is None
    assert EarlierForms([tmp_path / "absent.json"], tmp_path / "objects", VERSIONS).find(*found) is None
    assert isinstance(first.onnx, ExportedOnnx)
    (tmp_path / "objects" / first.onnx.object).unlink()
    assert earlier_forms(tmp_path, first).find(*found) is None
