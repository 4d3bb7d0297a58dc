"""The worker that times local python: one process for one side of a duet, spoken to in JSON lines.

Requests come on stdin and answers go to stdout, one JSON object a line: `prepare` once, `pass` as often as
wanted, `close`. The functions are compiled with the same backend as in the export, without recording.
"""

from __future__ import annotations

import gc
import json
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pacegate.errors import DependencyError, PacegateError, is_out_of_memory, user_traceback
from pacegate.progress import JsonLines, claim_stdin, claim_stdout

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import ExitStack

    from pacegate.compiled_function import CompiledFunction

PROTOCOL = 1


class ProtocolError(Exception):
    """The request is not one that this worker understands."""


@dataclass(frozen=True)
class CaseRequest:
    """A case to prepare."""

    id: str
    batch_size: int | None
    digest: str
    """Names the side's work; said back, so that no process is taken for the other side's."""


@dataclass(frozen=True)
class PrepareRequest:
    """What `prepare` asks for."""

    root: Path
    entry: str
    inputs: str
    cases: tuple[CaseRequest, ...]
    threads: int


class Worker:
    """The state between requests."""

    def __init__(self, stances: ExitStack) -> None:
        """Keeps the timing stance open in ``stances`` from `prepare` on."""
        self._stances = stances
        self._compiled: dict[str, CompiledFunction] = {}
        self.root: Path | None = None

    def prepare(self, params: dict[str, Any]) -> dict[str, Any]:
        """Loads the function and compiles it for all cases."""
        request = _prepare_request(params)
        if self._compiled:
            raise ProtocolError("`prepare` was already called")
        self.root = request.root
        seconds = {"start": time.perf_counter()}
        from pacegate.entry import load_entry, require_torch
        from pacegate.inputs import load_inputs

        require_torch()
        import torch

        from pacegate.compiled_function import CompiledFunction
        from pacegate.dynamo_settings import forget_observed_shapes, timing_stance
        from pacegate.threads import limit_threads

        limit_threads(request.threads)
        entry = load_entry(request.root, request.entry)
        seconds["loaded"] = time.perf_counter()
        name = request.entry.rpartition(":")[2].rpartition(".")[2]
        for case in request.cases:
            calls = load_inputs(request.root, request.inputs, case.batch_size).calls
            compiled = CompiledFunction(entry, name, calls, request.root)
            forget_observed_shapes()
            compiled.warm_up(record=True)
            self._compiled[case.id] = compiled
        self._stances.enter_context(timing_stance())
        for compiled in self._compiled.values():
            # The first run under the stance prepares its guards, and fails if it has to compile.
            compiled.time_pass()
        # What exists now stays: collecting garbage between passes need not look at it again.
        gc.freeze()
        seconds["compiled"] = time.perf_counter()
        return {
            "protocol": PROTOCOL,
            "runtime": f"torch {torch.__version__.partition('+')[0]}",
            "cases": list(self._compiled),
            "digests": {case.id: case.digest for case in request.cases},
            "seconds": {
                "load": round(seconds["loaded"] - seconds["start"], 3),
                "compile": round(seconds["compiled"] - seconds["loaded"], 3),
            },
        }

    def time_passes(self, params: dict[str, Any]) -> dict[str, Any]:
        """Times local python in passes of one case, each summed over its runs."""
        case, repeats = params.get("case"), params.get("repeats", 1)
        if not isinstance(case, str) or case not in self._compiled:
            raise ProtocolError(f"no case {case!r} was prepared")
        if not isinstance(repeats, int) or isinstance(repeats, bool) or repeats < 1:
            raise ProtocolError("`repeats` must be a positive integer")
        compiled = self._compiled[case]
        return {"ns": [sum(map(sum, compiled.time_pass())) for _ in range(repeats)]}


def main() -> int:
    """Serves requests until `close` or the end of stdin."""
    from contextlib import ExitStack

    requests, answers = claim_stdin(), JsonLines(claim_stdout())
    with ExitStack() as stances:
        worker = Worker(stances)
        methods: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
            "prepare": worker.prepare,
            "pass": worker.time_passes,
            "close": lambda _: {},
        }
        for line in requests:
            identity: Any = None
            try:
                request = _request(line)
                identity, method = request.get("id"), request.get("method")
                if not isinstance(method, str) or method not in methods:
                    raise ProtocolError(f"no method {method!r}")
                params = request.get("params", {})
                if not isinstance(params, dict):
                    raise ProtocolError("`params` must be an object")
                answers.send({"id": identity, "result": methods[method](params)})
            except Exception as error:
                answers.send({"id": identity, "error": _failure(error, worker.root)})
                continue
            if method == "close":
                break
    return 0


def _failure(error: Exception, root: Path | None) -> dict[str, Any]:
    if isinstance(error, ProtocolError):
        kind = "protocol"
    elif isinstance(error, DependencyError):
        kind = "unsupported"
    elif is_out_of_memory(error):
        kind = "out-of-memory"
    else:
        kind = "crashed"
    traceback = error.traceback if isinstance(error, PacegateError) else None
    if kind == "crashed" and traceback is None and not isinstance(error, PacegateError) and root is not None:
        traceback = user_traceback(error, root)
    message = str(error) if isinstance(error, PacegateError | ProtocolError) else f"{type(error).__name__}: {error}"
    return {"kind": kind, "message": message, "traceback": traceback}


def _request(line: str) -> dict[str, Any]:
    try:
        request = json.loads(line)
    except json.JSONDecodeError as cause:
        raise ProtocolError(f"the line is not JSON: {cause}") from cause
    if not isinstance(request, dict):
        raise ProtocolError("the line is not a JSON object")
    return request


def _prepare_request(params: dict[str, Any]) -> PrepareRequest:
    texts: dict[str, str] = {}
    for key in ("root", "entry", "inputs"):
        value = params.get(key)
        if not isinstance(value, str):
            raise ProtocolError(f"`{key}` must be a string")
        texts[key] = value
    threads = params.get("threads")
    if not isinstance(threads, int) or isinstance(threads, bool) or threads < 1:
        raise ProtocolError("`threads` must be a positive integer")
    cases = params.get("cases")
    if not isinstance(cases, list) or not cases:
        raise ProtocolError("`cases` must be a list of at least one case")
    return PrepareRequest(
        Path(texts["root"]), texts["entry"], texts["inputs"], tuple(_case_request(case) for case in cases), threads
    )


def _case_request(case: object) -> CaseRequest:
    if isinstance(case, dict):
        identity, batch_size, digest = case.get("id"), case.get("batchSize"), case.get("digest")
        sized = batch_size is None or (isinstance(batch_size, int) and batch_size > 0)
        if isinstance(identity, str) and sized and isinstance(digest, str):
            return CaseRequest(identity, batch_size, digest)
    raise ProtocolError("a case must be an object with `id`, `batchSize` and `digest`")


if __name__ == "__main__":
    sys.exit(main())
