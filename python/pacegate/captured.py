"""What capture hands to export: graphs, their calls with real values, and local python times."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import torch

Value = "torch.Tensor | int | float | bool"
"""What a placeholder can receive; symbolic integers arrive as plain ``int``."""

Role = Literal["input", "parameter", "buffer", "symbol"]
"""``symbol`` is a Python number that Dynamo lifted to an input."""


@dataclass(frozen=True)
class Location:
    """A line of the user's code; ``file`` is relative to the repo's root where it lies inside."""

    file: str
    line: int


@dataclass(frozen=True)
class GraphBreak:
    """Why TorchDynamo ended a graph before the end of the function."""

    reason: str
    location: Location | None


@dataclass(frozen=True)
class Placeholder:
    """One placeholder of a captured graph, in the graph's own order."""

    name: str
    role: Role
    path: str | None
    """Dotted name of a parameter or buffer (``encoder.layer.0.output.dense.weight``), else ``None``."""
    argument: str | None
    """What the user's code calls an input (``batch.input_ids``), for messages alone; ``None`` where it has no name
    there, and for all that is no input."""


@dataclass(frozen=True)
class CapturedGraph:
    """A subgraph as TorchDynamo compiled it.

    ``ordinal`` counts from 1 in order of first use in the recorded pass. Graphs without operators, or
    without a tensor input that varies, are not here: they belong to local python.
    """

    ordinal: int
    module: torch.fx.GraphModule
    placeholders: tuple[Placeholder, ...]
    graph_break: GraphBreak | None


@dataclass(frozen=True)
class CapturedCall:
    """One execution of a graph with the values from before the call (inputs are clones)."""

    graph: int
    """``CapturedGraph.ordinal``."""
    arguments: tuple[torch.Tensor | int | float | bool, ...]
    """One for each placeholder; parameters and buffers are the model's own tensors, not clones."""
    outputs: tuple[torch.Tensor | int | float | bool | None, ...]
    """PyTorch's outputs, cloned: the golden values."""


@dataclass(frozen=True)
class CapturedRun:
    """One run of the function: local python, call, local python, call, …, local python."""

    calls: tuple[CapturedCall, ...]


@dataclass(frozen=True)
class LocalPythonTimes:
    """Local python, timed in passes of their own, under a stance that keeps guards out of the gaps."""

    passes_ns: tuple[int, ...]
    """One entry a pass: local python summed over all runs of the case."""
    segments_ns: tuple[tuple[tuple[int, ...], ...], ...]
    """``segments_ns[run][gap]`` is one sample a pass; a run with n calls has n + 1 gaps."""
    whole_passes_ns: tuple[int, ...]
    """The graphs run as well: what the local python is a part of, on this machine."""


@dataclass(frozen=True)
class CapturedCase:
    """All that one case's inputs made happen."""

    function: str
    """The function's name, for profile names such as ``predict[1/2]``."""
    graphs: tuple[CapturedGraph, ...]
    runs: tuple[CapturedRun, ...]
    """In the order of the inputs."""
    discarded_runs: int
    """Warm-up runs thrown away because compilation happened in them."""
    local_python: LocalPythonTimes


@dataclass(frozen=True)
class CodeFingerprint:
    """Fingerprint of the code around the graphs and what it covers."""

    digest: str
    modules: tuple[tuple[str, str], ...]
    """(path relative to the root, sha256 of its normalised syntax tree)."""
    packages: tuple[tuple[str, str], ...]
    """(distribution name, version)."""
    files: tuple[tuple[str, str], ...]
    """(data file read by path, relative to the root; sha256)."""
