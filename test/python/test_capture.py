"""Capturing whole functions: how many graphs, which calls, what values, and what is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import torch

from pacegate.capture import CaptureOptions, capture_case
from pacegate.captured import CapturedCase, GraphBreak
from pacegate.entry import load_entry
from pacegate.errors import CaptureError
from pacegate.inputs import load_inputs

if TYPE_CHECKING:
    from pathlib import Path


def capture(root: Path, file: str, batch_size: int | None = None, entry: str = "predict") -> CapturedCase:
    function = load_entry(root, f"{file}:{entry}")
    inputs = load_inputs(root, f"{file}:requests", batch_size)
    options = CaptureOptions(root=root, function=entry, min_passes=2, max_passes=2)
    return capture_case(function, inputs.calls, options)


def capture_source(root: Path, source: str) -> CapturedCase:
    (root / "app.py").write_text("import torch\n" + source)
    return capture(root, "app.py")


def sequences(case: CapturedCase) -> list[list[int]]:
    return [[call.graph for call in run.calls] for run in case.runs]


def replay(case: CapturedCase) -> None:
    """Running each graph again on the recorded arguments must give the recorded outputs."""
    for call in (call for run in case.runs for call in run.calls):
        module = case.graphs[call.graph - 1].module
        with torch.no_grad():
            outputs = module(*call.arguments)
        for output, golden in zip(outputs, call.outputs, strict=True):
            torch.testing.assert_close(output, golden)


def test_an_mlp_is_one_graph(models: Path) -> None:
    case = capture(models, "mlp.py", 3)
    assert sequences(case) == [[1], [1]]
    assert case.discarded_runs == 1
    (graph,) = case.graphs
    roles = [placeholder.role for placeholder in graph.placeholders]
    assert sorted(roles) == ["input", *["parameter"] * 4]
    assert {p.path for p in graph.placeholders if p.role == "parameter"} == {
        "model.0.weight",
        "model.0.bias",
        "model.2.weight",
        "model.2.bias",
    }
    assert graph.graph_break is None
    replay(case)


def test_parameters_are_the_models_own_and_inputs_are_clones(models: Path) -> None:
    case = capture(models, "mlp.py", 3)
    model = load_entry(models, "mlp.py:model")
    assert isinstance(model, torch.nn.Module)
    own = {id(parameter) for parameter in model.parameters()}
    given = {id(value) for call in load_inputs(models, "mlp.py:requests", 3).calls for value in call.args}
    call = case.runs[0].calls[0]
    for placeholder, argument in zip(case.graphs[0].placeholders, call.arguments, strict=True):
        assert (id(argument) in own) == (placeholder.role == "parameter")
        assert id(argument) not in given


def test_a_cnn_in_eval_mode_is_one_graph_that_reads_its_buffers(models: Path) -> None:
    case = capture(models, "cnn.py", 2)
    assert sequences(case) == [[1]]
    buffers = {p.path for p in case.graphs[0].placeholders if p.role == "buffer"}
    assert buffers == {
        "stem_norm.running_mean",
        "stem_norm.running_var",
        "body_norm.running_mean",
        "body_norm.running_var",
    }
    replay(case)


def test_bert_at_two_lengths_is_one_graph_with_a_symbolic_length(models: Path) -> None:
    case = capture(models, "bert.py")
    assert sequences(case) == [[1], [1]]
    symbols = [i for i, p in enumerate(case.graphs[0].placeholders) if p.role == "symbol"]
    assert {case.runs[0].calls[0].arguments[i] for i in symbols} == {8}
    assert {case.runs[1].calls[0].arguments[i] for i in symbols} == {16}
    replay(case)


def test_print_breaks_the_graph_in_two(models: Path) -> None:
    case = capture(models, "print_break.py")
    assert sequences(case) == [[1, 2]]
    broken = case.graphs[0].graph_break
    assert broken is not None
    assert "print" in broken.reason
    assert broken.location is not None
    assert broken.location.file == "print_break.py"
    line = (models / "print_break.py").read_text().splitlines()[broken.location.line - 1]
    assert "print(" in line
    assert case.graphs[1].graph_break is None
    replay(case)


def test_a_data_dependent_branch_gives_two_sequences(models: Path) -> None:
    case = capture(models, "branch.py")
    assert sequences(case) == [[1, 2], [1, 3], [1, 2]]
    assert isinstance(case.graphs[0].graph_break, GraphBreak)
    assert "Data-dependent branch" in case.graphs[0].graph_break.reason
    replay(case)


def test_a_function_without_tensors_is_a_clear_error(models: Path) -> None:
    with pytest.raises(CaptureError, match="never computes with a tensor"):
        capture(models, "no_tensor.py")


def test_graphs_whose_inputs_never_vary_are_local_python(tmp_path: Path) -> None:
    case = capture_source(
        tmp_path,
        "table = torch.nn.Linear(4, 4)\n"
        "def predict(x):\n"
        "    rows = table.weight * 2\n"
        "    print('between')\n"
        "    return x @ rows\n"
        "requests = [torch.ones(2, 4)]\n",
    )
    assert sequences(case) == [[1]]
    assert {node.name for node in case.graphs[0].module.graph.nodes if node.op == "call_function"} == {"matmul"}


def test_local_python_is_timed_for_every_gap_of_every_run(models: Path) -> None:
    case = capture(models, "branch.py")
    times = case.local_python
    assert [len(gaps) for gaps in times.segments_ns] == [3, 3, 3]
    assert all(len(samples) == len(times.passes_ns) == 2 for gaps in times.segments_ns for samples in gaps)
    for number, total in enumerate(times.passes_ns):
        assert total == sum(samples[number] for gaps in times.segments_ns for samples in gaps)


def test_local_python_is_a_part_of_the_whole_pass(tmp_path: Path) -> None:
    case = capture_source(
        tmp_path,
        "import time\n"
        "def wait(x):\n"
        "    time.sleep(0.03)\n"
        "    return x\n"
        "def predict(x):\n"
        "    y = x * 2\n"
        "    torch.compiler.disable(wait)(y)\n"
        "    for _ in range(60):\n"
        "        y = y @ y\n"
        "    return y\n"
        "requests = [torch.zeros(400, 400)]\n",
    )
    times = case.local_python
    assert 1 <= len(times.whole_passes_ns) <= 3
    # It sleeps for 30 ms outside the graphs, and the graphs take no time at all in the passes that replay them.
    assert 30e6 <= min(times.passes_ns) < min(times.whole_passes_ns)


def test_each_case_is_captured_as_if_it_were_the_first(models: Path) -> None:
    alone = capture(models, "mlp.py", 5)
    capture(models, "mlp.py", 2)
    again = capture(models, "mlp.py", 5)
    assert [p.role for p in again.graphs[0].placeholders] == [p.role for p in alone.graphs[0].placeholders]
    assert again.discarded_runs == alone.discarded_runs


def test_state_that_a_graph_changes_is_recorded_from_before_the_call(tmp_path: Path) -> None:
    case = capture_source(
        tmp_path,
        "class Counter(torch.nn.Module):\n"
        "    def __init__(self):\n"
        "        super().__init__()\n"
        "        self.register_buffer('count', torch.zeros(1))\n"
        "    def forward(self, x):\n"
        "        self.count.add_(1)\n"
        "        x.mul_(2)\n"
        "        return x + self.count\n"
        "predict = Counter()\n"
        "requests = [torch.ones(2)]\n",
    )
    replay(case)
    arguments = dict(zip((p.role for p in case.graphs[0].placeholders), case.runs[0].calls[0].arguments, strict=True))
    # `replay` has changed the recorded clones once: 1 became 2.
    assert torch.equal(torch.as_tensor(arguments["input"]), torch.full((2,), 2.0))


@pytest.mark.parametrize("decorator", ["torch.no_grad()", "torch.inference_mode()"])
def test_decorated_functions_are_captured_and_their_values_can_be_used_again(tmp_path: Path, decorator: str) -> None:
    case = capture_source(
        tmp_path,
        "layer = torch.nn.Linear(4, 4)\n"
        f"@{decorator}\n"
        "def predict(x):\n"
        "    return layer(x)\n"
        "requests = [torch.ones(2, 4)]\n",
    )
    assert sequences(case) == [[1]]
    call = case.runs[0].calls[0]
    assert not any(isinstance(value, torch.Tensor) and value.is_inference() for value in call.arguments + call.outputs)


@pytest.mark.parametrize(
    "definition",
    [
        "class Scorer:\n    def __call__(self, x):\n        return x * 2\npredict = Scorer()\n",
        "import functools\npredict = functools.partial(torch.mul, 2)\n",
        "class Holder:\n    def run(self, x):\n        return x * 2\npredict = Holder().run\n",
    ],
)
def test_any_callable_is_captured(tmp_path: Path, definition: str) -> None:
    case = capture_source(tmp_path, definition + "requests = [torch.ones(3)]\n")
    assert sequences(case) == [[1]]


def test_nan_outputs_name_the_graph_and_the_output(tmp_path: Path) -> None:
    with pytest.raises(CaptureError, match="Output 1 of graph #1 of `predict` holds NaN in run 2") as caught:
        capture_source(
            tmp_path,
            "def predict(x):\n    return x / x\nrequests = [torch.ones(2), torch.zeros(2)]\n",
        )
    assert caught.value.where == "graph begins at app.py:3"


WRONG_SHAPE = (
    "net = torch.nn.Linear(8, 4)\n"
    "def shortened(x):\n"
    "    return net(x[:, :5])\n"
    "def predict(x):\n"
    "    return shortened(x)\n"
    "requests = [torch.ones(2, 8)]\n"
)


def test_a_wrong_shape_is_told_in_pytorchs_own_words_at_the_users_line(tmp_path: Path) -> None:
    with pytest.raises(CaptureError, match=r"`predict` raised RuntimeError: mat1 and mat2 .*2x5 and 8x4") as caught:
        capture_source(tmp_path, WRONG_SHAPE)
    assert caught.value.where == "app.py:4"
    trace = caught.value.traceback or ""
    assert trace.startswith('Traceback (most recent call last):\n  File "app.py", line 6, in predict\n')
    assert 'File "<site-packages>/torch/nn/modules/linear.py"' in trace
    assert 'File "/' not in trace


def test_an_operator_that_fails_in_a_graph_is_told_at_its_own_line(tmp_path: Path) -> None:
    with pytest.raises(CaptureError, match="`predict` raised IndexError: index out of range") as caught:
        capture_source(
            tmp_path,
            "table = torch.nn.Embedding(4, 4)\n"
            "def predict(x):\n"
            "    rows = x + 1\n"
            "    return table(rows)\n"
            "requests = [torch.tensor([1, 9])]\n",
        )
    assert caught.value.where == "app.py:5"


def test_what_fails_under_torchdynamo_alone_shows_the_line_and_the_reason(tmp_path: Path) -> None:
    with pytest.raises(CaptureError, match=r"TorchDynamo cannot trace `predict`: .*RuntimeError") as caught:
        capture_source(
            tmp_path,
            WRONG_SHAPE.replace("net(x[:, :5])", "net(x[:, :5] if torch.compiler.is_compiling() else x)"),
        )
    assert "[2, 5]" in caught.value.what
    assert caught.value.where == "app.py:4"
    trace = caught.value.traceback or ""
    assert trace.startswith('Traceback (most recent call last):\n   File "app.py", line 6, in predict\n')
    assert 'File "/' not in trace


@pytest.mark.parametrize("leave", ["sys.exit('bye')", "raise SystemExit('bye')", "exit('bye')"])
def test_leaving_python_is_an_error_of_the_function(tmp_path: Path, leave: str) -> None:
    with pytest.raises(CaptureError, match="`predict` raised SystemExit: bye") as caught:
        capture_source(
            tmp_path,
            f"import sys\ndef predict(x):\n    x = x + 1\n    {leave}\nrequests = [torch.ones(2)]\n",
        )
    assert caught.value.where == "app.py:5"


def test_interrupting_the_function_is_no_error_of_it(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        capture_source(
            tmp_path,
            "def predict(x):\n    print(1)\n    raise KeyboardInterrupt\nrequests = [torch.ones(2)]\n",
        )


def test_an_exception_in_the_function_shows_the_users_traceback(tmp_path: Path) -> None:
    with pytest.raises(CaptureError, match=r"`predict` raised \w+") as caught:
        capture_source(
            tmp_path,
            "import json\n"
            "def predict(x):\n"
            "    print('start')\n"
            "    return x + json.loads('{')\n"
            "requests = [torch.ones(2)]\n",
        )
    assert caught.value.traceback is not None
    assert caught.value.traceback.startswith('Traceback (most recent call last):\n  File "app.py", line')
    assert "JSONDecodeError" in caught.value.traceback
    assert caught.value.where is not None
    assert caught.value.where.startswith("app.py:")


def test_a_function_that_never_stops_compiling_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(CaptureError, match="still compiles new graphs after 16 passes") as caught:
        capture_source(
            tmp_path,
            "calls = []\n"
            "def predict(x):\n"
            "    calls.append(0)\n"
            "    return x.reshape(-1) * torch.full((1,), len(calls))\n"
            "requests = [torch.ones(2)]\n",
        )
    assert caught.value.remedy


def test_hitting_the_recompile_limit_is_an_error_and_never_silently_eager(tmp_path: Path) -> None:
    with pytest.raises(CaptureError, match="more than 64 variants"):
        capture_source(
            tmp_path,
            "def predict(x, mode):\n"
            "    return x + len(mode)\n"
            "requests = [(torch.ones(2), 'm' * n) for n in range(1, 80)]\n",
        )
