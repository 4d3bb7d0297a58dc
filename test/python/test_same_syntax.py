"""Two checkouts are the same work if their files differ in comments and names alone."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from pacegate.same_syntax import same_syntax

PYTHON = Path(__file__).parents[2] / "python"


def checkouts(folder: Path, one: str, other: str) -> tuple[Path, Path]:
    for name, source in (("one", one), ("other", other)):
        (folder / name).mkdir()
        (folder / name / "a.py").write_text(source, encoding="utf-8")
    return folder / "one", folder / "other"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("def f(x):\n    y = x\n    return y\n", "def f(x):\n    z = x  # renamed\n    return z\n", True),
        ("def f(x):\n    return x\n", "def f(x):\n    return x + 1\n", False),
        ("def f(:\n", "def f(:\n", True),
        ("def f(:\n", "def f(: # broken\n", False),
    ],
)
def test_comments_and_local_names_are_the_same_work(tmp_path: Path, one: str, other: str, same: bool) -> None:
    assert same_syntax(*checkouts(tmp_path, one, other), ["a.py"]) is same


def test_one_file_that_differs_is_enough(tmp_path: Path) -> None:
    one, other = checkouts(tmp_path, "x = 1\n", "x = 1\n")
    (one / "b.py").write_text("y = 1\n")
    (other / "b.py").write_text("y = 2\n")
    assert not same_syntax(one, other, ["a.py", "b.py"])


def test_it_answers_over_stdin_without_torch(tmp_path: Path) -> None:
    one, other = checkouts(tmp_path, "x = 1  # one\n", "x = 1\n")
    command = [sys.executable, "-S", "-m", "pacegate.same_syntax"]
    question = json.dumps([str(one), str(other), "a.py"])
    answer = subprocess.run(
        command, input=question, capture_output=True, text=True, check=True, env={"PYTHONPATH": str(PYTHON)}
    )
    assert json.loads(answer.stdout) == {"same": True}
