"""The TorchDynamo backend: runs each captured graph eagerly, marking when, and recording what when asked."""

from __future__ import annotations

import operator
from dataclasses import dataclass, field
from time import perf_counter_ns
from typing import TYPE_CHECKING, Any

from pacegate.graph_breaks import graph_break
from pacegate.graph_placeholders import graph_placeholders

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import torch

    from pacegate.captured import GraphBreak, Placeholder


@dataclass(frozen=True)
class CompiledGraph:
    """A graph that TorchDynamo gave to the backend and that counts as a segment."""

    index: int
    """In order of compilation."""
    module: torch.fx.GraphModule
    placeholders: tuple[Placeholder, ...]
    graph_break: GraphBreak | None


@dataclass(frozen=True)
class RecordedCall:
    """One execution of a graph: values from before the call, and outputs, cloned."""

    graph: int
    arguments: tuple[Any, ...]
    outputs: tuple[Any, ...]
    replayable: bool
    """Whether handing out clones of the outputs does all that running the graph does."""


@dataclass
class Tape:
    """What happens while the compiled function runs."""

    graphs: list[CompiledGraph] = field(default_factory=list)
    compilations: int = 0
    """Graphs compiled so far, those that count as local python included."""
    marks: list[tuple[int, int, int]] = field(default_factory=list)
    """(graph, start, end) of each call since the list was last cleared, in nanoseconds."""
    recording: list[RecordedCall] | None = None
    """Where calls are recorded; ``None`` while none are, since cloning must not be timed."""
    replaying: Iterator[RecordedCall] | None = None
    """The calls of this run as recorded, where only the Python around them is of interest."""


def segment_backend(tape: Tape, root: Path) -> Callable[[torch.fx.GraphModule, list[Any]], Callable[..., Any]]:
    """Makes a backend for `torch.compile` that writes to ``tape``."""

    def compile_graph(module: torch.fx.GraphModule, _examples: list[Any]) -> Callable[..., Any]:
        tape.compilations += 1
        placeholders = graph_placeholders(module)
        forward: Callable[..., Any] = module.forward
        if not _is_segment(module, placeholders):
            return forward
        graph = CompiledGraph(len(tape.graphs), module, placeholders, graph_break(module, root))
        tape.graphs.append(graph)
        index = graph.index

        def run_graph(*arguments: Any) -> Any:
            if tape.recording is not None:
                return _record(tape.recording, graph, arguments)
            start = perf_counter_ns()
            replayed = None if tape.replaying is None else _replay(tape.replaying, index)
            outputs = forward(*arguments) if replayed is None else replayed
            tape.marks.append((index, start, perf_counter_ns()))
            return outputs

        return run_graph

    return compile_graph


def _is_segment(module: torch.fx.GraphModule, placeholders: tuple[Placeholder, ...]) -> bool:
    """Without a tensor that varies, or without an operator on tensors, there is nothing to send to an engine.

    TorchDynamo makes such graphs of tokenisers (`torch.tensor(list)`) and of moving a model.
    """
    if all(placeholder.role != "input" for placeholder in placeholders):
        return False
    return any(_computes(node) for node in module.graph.nodes)


def _computes(node: torch.fx.Node) -> bool:
    import torch

    if node.op not in ("call_function", "call_method", "call_module") or node.target is operator.getitem:
        return False
    value = node.meta.get("example_value")
    values = value if isinstance(value, (tuple, list)) else (value,)
    return any(isinstance(item, torch.Tensor) for item in values)


def _record(recording: list[RecordedCall], graph: CompiledGraph, arguments: tuple[Any, ...]) -> Any:
    import torch

    before: list[Any] = []
    versions: list[int | None] = []
    for placeholder, argument in zip(graph.placeholders, arguments, strict=True):
        kept = placeholder.role == "parameter" or not isinstance(argument, torch.Tensor)
        before.append(argument if kept else _clone(argument))
        # Inference tensors have no version counter: then the clone is kept.
        versions.append(None if kept or argument.is_inference() else argument._version)
    outputs = graph.module.forward(*arguments)
    for i, (placeholder, argument) in enumerate(zip(graph.placeholders, arguments, strict=True)):
        if placeholder.role == "buffer" and versions[i] is not None and argument._version == versions[i]:
            before[i] = argument
    values = outputs if isinstance(outputs, (tuple, list)) else (outputs,)
    recorded = tuple(_clone(value) if isinstance(value, torch.Tensor) else value for value in values)
    replayable = not _touches(arguments, before, versions) and not _share_memory(arguments, values)
    recording.append(RecordedCall(graph.index, tuple(before), recorded, replayable))
    return outputs


def _replay(calls: Iterator[RecordedCall], graph: int) -> tuple[Any, ...] | None:
    """Hands out the outputs that the run's next call gave; ``None`` where the graph has to run.

    The same inputs give the same outputs. Without the graphs' work a pass takes a fraction of the time, and the
    Python around them finds the caches as it left them, so that it can be timed often and evenly.
    """
    import torch

    call = next(calls, None)
    if call is None or call.graph != graph or not call.replayable:
        return None
    return tuple(value.clone() if isinstance(value, torch.Tensor) else value for value in call.outputs)


def _touches(arguments: tuple[Any, ...], before: list[Any], versions: list[int | None]) -> bool:
    """Tells whether the graph changed a tensor that it was given."""
    import torch

    for argument, value, version in zip(arguments, before, versions, strict=True):
        if value is argument or not isinstance(argument, torch.Tensor):
            continue
        # An inference tensor counts no versions. NaN differs from itself and so counts as changed, which is safe.
        if not torch.equal(argument, value) if version is None else argument._version != version:
            return True
    return False


def _share_memory(arguments: tuple[Any, ...], outputs: tuple[Any, ...] | list[Any]) -> bool:
    """Tells whether an output is a view of an argument: later code may write to one and read the other."""
    import torch

    def storages(values: tuple[Any, ...] | list[Any]) -> set[int]:
        return {value.untyped_storage().data_ptr() for value in values if isinstance(value, torch.Tensor)} - {0}

    return not storages(arguments).isdisjoint(storages(outputs))


def _clone(tensor: torch.Tensor) -> torch.Tensor:
    import torch

    # A clone made in inference mode could not be exported later.
    with torch.inference_mode(False), torch.no_grad():
        return tensor.detach().clone()
