"""What the exporter's tests share: one exported case, its ONNX outputs, and how close they are to PyTorch's."""

from __future__ import annotations

import dataclasses
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import onnxruntime as ort
import torch

from pacegate.capture import CaptureOptions, capture_case
from pacegate.entry import load_entry
from pacegate.inputs import Call, load_inputs
from pacegate.manifest import ExportedOnnx
from pacegate.objects import ObjectStore
from pacegate.profiles import CallReference, make_profiles
from pacegate.subgraph_collection import SubgraphCollection
from pacegate.subgraph_program import SubgraphProgram, export_program
from pacegate.weights import Weights, WeightsMode

if TYPE_CHECKING:
    from collections.abc import Callable

    from pacegate.captured import CapturedCase
    from pacegate.manifest import Sample, Subgraph
    from pacegate.profiles import Profile
    from pacegate.stored_tensor import StoredTensor

# One store for the whole session: exports of several tests share weights, as commits do.
_folder = tempfile.TemporaryDirectory(prefix="pacegate-objects-")
OBJECTS = Path(_folder.name) / "objects"


@dataclass(frozen=True)
class ExportedCase:
    """A case and all that its export gave."""

    captured: CapturedCase
    runs: list[list[CallReference]]
    subgraphs: tuple[Subgraph, ...]
    profiles: tuple[Profile, ...]


def capture(function: Callable[..., Any], *calls: tuple[Any, ...], root: Path = Path(__file__).parent) -> CapturedCase:
    """Captures a function that a test defines; few timed passes, since no test looks at times."""
    options = CaptureOptions(root=root, function="predict", min_passes=1, max_passes=1)
    return capture_case(function, [Call(call, {}) for call in calls], options)


def export(
    captured: CapturedCase, *, root: Path = Path(__file__).parent, weights: WeightsMode = "real"
) -> ExportedCase:
    """Exports a captured case into the session's store."""
    store = ObjectStore(OBJECTS)
    collection = SubgraphCollection(store, Weights(store, weights), root.resolve())
    runs = collection.add_case(captured)
    return ExportedCase(captured, runs, collection.subgraphs, make_profiles(captured, runs))


_exported: dict[tuple[Path, str, int | None], ExportedCase] = {}


def export_file(root: Path, file: str, batch_size: int | None = None) -> ExportedCase:
    """Exports `predict` on `requests` of a file; the same file is exported once a session."""
    key = (root, file, batch_size)
    if key not in _exported:
        entry = load_entry(root, f"{file}:predict")
        inputs = load_inputs(root, f"{file}:requests", batch_size)
        options = CaptureOptions(root=root, function="predict", min_passes=1, max_passes=1)
        _exported[key] = export(capture_case(entry, inputs.calls, options), root=root)
    return _exported[key]


def program_of(function: Callable[..., Any], *call: Any) -> SubgraphProgram:
    """Exports the only graph of a function."""
    captured = capture(function, call)
    [run] = captured.runs
    [made] = run.calls
    return export_program(captured.graphs[0], made.arguments, made.outputs, lambda _, tensor: tensor)


def read_tensor(stored: StoredTensor) -> torch.Tensor:
    """Reads a stored tensor back."""
    data = bytearray((OBJECTS / stored.object).read_bytes())
    dtype = getattr(torch, stored.dtype)
    flat = torch.frombuffer(data, dtype=dtype) if data else torch.empty(0, dtype=dtype)
    return flat.reshape(stored.shape)


def run_onnx(subgraph: Subgraph, sample: Sample) -> list[torch.Tensor]:
    """Runs the ONNX file by path, with its external data beside it."""
    assert isinstance(subgraph.onnx, ExportedOnnx), subgraph.onnx
    session = ort.InferenceSession(str(OBJECTS / subgraph.onnx.object), providers=["CPUExecutionProvider"])
    feeds = {
        port.name: read_tensor(tensor).numpy() for port, tensor in zip(subgraph.inputs, sample.inputs, strict=True)
    }
    results = session.run([port.name for port in subgraph.outputs], feeds)
    return [torch.from_numpy(np.asarray(result)) for result in results]


def assert_parity(actual: list[torch.Tensor], golden: list[torch.Tensor]) -> None:
    """Holds outputs to the default tolerances of 32-bit floats, element by element and as a whole."""
    assert len(actual) == len(golden)
    for got, wanted in zip(actual, golden, strict=True):
        assert got.dtype == wanted.dtype
        assert got.shape == wanted.shape
        if not wanted.is_floating_point():
            assert torch.equal(got, wanted)
            continue
        difference = (got - wanted).double()
        assert bool((difference.abs() <= 1e-4 + 1e-3 * wanted.double().abs()).all())
        assert float(difference.norm()) <= 1e-5 * max(float(wanted.double().norm()), 1e-12)


def assert_all_parity(exported: ExportedCase) -> None:
    """Holds every sample of every subgraph to the tolerances; there must be something to hold."""
    checked = 0
    for subgraph in exported.subgraphs:
        for sample in subgraph.samples:
            assert sample.golden is not None
            assert_parity(run_onnx(subgraph, sample), [read_tensor(tensor) for tensor in sample.golden])
            checked += 1
    assert checked > 0


def total_calls(exported: ExportedCase) -> int:
    """Counts all calls of all runs."""
    return sum(len(run.calls) for run in exported.captured.runs)


def field_names(value: object) -> set[str]:
    """Names of a dataclass's fields."""
    assert dataclasses.is_dataclass(value)
    return {field.name for field in dataclasses.fields(value)}
