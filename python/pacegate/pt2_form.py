"""The weightless `.pt2` form of a subgraph: weights are its first inputs, so that commits share the file's weights."""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    import torch
    from torch.export import ExportedProgram

    from pacegate.objects import ObjectStore
    from pacegate.stored_tensor import StoredTensor

_KEPT_META = ("val", "tensor_meta")


@dataclass(frozen=True)
class Parameter:
    """A weight that the program takes before its own inputs."""

    name: str
    tensor: StoredTensor


@dataclass(frozen=True)
class Pt2Form:
    """Where the program and its weights are; run it as `program.graph_module(*parameters, *inputs)`."""

    object: str
    parameters: tuple[Parameter, ...]


def write_pt2_form(
    program: ExportedProgram, store: ObjectStore, store_weight: Callable[[torch.Tensor], StoredTensor]
) -> Pt2Form:
    """Stores a program without its weights and without traces of the user's code.

    Args:
        program: The exported program.
        store: Where the file goes.
        store_weight: Stores one weight.

    Raises:
        Exception: Whatever `torch.export.save` raises; the caller makes it data.
    """
    import torch

    parameters = _parameters(program, store_weight)
    buffer = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.export.save(_weightless(program), buffer)
    return Pt2Form(store.put(buffer.getbuffer()), parameters)


def _parameters(
    program: ExportedProgram, store_weight: Callable[[torch.Tensor], StoredTensor]
) -> tuple[Parameter, ...]:
    from torch.export.graph_signature import InputKind

    parameters = []
    for spec in program.graph_signature.input_specs:
        if spec.kind is InputKind.USER_INPUT or spec.target is None:
            continue
        tensor = program.state_dict.get(spec.target)
        value = program.constants[spec.target] if tensor is None else tensor
        parameters.append(Parameter(spec.target, store_weight(value)))
    return tuple(parameters)


def _weightless(program: ExportedProgram) -> ExportedProgram:
    """Turns everything that was lifted out of the module into plain inputs."""
    import torch
    from torch.export.graph_signature import ExportGraphSignature, InputKind, InputSpec

    signature = program.graph_signature
    specs = [InputSpec(InputKind.USER_INPUT, spec.arg, target=None) for spec in signature.input_specs]
    module = _stripped(program.graph_module)
    return torch.export.ExportedProgram(
        root=module,
        graph=module.graph,
        graph_signature=ExportGraphSignature(specs, list(signature.output_specs)),
        state_dict={},
        range_constraints={},
        module_call_graph=_call_graph(program, len(specs)),
        example_inputs=None,
        constants={},
        verifiers=[program.verifier],
    )


def _call_graph(program: ExportedProgram, inputs: int) -> list[torch.export.ModuleCallEntry]:
    """Describes one call of the whole with all inputs in a row, as loading checks it."""
    import torch
    import torch.utils._pytree as pytree

    [whole, *_] = program.module_call_graph
    if whole.signature is None:
        return [whole]
    arguments, keywords = tuple(range(inputs)), dict[str, object]()
    spec = pytree.tree_structure((arguments, keywords))
    signature = torch.export.ModuleCallSignature(
        inputs=[], outputs=[], in_spec=spec, out_spec=whole.signature.out_spec, forward_arg_names=None
    )
    return [torch.export.ModuleCallEntry(fqn="", signature=signature)]


def _stripped(module: torch.fx.GraphModule) -> torch.fx.GraphModule:
    """Copies a graph without stack traces, module paths and file names."""
    import torch

    graph = torch.fx.Graph()
    copies: dict[torch.fx.Node, torch.fx.Node] = {}
    root = torch.nn.Module()
    for node in module.graph.nodes:
        copies[node] = copy = graph.node_copy(node, lambda used: copies[used])
        copy.meta = {key: node.meta[key] for key in _KEPT_META if key in node.meta}
        if node.op == "get_attr":
            value = getattr(module, str(node.target))
            setattr(root, str(node.target), _stripped(value) if isinstance(value, torch.fx.GraphModule) else value)
    return torch.fx.GraphModule(root, graph)
