"""Captures one case: every graph of a function with real values, and the times of the Python around them."""

from __future__ import annotations

from dataclasses import dataclass
from time import perf_counter
from typing import TYPE_CHECKING, Any

from pacegate.captured import (
    CapturedCall,
    CapturedCase,
    CapturedGraph,
    CapturedRun,
    LocalPythonTimes,
)
from pacegate.compiled_function import CompiledFunction
from pacegate.dynamo_settings import timing_stance
from pacegate.errors import CaptureError
from pacegate.module_paths import source_location
from pacegate.threads import limit_threads

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from pacegate.compiled_function import WarmUp
    from pacegate.inputs import Call


@dataclass(frozen=True)
class CaptureOptions:
    """How one case is captured."""

    root: Path
    """The project's folder."""
    function: str
    """The function's name: ``predict`` of ``search.py:predict``."""
    threads: int = 1
    min_passes: int = 5
    max_passes: int = 15
    timing_seconds: float = 2.0
    """No pass is begun after this, once there are ``min_passes``."""
    whole_passes: int = 3
    """Passes that run the graphs as well, at most."""
    whole_seconds: float = 1.0
    """No such pass is begun after this, but for the first."""


def capture_case(
    function: Callable[..., Any],
    calls: Sequence[Call],
    options: CaptureOptions,
    on_phase: Callable[[str, float], None] | None = None,
) -> CapturedCase:
    """Captures a function with one set of inputs.

    Cases are independent: what TorchDynamo has compiled before is forgotten.

    Args:
        function: What `load_entry` returned.
        calls: What `load_inputs` returned.
        options: See there.
        on_phase: Told the name of each phase that has ended, and its seconds.

    Raises:
        CaptureError: The function raises, gives no graph or NaN, or never stops compiling.
    """
    import torch

    limit_threads(options.threads)
    torch._dynamo.reset()
    began = perf_counter()
    compiled = CompiledFunction(function, options.function, tuple(calls), options.root)
    recorded = compiled.warm_up(record=True)
    if not any(recorded.runs):
        raise CaptureError(
            f"`{options.function}` never computes with a tensor that its inputs determine.",
            remedy="There is no graph to measure: name the function that calls the model, with inputs that reach it.",
        )
    case = _captured(compiled, recorded)
    _refuse_nan(case, options.root.resolve())
    if on_phase is not None:
        on_phase("capture", perf_counter() - began)
    began = perf_counter()
    times = _time_local_python(compiled, recorded, options)
    if on_phase is not None:
        on_phase("time-local-python", perf_counter() - began)
    return CapturedCase(case.function, case.graphs, case.runs, case.discarded_runs, times)


def _captured(compiled: CompiledFunction, recorded: WarmUp) -> CapturedCase:
    """Numbers the graphs in order of first use; times are filled in later."""
    ordinals: dict[int, int] = {}
    for call in (call for run in recorded.runs for call in run):
        ordinals.setdefault(call.graph, len(ordinals) + 1)
    graphs = tuple(
        CapturedGraph(ordinal, graph.module, graph.placeholders, graph.graph_break)
        for graph, ordinal in ((compiled.tape.graphs[index], ordinal) for index, ordinal in ordinals.items())
    )
    runs = tuple(
        CapturedRun(tuple(CapturedCall(ordinals[call.graph], call.arguments, call.outputs) for call in run))
        for run in recorded.runs
    )
    return CapturedCase(compiled.name, graphs, runs, recorded.discarded, LocalPythonTimes((), (), ()))


def _refuse_nan(case: CapturedCase, root: Path) -> None:
    """NaN equals nothing, so no engine's outputs could be checked against it."""
    import torch

    for number, run in enumerate(case.runs, start=1):
        for call in run.calls:
            for index, output in enumerate(call.outputs):
                if not isinstance(output, torch.Tensor) or not output.is_floating_point():
                    continue
                if bool(output.isnan().any()):
                    raise CaptureError(
                        f"Output {index + 1} of graph #{call.graph} of `{case.function}` holds NaN in run {number}.",
                        where=_graph_location(case, call.graph, root),
                        remedy="Look for a division by zero, an overflow or uninitialised weights on these inputs:"
                        " outputs that are NaN cannot be compared.",
                    )


def _graph_location(case: CapturedCase, ordinal: int, root: Path) -> str | None:
    graph = next(graph for graph in case.graphs if graph.ordinal == ordinal)
    if graph.graph_break is not None and (end := graph.graph_break.location) is not None:
        return f"graph ends at {end.file}:{end.line}"
    begin = source_location(graph.module, root)
    return None if begin is None else f"graph begins at {begin.file}:{begin.line}"


def _time_local_python(compiled: CompiledFunction, recorded: WarmUp, options: CaptureOptions) -> LocalPythonTimes:
    """Times passes until there are enough, or time is up."""
    gaps_of_run = [[0] * (len(run) + 1) for run in recorded.runs]
    passes: list[list[list[int]]] = []
    with timing_stance():
        # Once untimed: the first run under the stance prepares its guards, and fails if it has to compile.
        compiled.time_pass()
        began = perf_counter()
        while len(passes) < options.max_passes:
            if len(passes) >= options.min_passes and perf_counter() - began > options.timing_seconds:
                break
            gaps = compiled.time_pass()
            if [len(run) for run in gaps] != [len(run) for run in gaps_of_run]:
                raise CaptureError(
                    f"`{options.function}` calls its graphs in another sequence on the same inputs.",
                    remedy="Make the function take the same path every time: seed its random choices.",
                )
            passes.append(gaps)
        whole_passes = _time_whole_passes(compiled, options)
    return LocalPythonTimes(
        tuple(sum(map(sum, gaps)) for gaps in passes),
        tuple(
            tuple(tuple(gaps[run][gap] for gaps in passes) for gap in range(len(gaps_of_run[run])))
            for run in range(len(gaps_of_run))
        ),
        whole_passes,
    )


def _time_whole_passes(compiled: CompiledFunction, options: CaptureOptions) -> tuple[int, ...]:
    began = perf_counter()
    passes = [compiled.time_whole_pass()]
    while len(passes) < options.whole_passes and perf_counter() - began < options.whole_seconds:
        passes.append(compiled.time_whole_pass())
    return tuple(passes)
