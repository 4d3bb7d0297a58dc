"""Progress: one whole JSON object a line."""

from __future__ import annotations

import io
import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from pacegate.progress import JsonLines, Progress


def test_a_phase_is_one_line() -> None:
    stream = io.StringIO()
    Progress(JsonLines(stream)).phase("search", "search@16", "capture", 1.23456)
    assert json.loads(stream.getvalue()) == {
        "event": "progress",
        "model": "search",
        "case": "search@16",
        "phase": "capture",
        "seconds": 1.235,
    }


def test_lines_stay_whole_when_threads_write_at_once() -> None:
    stream = io.StringIO()
    lines = JsonLines(stream)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: lines.send({"n": n, "text": "x\ny" * 50}), range(200)))
    assert sorted(json.loads(line)["n"] for line in stream.getvalue().splitlines()) == list(range(200))


def test_numbers_that_json_does_not_have_are_refused() -> None:
    with pytest.raises(ValueError, match="JSON compliant"):
        JsonLines(io.StringIO()).send({"seconds": float("nan")})
