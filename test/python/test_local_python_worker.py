"""The local python worker, spoken to as the bench does: a process and JSON lines."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from pacegate.compiled_function import CompiledFunction
from pacegate.dynamo_settings import forget_observed_shapes, timing_stance
from pacegate.entry import load_entry
from pacegate.errors import CaptureError
from pacegate.inputs import load_inputs

if TYPE_CHECKING:
    from collections.abc import Iterator

DIGEST = "5" * 64
PACKAGE = Path(__file__).parents[2] / "python"


class WorkerProcess:
    """One worker and its side of the conversation."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "pacegate.local_python_worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(PACKAGE)},
        )

    def say(self, line: str) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer

    def ask(self, method: str, params: dict[str, Any] | None = None) -> dict[str, Any]:
        return self.say(json.dumps({"id": method, "method": method, "params": params or {}}))

    def end(self) -> tuple[int, str]:
        _, errors = self._process.communicate(timeout=60)
        return self._process.returncode, errors


@pytest.fixture
def worker() -> Iterator[WorkerProcess]:
    process = WorkerProcess()
    yield process
    process.end()


def prepare(root: Path, file: str, cases: dict[str, int | None]) -> dict[str, Any]:
    return {
        "root": str(root),
        "entry": f"{file}:predict",
        "inputs": f"{file}:requests",
        "cases": [{"id": name, "batchSize": size, "digest": DIGEST} for name, size in cases.items()],
        "threads": 1,
    }


def test_cases_take_turns_in_one_process(worker: WorkerProcess, models: Path) -> None:
    ready = worker.ask("prepare", prepare(models, "mlp.py", {"mlp@1": 1, "mlp@16": 16}))
    assert ready["result"]["protocol"] == 1
    assert ready["result"]["runtime"].startswith("torch 2")
    assert ready["result"]["cases"] == ["mlp@1", "mlp@16"]
    assert ready["result"]["digests"] == {"mlp@1": DIGEST, "mlp@16": DIGEST}
    for case in ("mlp@1", "mlp@16", "mlp@1"):
        answer = worker.ask("pass", {"case": case, "repeats": 3})
        assert answer["id"] == "pass"
        assert len(answer["result"]["ns"]) == 3
        assert all(isinstance(sample, int) and sample > 0 for sample in answer["result"]["ns"])
    assert worker.ask("close") == {"id": "close", "result": {}}
    assert worker.end()[0] == 0


def test_what_the_user_prints_and_reads_stays_out_of_the_channel(worker: WorkerProcess, tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(
        "import os, subprocess, sys, torch\n"
        "print('printed')\nos.write(1, b'written')\nsubprocess.run(['echo', 'spawned'], check=True)\n"
        "assert sys.stdin.read() == ''\n"
        "def predict(x):\n    print('run')\n    return x + 1\n"
        "requests = [torch.ones(2)]\n"
    )
    assert "result" in worker.ask("prepare", prepare(tmp_path, "app.py", {"app": None}))
    assert "result" in worker.ask("pass", {"case": "app", "repeats": 1})
    worker.ask("close")
    code, errors = worker.end()
    assert code == 0
    assert all(word in errors for word in ("printed", "written", "spawned", "run"))


def test_rubbish_is_answered_and_the_worker_goes_on(worker: WorkerProcess, models: Path) -> None:
    for line in ("not json", "[1]", '{"id":1,"method":"dance"}', '{"id":1,"method":"prepare","params":[]}'):
        assert worker.say(line)["error"]["kind"] == "protocol"
    assert worker.ask("prepare", {"root": str(models)})["error"]["kind"] == "protocol"
    assert worker.ask("pass", {"case": "mlp"})["error"]["message"] == "no case 'mlp' was prepared"
    assert worker.ask("close") == {"id": "close", "result": {}}


def test_a_function_that_raises_is_a_crash_with_the_users_traceback(worker: WorkerProcess, tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(
        "import torch\ndef predict(x):\n    raise RuntimeError('boom')\nrequests = [torch.ones(2)]\n"
    )
    error = worker.ask("prepare", prepare(tmp_path, "app.py", {"app": None}))["error"]
    assert error["kind"] == "crashed"
    assert "boom" in error["message"]
    assert error["traceback"].startswith('Traceback (most recent call last):\n  File "app.py", line 3')


def test_running_out_of_memory_is_told_apart(worker: WorkerProcess, tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(
        "import torch\n"
        "def predict(x):\n"
        "    print()\n"
        "    return x + torch.empty(1 << 50).sum()\n"
        "requests = [torch.ones(2)]\n"
    )
    error = worker.ask("prepare", prepare(tmp_path, "app.py", {"app": None}))["error"]
    assert error["kind"] == "out-of-memory"


def test_the_end_of_stdin_ends_the_worker() -> None:
    assert WorkerProcess().end()[0] == 0


def test_passes_of_prepared_cases_compile_nothing(models: Path) -> None:
    function = load_entry(models, "mlp.py:predict")
    cases = []
    for batch_size in (1, 4, 16):
        calls = load_inputs(models, "mlp.py:requests", batch_size).calls
        compiled = CompiledFunction(function, "predict", calls, models)
        forget_observed_shapes()
        compiled.warm_up()
        cases.append(compiled)
    before = [compiled.tape.compilations for compiled in cases]
    with timing_stance():
        for compiled in [*cases, *reversed(cases)]:
            assert [len(gaps) for gaps in compiled.time_pass()] == [2, 2]
    assert [compiled.tape.compilations for compiled in cases] == before
    # No case was compiled with symbolic sizes on account of the cases before it.
    assert not any(p.role == "symbol" for compiled in cases for g in compiled.tape.graphs for p in g.placeholders)


def test_a_pass_that_would_compile_is_an_error(models: Path) -> None:
    function = load_entry(models, "mlp.py:predict")
    small, large = (load_inputs(models, "mlp.py:requests", size).calls for size in (1, 16))
    compiled = CompiledFunction(function, "predict", small, models)
    compiled.warm_up()
    compiled.calls = large
    with timing_stance(), pytest.raises(CaptureError, match="compiles again"):
        compiled.time_pass()
