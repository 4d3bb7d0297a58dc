"""A captured subgraph as one exported program of static shapes: weights inside, plain inputs, nothing mutated."""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar, cast

from pacegate.mutation import functionalised, may_mutate, mutated_lifted_names, mutated_user_inputs
from pacegate.ports import input_name

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import torch
    from torch.export import ExportedProgram
    from torch.fx.node import Argument

    from pacegate.captured import CapturedGraph

    WeightSource = Callable[[int, torch.Tensor], torch.Tensor]

_Value = TypeVar("_Value")


@dataclass(frozen=True)
class SubgraphProgram:
    """A program and how its inputs and outputs lie in the calls that were captured."""

    exported: ExportedProgram
    """What `torch.export` gave; ONNX and `.pt2` are made from it."""
    functional: ExportedProgram
    """The same without in-place operators, for the fingerprint; usually the same object."""
    module: torch.fx.GraphModule
    """The graph before export, to run it eagerly."""
    inputs: tuple[int, ...]
    """Positions in `CapturedCall.arguments`, in the program's order."""
    outputs: tuple[int, ...]
    """Positions in `CapturedCall.outputs` of the first outputs; values of mutated inputs follow them."""
    mutated: tuple[int, ...]
    """Positions in `CapturedCall.arguments` of what the graph writes to: inputs of the program, and outputs after
    all others, so that state goes in with its value from before the call and comes out as it is afterwards."""


def export_program(
    graph: CapturedGraph,
    arguments: Sequence[object],
    outputs: Sequence[object],
    weight_source: WeightSource,
) -> SubgraphProgram:
    """Exports one form of a captured graph: for the concrete shapes and numbers of one call.

    Args:
        graph: The captured graph.
        arguments: The call's arguments, one for each placeholder.
        outputs: The call's outputs; what is no tensor is no output of the program.
        weight_source: Gives the tensor to use for the weight at a position (the real one or a stand-in).

    Raises:
        Exception: Whatever `torch.export` raises; the caller makes it data.
    """
    import torch

    weights = {
        position: _outside_inference_mode(weight_source(position, value))
        for position, (placeholder, value) in enumerate(zip(graph.placeholders, arguments, strict=True))
        if placeholder.role in ("parameter", "buffer") and isinstance(value, torch.Tensor)
    }
    mutated: tuple[int, ...] = ()
    while True:
        lifted = _lift(graph, arguments, outputs, weights, mutated)
        exported = _export(lifted.module, [_outside_inference_mode(arguments[position]) for position in lifted.inputs])
        functional = exported
        if may_mutate(exported.graph_module):
            functional = functionalised(exported)
            names = mutated_lifted_names(functional)
            found = {position for position, name in lifted.attributes.items() if name in names}
            found |= {lifted.inputs[index] for index in mutated_user_inputs(functional)}
            if found - set(mutated):
                # Once more, with what is written to as inputs and outputs.
                mutated = tuple(sorted(found | set(mutated)))
                continue
        return SubgraphProgram(exported, functional, lifted.module, lifted.inputs, lifted.outputs, mutated)


@dataclass(frozen=True)
class _Lifted:
    module: torch.fx.GraphModule
    inputs: tuple[int, ...]
    outputs: tuple[int, ...]
    attributes: dict[int, str]
    """Position of a weight -> its dotted name in the module."""


def _lift(
    graph: CapturedGraph,
    arguments: Sequence[object],
    outputs: Sequence[object],
    weights: dict[int, torch.Tensor],
    mutated: tuple[int, ...],
) -> _Lifted:
    """Copies the graph with weights as attributes, numbers as literals and written state as inputs and outputs.

    TorchDynamo makes every parameter a placeholder; ONNX initialisers come from attributes.
    """
    import torch

    root = torch.nn.Module()
    attributes = _attach_weights(root, graph, {p: w for p, w in weights.items() if p not in mutated})
    new = torch.fx.Graph()
    stands_for: dict[torch.fx.Node, Argument] = {}
    inputs: list[int] = []
    state: dict[int, torch.fx.Node] = {}
    nodes = list(graph.module.graph.nodes)
    placeholders = [node for node in nodes if node.op == "placeholder"]
    # Inputs come before attributes, whatever their order in the captured graph: a graph begins with its placeholders.
    for position, node in enumerate(placeholders):
        if position not in attributes and isinstance(arguments[position], torch.Tensor):
            # The user's name would go on into names of inner values, such as the inputs of a loop's body.
            stands_for[node] = neutral = new.placeholder(input_name(len(inputs)), node.type)
            neutral.meta = dict(node.meta)
            inputs.append(position)
    for position, node in enumerate(placeholders):
        if position in attributes:
            stands_for[node] = new.get_attr(attributes[position])
        elif position in mutated:
            # A clone takes the writes, so that the caller's tensor, and every later pass, sees the same input.
            stands_for[node] = state[position] = new.call_method("clone", (stands_for[node],))
        elif node not in stands_for:
            stands_for[node] = cast("Argument", arguments[position])
    kept: tuple[int, ...] = ()
    for node in nodes:
        if node.op == "placeholder" or _is_grad_switch(node):
            continue
        if node.op == "output":
            results = list(node.args[0]) if isinstance(node.args[0], list | tuple) else [node.args[0]]
            kept = _kept_outputs(results, outputs)
            values = [stands_for[results[index]] for index in kept]
            new.output((*values, *(state[position] for position in mutated)))
            continue
        if node.op in ("get_attr", "call_module"):
            _attach(root, str(node.target), graph.module)
        stands_for[node] = new.node_copy(node, lambda used: stands_for[used])
    return _Lifted(torch.fx.GraphModule(root, new), tuple(inputs), kept, attributes)


def _kept_outputs(results: Sequence[object], values: Sequence[object]) -> tuple[int, ...]:
    """Outputs that are computed tensors, each once: an input handed through or a number is no work of an engine."""
    import torch

    tensors = [
        index
        for index, (result, value) in enumerate(zip(results, values, strict=True))
        if isinstance(result, torch.fx.Node) and isinstance(value, torch.Tensor)
    ]
    seen: set[object] = set()
    computed = []
    for index in tensors:
        result = results[index]
        if isinstance(result, torch.fx.Node) and result.op not in ("placeholder", "get_attr") and result not in seen:
            seen.add(result)
            computed.append(index)
    return tuple(computed or tensors)


def _is_grad_switch(node: torch.fx.Node) -> bool:
    """Only inference is measured, so `torch.no_grad` inside the graph says nothing; ONNX has no such operator."""
    import torch

    return node.op == "call_function" and node.target is torch._C._set_grad_enabled


def _attach_weights(root: torch.nn.Module, graph: CapturedGraph, weights: dict[int, torch.Tensor]) -> dict[int, str]:
    """Registers weights under their own dotted names; a tensor that two placeholders share is registered once."""
    import torch

    names: dict[int, str] = {}
    by_tensor: dict[int, str] = {}
    taken: set[str] = set()
    for position, tensor in weights.items():
        if id(tensor) in by_tensor:
            names[position] = by_tensor[id(tensor)]
            continue
        path = graph.placeholders[position].path or graph.placeholders[position].name
        parts = [part for part in re.sub(r"[^\w.]", "_", path).split(".") if part]
        name = ".".join(parts)
        if not parts or _clashes(root, parts) or name in taken:
            name = f"weight_{position}"
            parts = [name]
        taken.add(name)
        owner = _owner(root, parts)
        if isinstance(tensor, torch.nn.Parameter):
            owner.register_parameter(parts[-1], tensor)
        else:
            owner.register_buffer(parts[-1], tensor)
        names[position] = by_tensor[id(tensor)] = name
    return names


def _clashes(root: torch.nn.Module, parts: Sequence[str]) -> bool:
    """Whether a name would hide something that a module already has (a method, or another weight)."""
    import torch

    current: object = root
    for part in parts[:-1]:
        if not hasattr(current, part):
            current = torch.nn.Module()
            continue
        current = getattr(current, part)
        if not isinstance(current, torch.nn.Module):
            return True
    return hasattr(current, parts[-1])


def _owner(root: torch.nn.Module, parts: Sequence[str]) -> torch.nn.Module:
    import torch

    owner = root
    for part in parts[:-1]:
        if not hasattr(owner, part):
            owner.add_module(part, torch.nn.Module())
        owner = getattr(owner, part)
    return owner


def _attach(root: torch.nn.Module, target: str, source: torch.nn.Module) -> None:
    """Copies a constant or a submodule that the graph names."""
    parts = target.split(".")
    value: object = source
    for part in parts:
        value = getattr(value, part)
    owner = _owner(root, parts)
    if not hasattr(owner, parts[-1]):
        setattr(owner, parts[-1], value)


def _outside_inference_mode(value: _Value) -> _Value:
    """Leaves inference mode: `torch.export` cannot trace tensors without a version counter."""
    import torch

    if isinstance(value, torch.Tensor) and value.is_inference():
        with torch.inference_mode(mode=False):
            return cast("_Value", value.clone())
    return value


def _export(module: torch.fx.GraphModule, arguments: Sequence[object]) -> ExportedProgram:
    import torch

    with torch.inference_mode(mode=False), torch.no_grad(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return torch.export.export(module, tuple(arguments), strict=False)
