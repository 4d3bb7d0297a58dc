"""The fingerprint of the code around the graphs: which files, packages and data it covers."""

from __future__ import annotations

import importlib.metadata
import sys
from typing import TYPE_CHECKING

import pytest

from pacegate.entry import load_entry
from pacegate.local_code import LocalCode

if TYPE_CHECKING:
    from pathlib import Path

    from pacegate.captured import CodeFingerprint

FILES = {
    "app.py": "import json, steps\nfrom pathlib import Path\nimport torch\n"
    "LABELS = json.loads((Path(__file__).parent / 'labels.json').read_text())\n"
    "def predict(x):\n    return steps.double(x)\n",
    "steps.py": "def double(x):\n    result = x + x\n    return result\n",
    "other.py": "def predict(x):\n    return x\n",
    "labels.json": '["a"]',
}


def fingerprint(root: Path, changes: dict[str, str] | None = None, entry: str = "app.py:predict") -> CodeFingerprint:
    """Loads the entry from a repo with changes, as a fresh process would."""
    root.mkdir(parents=True, exist_ok=True)
    for file, text in {**FILES, **(changes or {})}.items():
        (root / file).parent.mkdir(parents=True, exist_ok=True)
        (root / file).write_text(text)
    for name in [n for n, m in sys.modules.items() if n.split(".")[0] in ("app", "steps", "other", "package")]:
        del sys.modules[name]
    code = LocalCode(root)
    with code.recording("model", entry, entry):
        load_entry(root, entry)(1)
    return code.fingerprint("model")


def test_it_covers_modules_data_and_packages(tmp_path: Path) -> None:
    covered = fingerprint(tmp_path)
    assert [path for path, _ in covered.modules] == ["app.py", "steps.py"]
    assert [path for path, _ in covered.files] == ["labels.json"]
    assert covered.packages == (("torch", importlib.metadata.version("torch")),)


def test_the_place_of_the_repo_does_not_count(tmp_path: Path) -> None:
    assert fingerprint(tmp_path / "one").digest == fingerprint(tmp_path / "two" / "deep").digest


@pytest.mark.parametrize(
    "changes",
    [
        {"steps.py": "def double(x):\n    total = x + x  # twice\n    return total\n"},
        {"other.py": "def predict(x):\n    return x + 1\n"},
        {"unread.json": "[]"},
    ],
)
def test_what_cannot_matter_does_not_change_it(tmp_path: Path, changes: dict[str, str]) -> None:
    assert fingerprint(tmp_path / "base") == fingerprint(tmp_path / "head", changes)


@pytest.mark.parametrize(
    "changes",
    [
        {"steps.py": "def double(x):\n    result = x * 2\n    return result\n"},
        {"labels.json": '["a", "b"]'},
        {"app.py": FILES["app.py"] + "import other\n"},
        {"app.py": FILES["app.py"] + "import numpy\n"},
    ],
)
def test_statements_data_and_imports_change_it(tmp_path: Path, changes: dict[str, str]) -> None:
    assert fingerprint(tmp_path / "base").digest != fingerprint(tmp_path / "head", changes).digest


def test_the_version_of_an_imported_package_changes_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    base = fingerprint(tmp_path / "base")
    real = importlib.metadata.version
    monkeypatch.setattr(importlib.metadata, "version", lambda name: "9.9" if name == "torch" else real(name))
    head = fingerprint(tmp_path / "head")
    assert head.packages == (("torch", "9.9"),)
    assert head.digest != base.digest


def test_modules_that_only_another_model_uses_do_not_count(tmp_path: Path) -> None:
    root = tmp_path
    fingerprint(root)
    for name in ("app", "steps", "other"):
        sys.modules.pop(name, None)
    code = LocalCode(root)
    with code.recording("first", "app.py:predict"):
        load_entry(root, "app.py:predict")
    with code.recording("second", "other.py:predict"):
        load_entry(root, "other.py:predict")
    with code.recording("third", "app.py:predict"):
        load_entry(root, "app.py:predict")
    assert [path for path, _ in code.fingerprint("second").modules] == ["other.py"]
    assert code.fingerprint("second").files == ()
    # The third loaded nothing new, and depends on all that the first did.
    assert code.fingerprint("third") == code.fingerprint("first")


def test_without_files_to_start_from_all_that_is_loaded_counts(tmp_path: Path) -> None:
    fingerprint(tmp_path)
    for name in ("app", "steps", "other"):
        sys.modules.pop(name, None)
    code = LocalCode(tmp_path)
    with code.recording("first"):
        load_entry(tmp_path, "app.py:predict")
    with code.recording("second"):
        load_entry(tmp_path, "other.py:predict")
    assert [path for path, _ in code.fingerprint("second").modules] == ["app.py", "other.py", "steps.py"]


def test_relative_imports_are_followed_and_installed_packages_are_not_the_repos(tmp_path: Path) -> None:
    covered = fingerprint(
        tmp_path,
        {
            "package/__init__.py": "",
            "package/serve.py": "from . import parts\nfrom .parts import more\ndef predict(x):\n    return more(x)\n",
            "package/parts.py": "def more(x):\n    return x\n",
            ".venv/lib/site-packages/installed.py": "",
        },
        "package/serve.py:predict",
    )
    assert [path for path, _ in covered.modules] == ["package/__init__.py", "package/parts.py", "package/serve.py"]


def test_files_that_are_written_are_not_data(tmp_path: Path) -> None:
    source = "from pathlib import Path\ndef predict(x):\n    Path(__file__).with_name('log.txt').write_text('x')\n"
    assert fingerprint(tmp_path, {"app.py": source}).files == ()
