"""A fingerprint says what is computed: it is blind to names, paths, lines and weights' values, and to nothing else."""

from __future__ import annotations

import functools
import hashlib
import itertools
import re
from typing import TYPE_CHECKING, Any

import pytest
import torch
from bundle_checks import capture, program_of
from torch import nn

from pacegate.capture import CaptureOptions, capture_case
from pacegate.entry import load_entry
from pacegate.fingerprint import Fingerprint, fingerprint_captured, fingerprint_program
from pacegate.inputs import load_inputs
from pacegate.subgraph_program import export_program

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SOURCE = '''
"""A model in a user's repo."""

import torch
from torch import nn

torch.manual_seed({seed})


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.{layer} = nn.Linear(8, {width})
        self.last = nn.Linear({width}, 2)

    def forward(self, {argument}):
        {comment}
        {variable} = torch.{activation}(self.{layer}({argument}))
        return self.last({variable})


{model} = Net().eval()


def predict({argument}):
    return {model}({argument})


def requests():
    yield torch.ones({batch}, 8)
'''
PLAIN = {
    "seed": 0,
    "layer": "first",
    "width": 16,
    "comment": "# the first layer",
    "variable": "hidden",
    "activation": "relu",
    "model": "model",
    "argument": "features",
    "batch": 2,
}

_folders = itertools.count()


def digest(tensor: torch.Tensor) -> str:
    return hashlib.sha256(tensor.detach().contiguous().numpy().tobytes()).hexdigest()


def fingerprint_of(function: Callable[..., Any], *call: Any) -> Fingerprint:
    return fingerprint_program(program_of(function, *call).functional, digest)


def fingerprint_of_source(folder: Path, **changes: object) -> Fingerprint:
    """Writes the model with some changes into a folder of its own, and fingerprints its only graph."""
    number = next(_folders)
    root = folder / f"repo{number}"
    root.mkdir()
    file = f"search{number}.py"
    (root / file).write_text(SOURCE.format(**{**PLAIN, **changes}), encoding="utf-8")
    options = CaptureOptions(root=root, function="predict", min_passes=1, max_passes=1)
    calls = load_inputs(root, f"{file}:requests", None).calls
    captured = capture_case(load_entry(root, f"{file}:predict"), calls, options)
    [run] = captured.runs
    [call] = run.calls
    program = export_program(captured.graphs[0], call.arguments, call.outputs, lambda _, tensor: tensor)
    return fingerprint_program(program.functional, digest)


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Fingerprint:
    return fingerprint_of_source(tmp_path_factory.mktemp("plain"))


@pytest.mark.parametrize(
    "change",
    [
        {},  # Only the path of the repo and the name of the file.
        {"comment": "# what a comment says is nothing that is computed\n"},
        {"variable": "activations"},
        {"layer": "projection"},
        {"model": "network"},
        {"argument": "input_1"},
    ],
    ids=["path", "comment and lines", "variable", "layer's name", "model's name", "argument's name"],
)
def test_stays_when_only_names_and_places_change(tmp_path: Path, plain: Fingerprint, change: dict[str, object]) -> None:
    assert fingerprint_of_source(tmp_path, **change) == plain


def test_new_weights_change_the_weights_hash_alone(tmp_path: Path, plain: Fingerprint) -> None:
    other = fingerprint_of_source(tmp_path, seed=1)
    assert other.digest == plain.digest
    assert other.weights_hash != plain.weights_hash


@pytest.mark.parametrize(
    "change", [{"width": 24}, {"activation": "tanh"}, {"batch": 3}], ids=["layer", "activation", "input's shape"]
)
def test_changes_with_what_is_computed(tmp_path: Path, plain: Fingerprint, change: dict[str, object]) -> None:
    assert fingerprint_of_source(tmp_path, **change).digest != plain.digest


MODEL_FILES = ["mlp.py", "cnn.py", "bert.py", "branch.py", "print_break.py"]


def fingerprints_of_model(models: Path, folder: Path, file: str, *edits: tuple[str, str]) -> list[Fingerprint]:
    """Copies a model with some edits under another path and fingerprints all its graphs, in order of first use."""
    root = folder / f"repo{next(_folders)}"
    root.mkdir()
    source = (models / file).read_text(encoding="utf-8")
    for pattern, replacement in edits:
        source, count = re.subn(pattern, replacement, source)
        assert count, f"{file} has no {pattern}"
    copy = f"{root.name}_{file}"
    (root / copy).write_text(source, encoding="utf-8")
    calls = load_inputs(root, f"{copy}:requests", 2 if "batch_size: int" in source else None).calls
    options = CaptureOptions(root=root, function="predict", min_passes=1, max_passes=1)
    captured = capture_case(load_entry(root, f"{copy}:predict"), calls, options)
    made = {call.graph: call for run in reversed(captured.runs) for call in reversed(run.calls)}
    programs = [
        export_program(graph, made[graph.ordinal].arguments, made[graph.ordinal].outputs, lambda _, tensor: tensor)
        for graph in captured.graphs
    ]
    return [fingerprint_program(program.functional, digest) for program in programs]


@pytest.fixture(scope="module")
def unchanged(models: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], list[Fingerprint]]:
    """The fingerprints of each model as it is, taken once."""

    @functools.cache
    def of(file: str) -> list[Fingerprint]:
        return fingerprints_of_model(models, tmp_path_factory.mktemp("unchanged"), file)

    return of


@pytest.mark.parametrize("file", MODEL_FILES)
def test_every_model_stays_at_another_path_with_comments_and_other_names(
    models: Path, tmp_path: Path, unchanged: Callable[[str], list[Fingerprint]], file: str
) -> None:
    edits = [(r"(\n +)(return )", r"\1# The result.\n\1\2"), (r"\b(hidden|scores)\b", r"\1_of_the_batch")]
    assert fingerprints_of_model(models, tmp_path, file, *edits) == unchanged(file)


@pytest.mark.parametrize("file", MODEL_FILES)
def test_every_model_stays_with_another_seed(
    models: Path, tmp_path: Path, unchanged: Callable[[str], list[Fingerprint]], file: str
) -> None:
    seeded = fingerprints_of_model(models, tmp_path, file, (r"torch\.manual_seed\(0\)", "torch.manual_seed(7)"))
    assert [found.digest for found in seeded] == [found.digest for found in unchanged(file)]
    weighted = [(now, then) for now, then in zip(seeded, unchanged(file), strict=True) if then.weights_hash]
    assert weighted
    assert all(now.weights_hash != then.weights_hash for now, then in weighted)


@pytest.mark.parametrize(
    ("file", "pattern", "replacement"),
    [
        ("mlp.py", r"32", "24"),
        ("mlp.py", r"nn\.ReLU", "nn.GELU"),
        ("mlp.py", r"torch\.randn\(batch_size, 16", "torch.randn(batch_size + 1, 16"),
        ("cnn.py", r"nn\.Conv2d\(8, 8, 3, padding=1", "nn.Conv2d(8, 8, 5, padding=2"),
        ("cnn.py", r"torch\.relu\(hidden", "torch.tanh(hidden"),
        ("cnn.py", r"16, 16", "8, 8"),
        ("bert.py", r"num_hidden_layers=2", "num_hidden_layers=1"),
        ("bert.py", r"num_hidden_layers=2", 'num_hidden_layers=2, hidden_act="relu"'),
        ("bert.py", r"num_hidden_layers=2", 'num_hidden_layers=2, attn_implementation="eager"'),
        ("bert.py", r"\(2, length\b", "(3, length"),
        ("branch.py", r"nn\.GELU", "nn.ReLU"),
        ("branch.py", r"\(2, 8\)", "(3, 8)"),
        ("print_break.py", r"torch\.relu", "torch.tanh"),
        ("print_break.py", r"nn\.Linear\(8, 3\)", "nn.Linear(8, 4)"),
    ],
)
def test_every_model_changes_with_a_layer_an_activation_a_shape_or_the_attention(
    models: Path,
    tmp_path: Path,
    unchanged: Callable[[str], list[Fingerprint]],
    file: str,
    pattern: str,
    replacement: str,
) -> None:
    changed = fingerprints_of_model(models, tmp_path, file, (pattern, replacement))
    assert [found.digest for found in changed] != [found.digest for found in unchanged(file)]


def test_changes_with_the_attention_implementation() -> None:
    from transformers import BertConfig, BertModel

    sizes = {"hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 16}
    tokens = torch.ones(1, 4, dtype=torch.int64)
    found: list[str] = []
    for attention in ("sdpa", "eager", "sdpa"):
        torch.manual_seed(len(found))
        model = BertModel(BertConfig(vocab_size=8, attn_implementation=attention, **sizes)).eval()

        def predict(input_ids: torch.Tensor, model: Any = model) -> torch.Tensor:
            hidden: torch.Tensor = model(input_ids=input_ids).last_hidden_state
            return hidden

        found.append(fingerprint_of(predict, tokens).digest)
    assert found[0] == found[2]
    assert found[0] != found[1]


def test_tied_and_untied_weights_differ() -> None:
    first, second = nn.Linear(4, 4, bias=False), nn.Linear(4, 4, bias=False)
    untied = fingerprint_of(lambda x: second(first(x)), torch.ones(1, 4))
    tied = fingerprint_of(lambda x: first(first(x)), torch.ones(1, 4))
    assert tied.digest != untied.digest


def test_an_extra_layer_of_the_same_kind_shows() -> None:
    layers = [nn.Linear(4, 4) for _ in range(3)]
    two = fingerprint_of(nn.Sequential(*layers[:2]).eval(), torch.ones(1, 4))
    three = fingerprint_of(nn.Sequential(*layers).eval(), torch.ones(1, 4))
    assert two.digest != three.digest


def test_work_whose_result_is_thrown_away_shows() -> None:
    program = program_of(lambda x: (x.exp(), x + 1), torch.ones(2))
    graph = program.exported.graph_module.graph
    before = fingerprint_program(program.exported, digest).digest
    exponential = next(node for node in graph.nodes if "exp" in str(node.target))
    output = next(node for node in graph.nodes if node.op == "output")
    output.args = (tuple(node for node in output.args[0] if node is not exponential),)
    dead = fingerprint_program(program.exported, digest).digest
    alive = fingerprint_of(lambda x: x + 1, torch.ones(2)).digest
    assert len({before, dead, alive}) == 3


def test_which_input_goes_where_shows() -> None:
    pair = (torch.ones(2), torch.zeros(2))
    assert fingerprint_of(lambda a, b: a - b, *pair).digest != fingerprint_of(lambda a, b: a - a, *pair).digest


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (lambda x: x * 2, lambda x: x * 3),
        (lambda x: x * 2, lambda x: x * 2.0),
        (lambda x: x.sum(0), lambda x: x.sum(1)),
        (lambda x: x.to(torch.float64), lambda x: x.to(torch.float16)),
        (lambda x: x.add_(1), lambda x: x.mul_(1)),
        (lambda x: x + torch.tensor([1, 2]), lambda x: x + torch.tensor([1, 3])),
    ],
    ids=["literal", "int and float", "dimension", "dtype", "in-place operator", "integer constant"],
)
def test_arguments_count(one: Callable[..., Any], other: Callable[..., Any]) -> None:
    def first(x: torch.Tensor) -> Any:
        return one(x * x)

    def second(x: torch.Tensor) -> Any:
        return other(x * x)

    call = torch.ones(2, 2)
    assert fingerprint_of(first, call).digest != fingerprint_of(second, call).digest


def test_integer_buffers_count_by_value() -> None:
    class Positions(nn.Module):
        positions: torch.Tensor

        def __init__(self, offset: int) -> None:
            super().__init__()
            self.register_buffer("positions", torch.arange(3) + offset)

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            return x + self.positions

    assert fingerprint_of(Positions(0), torch.ones(3)).digest != fingerprint_of(Positions(1), torch.ones(3)).digest


def test_a_graph_without_weights_has_no_weights_hash() -> None:
    assert fingerprint_of(lambda x: x + 1, torch.ones(2)).weights_hash is None


def test_captured_graphs_are_told_apart_too() -> None:
    found = []
    functions: list[Callable[..., Any]] = [lambda x: x + 1, lambda y: y + 1, lambda x: x + 2, lambda x: x - 1]
    for function in functions:
        [graph] = capture(function, (torch.ones(2),)).graphs
        found.append(fingerprint_captured(graph.module, [("float32", 2)]))
    assert found[0] == found[1]
    assert len(set(found)) == 3
