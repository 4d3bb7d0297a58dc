"""Timed passes hand out recorded outputs instead of running the graphs, where that does the same."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch

from pacegate.compiled_function import CompiledFunction
from pacegate.dynamo_settings import forget_observed_shapes, timing_stance
from pacegate.inputs import Call


def _timed_results(function: Any, *arguments: torch.Tensor, passes: int = 2) -> tuple[list[Any], list[bool]]:
    """Runs a function in timed passes; returns what it gave in them, and for each call whether it may be replayed."""
    results: list[Any] = []

    # Out of TorchDynamo's sight: it would compile again for each length of the list.
    @torch._dynamo.disable  # type: ignore[untyped-decorator]
    def keep(result: Any) -> None:
        results.append(result.clone() if isinstance(result, torch.Tensor) else result)

    def predict(*values: torch.Tensor) -> None:
        keep(function(*values))

    forget_observed_shapes()
    compiled = CompiledFunction(predict, "predict", (Call(arguments, {}),), Path.cwd())
    recorded = compiled.warm_up(record=True)
    results.clear()
    with timing_stance():
        for _ in range(passes):
            compiled.time_pass()
    return results, [call.replayable for run in recorded.runs for call in run]


runs_of_the_graph = 0


@torch.library.custom_op("pacegate_test::counted", mutates_args=())
def counted(values: torch.Tensor) -> torch.Tensor:
    global runs_of_the_graph
    runs_of_the_graph += 1
    return values * 2


@counted.register_fake
def _(values: torch.Tensor) -> torch.Tensor:
    return torch.empty_like(values)


def test_a_pure_graph_does_not_run_in_timed_passes_and_gives_the_same() -> None:
    before = torch.arange(4.0)

    def function(values: torch.Tensor) -> torch.Tensor:
        doubled: torch.Tensor = counted(values)
        return doubled + 1

    results, replayable = _timed_results(function, before)
    assert replayable == [True]
    count = runs_of_the_graph
    more, _ = _timed_results(function, before, passes=20)
    # Twenty passes add no more runs than two: only the warm-up of each ran the graph.
    assert runs_of_the_graph - count == count
    assert all(torch.equal(result, before * 2 + 1) for result in results + more)


def test_python_that_writes_into_an_output_finds_a_fresh_one_each_time() -> None:
    def function(values: torch.Tensor) -> list[float]:
        output = torch.relu(values)
        torch._dynamo.graph_break()
        listed: list[float] = output.tolist()
        output.numpy()[0] = 99.0
        return listed

    results, _ = _timed_results(function, torch.tensor([1.0, -2.0]), passes=3)
    assert results == [[1.0, 0.0]] * 3


@pytest.mark.parametrize("inference", [False, True])
def test_a_graph_that_changes_its_input_runs_every_time(inference: bool) -> None:
    def function(values: torch.Tensor) -> float:
        values.add_(1)
        torch._dynamo.graph_break()
        return float(values.sum())

    with torch.inference_mode(inference):
        results, replayable = _timed_results(function, torch.zeros(3))
    assert replayable[0] is False
    assert results == [3.0, 3.0]


def test_a_graph_that_returns_a_view_of_its_input_runs_every_time() -> None:
    def function(values: torch.Tensor) -> torch.Tensor:
        return (values + 0).sum() + values[:2].view(2, 1)

    def viewing(values: torch.Tensor) -> torch.Tensor:
        values.mul(2)
        return values.view(3, 1)

    _, pure = _timed_results(function, torch.ones(3))
    _, view = _timed_results(viewing, torch.ones(3))
    assert pure == [True]
    assert view in ([], [False])
