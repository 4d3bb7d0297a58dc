"""Loading entries: what is found, and one clear error for each thing that is not."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest
import torch

from pacegate.entry import load_entry, require_torch
from pacegate.errors import DependencyError, EntryError

if TYPE_CHECKING:
    from pathlib import Path


def write(root: Path, file: str, text: str) -> None:
    path = root / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def test_function_module_and_bound_method_are_loaded(models: Path) -> None:
    features = torch.ones(1, 16)
    function = load_entry(models, "mlp.py:predict")
    method = load_entry(models, "mlp.py:scorer.score")
    module = load_entry(models, "cnn.py:predict")
    assert torch.equal(function(features), method(features))
    assert isinstance(module, torch.nn.Module)
    assert not module.training


def test_the_training_mode_of_a_module_is_left_as_the_user_set_it(tmp_path: Path) -> None:
    write(tmp_path, "net.py", "import torch\nmodel = torch.nn.Dropout()\n")
    entry = load_entry(tmp_path, "net.py:model")
    assert isinstance(entry, torch.nn.Module)
    assert entry.training


def test_files_beside_the_entry_and_at_the_root_can_be_imported(tmp_path: Path) -> None:
    write(tmp_path, "at_root.py", "A = 1\n")
    write(tmp_path, "app/beside.py", "B = 2\n")
    write(tmp_path, "app/serve.py", "import at_root, beside\ndef predict():\n    return at_root.A + beside.B\n")
    assert load_entry(tmp_path, "app/serve.py:predict")() == 3


def test_relative_imports_work_in_a_package(tmp_path: Path) -> None:
    write(tmp_path, "app/__init__.py", "")
    write(tmp_path, "app/weights.py", "W = 7\n")
    write(tmp_path, "app/serve.py", "from .weights import W\ndef predict():\n    return W\n")
    assert load_entry(tmp_path, "app/serve.py:predict")() == 7
    assert sys.modules["app.serve"].__file__ == str(tmp_path / "app" / "serve.py")


def test_a_file_named_like_a_standard_module_does_not_take_its_place(tmp_path: Path) -> None:
    write(tmp_path, "queue.py", "def predict():\n    return 'mine'\n")
    assert load_entry(tmp_path, "queue.py:predict")() == "mine"
    import queue

    assert hasattr(queue, "Queue")


def test_entries_of_one_file_share_one_module(models: Path) -> None:
    load_entry(models, "mlp.py:predict")
    first = sys.modules["mlp"]
    load_entry(models, "mlp.py:scorer.score")
    assert sys.modules["mlp"] is first


def test_a_function_that_is_already_compiled_is_unwrapped(tmp_path: Path) -> None:
    write(tmp_path, "net.py", "import torch\n@torch.compile\ndef predict(x):\n    return x + 1\n")
    entry = load_entry(tmp_path, "net.py:predict")
    assert not hasattr(entry, "_torchdynamo_orig_callable")
    assert torch.equal(entry(torch.zeros(2)), torch.ones(2))


@pytest.mark.parametrize("spec", ["mlp.py", "mlp:predict", "mlp.py:", "mlp.py:a b", ":predict"])
def test_a_spec_of_another_form_is_refused(models: Path, spec: str) -> None:
    with pytest.raises(EntryError, match=r"not of the form `file\.py:name`"):
        load_entry(models, spec)


def test_a_missing_file_names_the_nearest_one(models: Path) -> None:
    with pytest.raises(EntryError, match=r"does not exist") as caught:
        load_entry(models, "brt.py:predict")
    assert caught.value.where is None
    assert "`bert.py`" in caught.value.remedy


def test_a_missing_name_names_the_nearest_one(models: Path) -> None:
    with pytest.raises(EntryError, match="no `predit`") as caught:
        load_entry(models, "mlp.py:predit")
    assert "`predict`" in caught.value.remedy


def test_a_file_outside_the_repo_is_refused(models: Path) -> None:
    with pytest.raises(EntryError, match="outside the project's folder"):
        load_entry(models, "../conftest.py:models")


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("class predict:\n    pass\n", "is a class"),
        ("predict = 3\n", "cannot be called"),
        ("async def predict():\n    pass\n", "coroutine or a generator"),
        ("def predict():\n    yield 1\n", "coroutine or a generator"),
    ],
)
def test_what_cannot_be_measured_is_refused(tmp_path: Path, source: str, message: str) -> None:
    write(tmp_path, "app.py", source)
    with pytest.raises(EntryError, match=message):
        load_entry(tmp_path, "app.py:predict")


def test_an_entry_that_raises_shows_the_traceback_from_the_users_first_frame(tmp_path: Path) -> None:
    write(tmp_path, "broken.py", "import deeper\n")
    write(tmp_path, "deeper.py", "def load():\n    raise ValueError('no weights')\nload()\n")
    with pytest.raises(EntryError, match="ValueError: no weights") as caught:
        load_entry(tmp_path, "broken.py:predict")
    assert caught.value.where == "deeper.py:2"
    text = caught.value.traceback or ""
    assert text.startswith('Traceback (most recent call last):\n  File "broken.py", line 1')
    assert str(tmp_path) not in text
    assert "pacegate" not in text
    assert "broken" not in sys.modules


@pytest.mark.parametrize("source", ["raise SystemExit(3)\n", "def predict(:\n    pass\n"])
def test_an_entry_that_exits_or_does_not_parse_is_an_error_too(tmp_path: Path, source: str) -> None:
    write(tmp_path, "broken.py", source)
    with pytest.raises(EntryError, match=r"Importing `broken\.py`") as caught:
        load_entry(tmp_path, "broken.py:predict")
    assert caught.value.where == "broken.py:1"


@pytest.mark.parametrize(
    ("file", "command"),
    [
        ("broken.py", "`python -c 'import broken'`"),
        ("app/broken.py", "`PYTHONPATH=app python -c 'import broken'`"),
        ("package/broken.py", "`python -c 'import package.broken'`"),
        ("my-model.py", "`python my-model.py`"),
        ("queue.py", "`python queue.py`"),
    ],
)
def test_the_command_that_shows_an_import_error_names_the_module(tmp_path: Path, file: str, command: str) -> None:
    write(tmp_path, "package/__init__.py", "")
    write(tmp_path, file, "raise ValueError('no weights')\n")
    with pytest.raises(EntryError) as caught:
        load_entry(tmp_path, f"{file}:predict")
    assert command in caught.value.remedy


def test_a_place_is_told_once(tmp_path: Path) -> None:
    write(tmp_path, "app.py", "class Holder: pass\nholder = Holder()\npredict = 3\n")
    told = []
    for spec in ("app.py:predictt", "app.py:holder.run", "app.py:predict", "absent.py:predict"):
        with pytest.raises(EntryError) as caught:
            load_entry(tmp_path, spec)
        told.append(caught.value.sentence)
    assert told == [
        "`app.py` has no `predictt`.",
        "`holder` has no `run` (app.py:holder.run).",
        "The entry `app.py:predict` is a int, which cannot be called.",
        "The file of `entry: absent.py:predict` does not exist.",
    ]


def test_a_missing_package_is_named(tmp_path: Path) -> None:
    write(tmp_path, "app.py", "import package_that_nobody_has\n")
    with pytest.raises(EntryError) as caught:
        load_entry(tmp_path, "app.py:predict")
    assert "`package_that_nobody_has`" in caught.value.remedy


def test_no_torch_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(DependencyError, match="PyTorch is not installed") as caught:
        require_torch()
    assert "pip install torch" in caught.value.remedy


def test_a_torch_that_is_too_old_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch, "__version__", "2.5.1+cpu")
    with pytest.raises(DependencyError, match=r"PyTorch 2\.5\.1\+cpu is too old"):
        require_torch()
