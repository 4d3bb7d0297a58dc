"""The user's function under TorchDynamo: warmed up, run, and timed between its graph calls."""

from __future__ import annotations

import functools
import inspect
from dataclasses import dataclass
from time import perf_counter_ns
from typing import TYPE_CHECKING, Any

from pacegate.dynamo_settings import RECOMPILE_LIMIT, dynamo_settings, leave_tokenisers_alone
from pacegate.errors import CaptureError, is_out_of_memory, user_line, user_traceback
from pacegate.segments import Tape, segment_backend
from pacegate.traced_error import is_of_dynamo, raised_without_dynamo, tracing_failure

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pacegate.inputs import Call
    from pacegate.segments import RecordedCall

MOST_WARM_UP_PASSES = 16
"""Automatic dynamic shapes settle after two or three; a function that compiles on and on never does."""


@dataclass(frozen=True)
class WarmUp:
    """What the passes before the timing gave."""

    runs: tuple[tuple[RecordedCall, ...], ...]
    """The calls of each run in the clean pass, where they were recorded."""
    discarded: int
    """Runs thrown away because compilation happened in them."""


class CompiledFunction:
    """The user's function under TorchDynamo, with the tape that its graphs write to."""

    def __init__(self, function: Callable[..., Any], name: str, calls: tuple[Call, ...], root: Path) -> None:
        """Prepares compilation; nothing is compiled before the first run.

        Args:
            function: What `load_entry` returned.
            name: The function's name, for messages.
            calls: The arguments of each run.
            root: The project's folder, for messages.
        """
        import torch

        leave_tokenisers_alone()
        self.name = name
        self.calls = calls
        self.root = root.resolve()
        self.tape = Tape()
        self._recorded: tuple[tuple[RecordedCall, ...], ...] = ()
        self._function = function
        self._compiled = torch.compile(_traceable(function), backend=segment_backend(self.tape, root), dynamic=None)

    def run(self, call: Call) -> tuple[int, int]:
        """Runs the function once; returns when it started and ended, in nanoseconds.

        Raises:
            CaptureError: The function raised or called `sys.exit`, or TorchDynamo gave up on it.
        """
        import torch

        fresh = call.fresh()
        self.tape.marks.clear()
        try:
            with torch.no_grad():
                start = perf_counter_ns()
                result = self._compiled(*fresh.args, **fresh.kwargs)
                end = perf_counter_ns()
        except KeyboardInterrupt:
            raise
        except BaseException as cause:
            if (known := self._known_limit(cause)) is not None:
                raise known from cause
            own = raised_without_dynamo(cause, self._function, call.fresh())
            raise self._explain(own) from own
        del result
        return start, end

    def warm_up(self, *, record: bool = False) -> WarmUp:
        """Runs all inputs until a whole pass compiles nothing.

        Args:
            record: Whether to keep what the graphs took and gave in that last pass.

        Raises:
            CaptureError: It never settles, or the recompile limit is hit.
        """
        discarded = 0
        with dynamo_settings():
            for number in range(MOST_WARM_UP_PASSES):
                dirty = 0
                runs: list[list[RecordedCall]] = []
                for call in self.calls:
                    before = self._compilations()
                    # The first pass compiles, unless there is nothing to record.
                    self.tape.recording = [] if record and number else None
                    self.run(call)
                    runs.append(self.tape.recording or [])
                    dirty += self._compilations() != before
                self.tape.recording = None
                if not dirty:
                    self._recorded = tuple(map(tuple, runs))
                    return WarmUp(self._recorded, discarded)
                discarded += dirty
        raise CaptureError(
            f"`{self.name}` still compiles new graphs after {MOST_WARM_UP_PASSES} passes over the same inputs.",
            remedy="Something in it differs from run to run (a counter, a growing list): keep it out of the function.",
        )

    def time_pass(self) -> list[list[int]]:
        """Runs all inputs once and returns the gaps of each run: before, between and after its graph calls.

        Graphs whose calls were recorded in the warm-up hand out those outputs again instead of running.
        """
        gaps: list[list[int]] = []
        recorded = self._recorded or ((),) * len(self.calls)
        for call, graph_calls in zip(self.calls, recorded, strict=True):
            self.tape.replaying = iter(graph_calls)
            start, end = self.run(call)
            self.tape.replaying = None
            edges = [start]
            for _, graph_start, graph_end in self.tape.marks:
                edges += [graph_start, graph_end]
            edges.append(end)
            gaps.append([edges[i + 1] - edges[i] for i in range(0, len(edges), 2)])
        return gaps

    def time_whole_pass(self) -> int:
        """Runs all inputs once, graphs and all, and returns the nanoseconds from start to end, summed over the runs."""
        total = 0
        for call in self.calls:
            start, end = self.run(call)
            total += end - start
        return total

    def _compilations(self) -> int:
        """Counts graphs, and frames that compiled to no graph: both take time that no later run takes."""
        from torch._dynamo.utils import counters

        return self.tape.compilations + int(counters["frames"]["total"])

    def _known_limit(self, cause: BaseException) -> CaptureError | None:
        """Explains what running the function once more without TorchDynamo would not tell."""
        kind = type(cause).__name__
        text = str(cause).strip()
        if is_out_of_memory(cause):
            return CaptureError(
                f"`{self.name}` ran out of memory.", remedy="Use a smaller batch size or a larger machine."
            )
        if kind in ("FailOnRecompileLimitHit", "RecompileLimitExceeded"):
            return CaptureError(
                f"`{self.name}` compiles more than {RECOMPILE_LIMIT} variants of one piece of code.",
                where=user_line(cause, self.root),
                remedy="Yield inputs of fewer shapes, or keep values that change from call to call out of the"
                " traced code (pass tensors instead of Python numbers).",
            )
        if "fail_on_recompile" in text or "skip_guard_eval_unsafe" in text:
            return CaptureError(
                f"`{self.name}` compiles again for inputs that it has seen: its state changes from run to run.",
                where=user_line(cause, self.root),
                remedy="Keep counters, growing lists and other changing state out of the function.",
            )
        return None

    def _explain(self, cause: BaseException) -> CaptureError:
        if (known := self._known_limit(cause)) is not None:
            return known
        if is_of_dynamo(cause):
            failure = tracing_failure(cause, self.root)
            return CaptureError(
                f"TorchDynamo cannot trace `{self.name}`: {failure.reason}",
                where=failure.where,
                remedy="The function runs without TorchDynamo: write that line in another way, or keep it out of the"
                " graphs with `torch.compiler.disable`.",
                traceback=failure.traceback,
            )
        text = str(cause).strip()
        return CaptureError(
            f"`{self.name}` raised {type(cause).__name__}: {text.splitlines()[0] if text else 'no message'}",
            where=user_line(cause, self.root),
            remedy="Make the function run on what `inputs` yields; the traceback starts at its first line there.",
            traceback=user_traceback(cause, self.root),
        )


def _traceable(function: Callable[..., Any]) -> Callable[..., Any]:
    import torch

    if inspect.isfunction(function) or inspect.ismethod(function) or isinstance(function, torch.nn.Module):
        return function

    # An object with `__call__`, a `functools.partial`: TorchDynamo needs a frame to start from.
    def call(*args: Any, **kwargs: Any) -> Any:
        return function(*args, **kwargs)

    return functools.update_wrapper(call, function, assigned=(), updated=())
