"""The exporter as a program: JSON lines out, a whole bundle or none, and a bundle that the TypeScript side accepts."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from bundle_checks import export_file
from hypothesis import given
from hypothesis import strategies as st

from pacegate.manifest import ExportedOnnx
from pacegate.request import RequestError, parse_request

if TYPE_CHECKING:
    from collections.abc import Mapping

PYTHON = Path(__file__).parents[2] / "python"
PRODUCT = Path(__file__).parents[2]


def request(root: Path, folder: Path, *models: Mapping[str, Any], **changes: object) -> dict[str, Any]:
    return {
        "schema": "pacegate/export-request/1",
        "reuse": [],
        "root": str(root),
        "repository": str(root),
        "objects": str(folder / "objects"),
        "output": str(folder / "bundle"),
        "commit": "0123456789abcdef0123456789abcdef01234567",
        "pacegateVersion": "0.1.0",
        "lockDigest": None,
        "threads": 1,
        "weights": "real",
        "models": [{"batchSizes": None, **model} for model in models],
        **changes,
    }


def model(name: str, file: str, batch_sizes: list[int] | None = None) -> dict[str, Any]:
    return {"name": name, "entry": f"{file}:predict", "inputs": f"{file}:requests", "batchSizes": batch_sizes}


def start(document: dict[str, Any], folder: Path, **environment: str) -> subprocess.Popen[str]:
    file = folder / "request.json"
    file.write_text(json.dumps(document), encoding="utf-8")
    return subprocess.Popen(
        [sys.executable, "-m", "pacegate.export", "--request", str(file)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(PYTHON), **environment},
    )


def run(document: dict[str, Any], folder: Path, **environment: str) -> tuple[int, list[dict[str, Any]], str]:
    with start(document, folder, **environment) as process:
        output, errors = process.communicate()
    return process.returncode, [json.loads(line) for line in output.splitlines()], errors


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory, models: Path) -> tuple[Path, list[dict[str, Any]], str]:
    """One export of a repo with two good models, one that prints, one without tensors and one that is missing."""
    folder = tmp_path_factory.mktemp("export")
    wanted = [
        model("scores", "mlp.py", [1, 4]),
        model("printing", "print_break.py"),
        model("counting", "no_tensor.py"),
        model("missing", "absent.py"),
    ]
    code, lines, errors = run(request(models, folder, *wanted), folder)
    assert code == 0, errors
    return folder, lines, errors


def manifest_of(folder: Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((folder / "bundle" / "manifest.json").read_text(encoding="utf-8"))
    return document


def test_the_bundle_is_what_the_reader_accepts(exported: tuple[Path, list[dict[str, Any]], str]) -> None:
    folder, _, _ = exported
    node = PRODUCT / "node_modules" / ".bin" / "node"
    script = (
        f"import {{ openBundle }} from {json.dumps(str(PRODUCT / 'src/bundle/index.ts'))};"
        f"const bundle = await openBundle({json.dumps(str(folder / 'bundle'))},"
        f" {{ objectsDirectory: {json.dumps(str(folder / 'objects'))} }});"
        "console.log(JSON.stringify(bundle.manifest.cases.map((found) => found.id)));"
    )
    done = subprocess.run(
        [str(node), "--input-type=module", "--eval", script], capture_output=True, text=True, cwd=PRODUCT, check=False
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.splitlines()[-1]) == ["scores@1", "scores@4", "printing"]


def test_what_the_user_prints_stays_out_of_the_channel(exported: tuple[Path, list[dict[str, Any]], str]) -> None:
    _, lines, errors = exported
    assert "between the layers" in errors
    assert {line["event"] for line in lines} == {"progress", "done"}
    assert lines[-1]["event"] == "done"
    assert (lines[-1]["cases"], lines[-1]["subgraphs"]) == (3, 4)


def test_every_phase_of_every_case_is_told(exported: tuple[Path, list[dict[str, Any]], str]) -> None:
    _, lines, _ = exported
    phases = [line["phase"] for line in lines if line.get("case") == "scores@4"]
    assert phases == ["load", "capture", "time-local-python", "export", "onnx", "write"]
    assert all(line["seconds"] >= 0 for line in lines if line["event"] == "progress")


def test_a_model_that_fails_leaves_the_others(exported: tuple[Path, list[dict[str, Any]], str]) -> None:
    errors = {error["model"]: error for error in manifest_of(exported[0])["errors"]}
    assert set(errors) == {"counting", "missing"}
    assert "tensor" in errors["counting"]["message"]
    assert "absent.py" in errors["missing"]["message"]
    assert errors["missing"]["remedy"]


def test_functions_that_fail_leave_the_others_and_tell_nothing_of_the_machine(tmp_path: Path) -> None:
    root = tmp_path / "repo" / "project"
    root.mkdir(parents=True)
    shared = tmp_path / "repo" / "shared.py"
    shared.write_text("import json\ndef read(path):\n    return json.loads('{')\n", encoding="utf-8")
    head = "import sys\nimport torch\nnet = torch.nn.Linear(8, 4)\nrequests = [torch.ones(2, 8)]\n"
    bodies = {
        "leaving": "def predict(x):\n    sys.exit(3)\n",
        "shape": "def predict(x):\n    return net(x[:, :5])\n",
        "file": "def predict(x):\n    print('reading')\n    return x + len(open(__file__ + '.gone').read())\n",
        "shared": "sys.path.append(__file__.rsplit('/', 2)[0])\nimport shared\n"
        "def predict(x):\n    print('reading')\n    return x + shared.read('')\n",
        "loading": "torch.load(__file__ + '.gone')\n",
        "good": "def predict(x):\n    return net(x)\n",
    }
    for name, body in bodies.items():
        (root / f"{name}_model.py").write_text(head + body, encoding="utf-8")
    wanted = [model(name, f"{name}_model.py") for name in bodies]
    document = request(root, tmp_path, *wanted, repository=str(tmp_path / "repo"))
    code, lines, _ = run(document, tmp_path)
    assert (code, lines[-1]["event"]) == (0, "done")
    manifest = manifest_of(tmp_path)
    assert [case["id"] for case in manifest["cases"]] == ["good"]
    errors = {error["model"]: error for error in manifest["errors"]}
    assert set(errors) == set(bodies) - {"good"}
    assert errors["leaving"]["message"] == "`predict` raised SystemExit: 3 (leaving_model.py:6)"
    assert errors["shape"]["exception"] == "RuntimeError"
    assert errors["shape"]["message"].endswith("(shape_model.py:6)")
    assert "'file_model.py.gone'" in errors["file"]["message"]
    assert 'File "../shared.py", line 3' in errors["shared"]["traceback"]
    told = json.dumps(manifest["errors"])
    folders = {str(tmp_path), str(PRODUCT), str(Path.home()), sys.prefix, sys.base_prefix, "site-packages/pacegate"}
    assert not [folder for folder in folders if folder in told]
    for error in errors.values():
        assert error["traceback"].splitlines()[1].startswith(f'  File "{error["model"]}_model.py", line')
        assert 'File "/' not in error["traceback"]


def test_the_manifest_says_what_was_exported(exported: tuple[Path, list[dict[str, Any]], str]) -> None:
    manifest = manifest_of(exported[0])
    assert manifest["commit"] == "0123456789abcdef0123456789abcdef01234567"
    assert manifest["capture"]["threads"] == 1
    assert manifest["capture"]["weights"] == "real"
    case = manifest["cases"][1]
    assert (case["id"], case["model"], case["batchSize"], case["runs"]) == ("scores@4", "scores", 4, 2)
    assert sum(call["count"] for call in case["calls"]) == 2
    assert [profile["name"] for profile in case["profiles"]] == ["predict[1/1]"]
    kinds = [segment["kind"] for segment in case["profiles"][0]["segments"]]
    assert kinds == ["local-python", "subgraph", "local-python"]
    assert "mlp.py" in [covered["path"] for covered in case["localPython"]["covers"]["modules"]]


def test_another_process_writes_the_same_onnx_bytes(
    exported: tuple[Path, list[dict[str, Any]], str], models: Path
) -> None:
    onnx = export_file(models, "mlp.py", 4).subgraphs[0].onnx
    assert isinstance(onnx, ExportedOnnx)
    manifest = manifest_of(exported[0])
    [here] = [found for found in manifest["subgraphs"] if found["id"] == manifest["cases"][1]["calls"][0]["subgraph"]]
    assert here["onnx"]["object"] == onnx.object


def test_nothing_but_the_manifest_and_objects_is_left(exported: tuple[Path, list[dict[str, Any]], str]) -> None:
    folder, _, _ = exported
    assert [path.name for path in (folder / "bundle").iterdir()] == ["manifest.json"]
    assert all(len(path.name) == 64 for path in (folder / "objects").iterdir())


def test_interrupting_leaves_no_bundle(tmp_path: Path) -> None:
    root = tmp_path / "repo"
    root.mkdir()
    marker = tmp_path / "started"
    (root / "slow.py").write_text(
        "import pathlib, time\n"
        f"pathlib.Path({str(marker)!r}).touch()\n"
        "time.sleep(600)\n"
        "def predict(x): return x\n"
        "def requests(): yield 1\n",
        encoding="utf-8",
    )
    with start(request(root, tmp_path, model("slow", "slow.py")), tmp_path) as process:
        while not marker.exists():
            assert process.poll() is None
        process.send_signal(signal.SIGTERM)
        output, _ = process.communicate(timeout=60)
    assert process.returncode == 128 + signal.SIGINT
    assert json.loads(output.splitlines()[-1])["stage"] == "interrupted"
    assert not (tmp_path / "bundle").exists()


@pytest.mark.parametrize("package", ["torch", "onnx", "onnxscript"])
def test_a_missing_package_is_named_with_its_installation(tmp_path: Path, models: Path, package: str) -> None:
    # A finder at the head of the path answers that the package is not there, as in an environment without it.
    blocker = tmp_path / "blocker"
    blocker.mkdir()
    (blocker / "sitecustomize.py").write_text(
        "import importlib.util, sys\n"
        "found = importlib.util.find_spec\n"
        f"importlib.util.find_spec = lambda name, *rest: None if name == {package!r} else found(name, *rest)\n",
        encoding="utf-8",
    )
    path = os.pathsep.join([str(blocker), str(PYTHON)])
    code, lines, _ = run(request(models, tmp_path, model("scores", "mlp.py", [1])), tmp_path, PYTHONPATH=path)
    assert code == 3
    [error] = lines
    assert error["event"] == "error"
    assert package in error["what"].lower()
    assert f"pip install {package}" in error["remedy"]
    assert not (tmp_path / "bundle").exists()


def test_a_request_that_is_not_there_is_one_clear_error(tmp_path: Path) -> None:
    document = request(tmp_path / "nowhere", tmp_path, model("scores", "mlp.py"))
    code, [error], _ = run(document, tmp_path)
    assert (code, error["stage"]) == (3, "request")
    assert "nowhere" in error["where"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"schema": "pacegate/export-request/2"}, "pacegate/export-request/2"),
        ({"threads": 0}, "positive"),
        ({"threads": True}, "whole number"),
        ({"weights": "none"}, "real or synthetic"),
        ({"models": []}, "names no models"),
        ({"models": [{"name": "a"}]}, "entry is missing"),
        ({"commit": 5}, "commit must be a text"),
        ({"colour": "red"}, "colour is unknown"),
    ],
)
def test_a_wrong_request_says_what_is_wrong(tmp_path: Path, change: dict[str, object], words: str) -> None:
    document = {**request(tmp_path, tmp_path, model("scores", "mlp.py")), **change}
    with pytest.raises(RequestError, match=words):
        parse_request(document, "request.json")


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
)
keys = ["schema", "root", "objects", "commit", "threads", "weights", "models", "lockDigest"]


@given(key=st.sampled_from(keys), value=json_values)
def test_no_request_breaks_the_reader(key: str, value: object) -> None:
    document: dict[str, Any] = request(Path("/"), Path("/"), model("scores", "mlp.py"))
    document[key] = value
    try:
        read = parse_request(document, "request.json")
    except RequestError as error:
        assert error.remedy
    else:
        assert read.models


def test_a_bundle_is_replaced_whole(tmp_path: Path, exported: tuple[Path, list[dict[str, Any]], str]) -> None:
    from pacegate.manifest import Manifest, write_manifest

    shutil.copytree(exported[0] / "bundle", tmp_path / "bundle")
    before = (tmp_path / "bundle" / "manifest.json").read_bytes()
    broken: Any = object.__new__(Manifest)
    with pytest.raises(AttributeError):
        write_manifest(broken, tmp_path / "bundle")
    assert (tmp_path / "bundle" / "manifest.json").read_bytes() == before
    assert [path.name for path in (tmp_path / "bundle").iterdir()] == ["manifest.json"]
