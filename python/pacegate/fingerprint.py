"""The fingerprint of a subgraph: a hash of what it computes, blind to names, paths, lines and weight values."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pacegate.operator_arguments import bound_arguments

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import torch
    from torch.export import ExportedProgram

_DOMAIN = "pacegate/fingerprint/1"


@dataclass(frozen=True)
class Fingerprint:
    """What is computed, and with which weights."""

    digest: str
    weights_hash: str | None
    """Over the float weights in order of first use; None where the graph has none."""


def fingerprint_program(program: ExportedProgram, tensor_digest: Callable[[torch.Tensor], str]) -> Fingerprint:
    """Hashes an exported program that holds no in-place operator on its inputs.

    The hash is a Merkle hash: each node's covers its operator, its arguments, its result's type and the hashes of
    the nodes that it reads; the whole covers the outputs in order and all nodes as a sorted multiset, so that work
    whose result is thrown away counts too. Weights enter by type, shape and ordinal of first use: tied and untied
    weights differ, new values of a weight do not. Integers, booleans and literals of the code enter by value,
    because they decide what is computed (position ids, masks, shapes).

    Args:
        program: The program; operators with mutable schemas must have been functionalised before.
        tensor_digest: Gives the sha256 of a tensor's raw bytes.

    Returns:
        The fingerprint and, apart, the hash of the weights.
    """
    leaves, weights = _leaves(program, tensor_digest)
    digest = _hash_graph(program.graph_module, leaves)
    if not weights:
        return Fingerprint(digest, None)
    return Fingerprint(digest, _hash(["weights", *weights]))


def fingerprint_captured(module: torch.fx.GraphModule, inputs: Sequence[object]) -> str:
    """Hashes a captured graph that could not be exported, by its Python-level operators.

    Args:
        module: The graph as TorchDynamo made it.
        inputs: A description (dtype, shape or value) of each placeholder.
    """
    import torch

    placeholders = [node for node in module.graph.nodes if node.op == "placeholder"]
    leaves = {node: _hash(["captured-input", str(value)]) for node, value in zip(placeholders, inputs, strict=True)}
    for node in module.graph.nodes:
        if node.op == "get_attr" and not isinstance(_attribute(module, str(node.target)), torch.fx.GraphModule):
            leaves[node] = _hash(["captured-constant"])
    return _hash_graph(module, leaves)


def _leaves(
    program: ExportedProgram, tensor_digest: Callable[[torch.Tensor], str]
) -> tuple[dict[torch.fx.Node, str], list[str]]:
    """Hashes the placeholders; also gives the float weights in order of first use."""
    from torch.export.graph_signature import InputKind

    placeholders = [node for node in program.graph.nodes if node.op == "placeholder"]
    leaves: dict[torch.fx.Node, str] = {}
    weights: list[str] = []
    lifted: dict[torch.fx.Node, tuple[torch.Tensor, bool]] = {}
    inputs = 0
    for node, spec in zip(placeholders, program.graph_signature.input_specs, strict=True):
        if spec.kind is InputKind.USER_INPUT:
            leaves[node] = _hash(["input", inputs, _type_of(node)])
            inputs += 1
        elif spec.target is not None:
            is_literal = spec.kind is InputKind.CONSTANT_TENSOR
            tensor = program.state_dict.get(spec.target)
            lifted[node] = (program.constants[spec.target] if tensor is None else tensor, is_literal)
    for node in program.graph.nodes:
        for used in node.all_input_nodes:
            if used not in lifted:
                continue
            tensor, is_literal = lifted.pop(used)
            if tensor.is_floating_point() and not is_literal:
                leaves[used] = _hash(["weight", len(weights), str(tensor.dtype), list(tensor.shape)])
                weights.append(_hash([str(tensor.dtype), list(tensor.shape), tensor_digest(tensor)]))
            else:
                leaves[used] = _hash(["constant", str(tensor.dtype), list(tensor.shape), tensor_digest(tensor)])
    # What is left is never read: it is no part of the computation.
    return leaves, weights


def _hash_graph(module: torch.fx.GraphModule, leaves: Mapping[torch.fx.Node, str]) -> str:
    hashes: dict[torch.fx.Node, str] = dict(leaves)
    computed: list[str] = []
    outputs: object = None
    for node in module.graph.nodes:
        if node in hashes or node.op == "placeholder":
            continue
        if node.op == "output":
            outputs = _described(node.args[0], module, hashes)
        elif node.op == "get_attr":
            hashes[node] = _hash_attribute(_attribute(module, str(node.target)))
        else:
            arguments = {name: _described(value, module, hashes) for name, value in bound_arguments(node).items()}
            hashes[node] = _hash(["node", node.op, _operator_name(node.target), arguments, _type_of(node)])
            computed.append(hashes[node])
    return _hash([_DOMAIN, sorted(computed), outputs])


def _hash_attribute(value: object) -> str:
    """Bodies of control-flow operators are graphs of their own."""
    import torch

    if not isinstance(value, torch.fx.GraphModule):
        return _hash(["attribute", type(value).__name__])
    placeholders = [node for node in value.graph.nodes if node.op == "placeholder"]
    inputs = {node: _hash(["input", index, _type_of(node)]) for index, node in enumerate(placeholders)}
    return _hash_graph(value, inputs)


def _attribute(module: torch.nn.Module, target: str) -> object:
    value: object = module
    for name in target.split("."):
        value = getattr(value, name)
    return value


def _operator_name(target: object) -> str:
    """`aten.add.Tensor`, `add`, `relu`: a function's own name, without the module that happens to define it."""
    import torch

    if isinstance(target, str):
        return target
    if isinstance(target, torch._ops.OpOverload | torch._ops.HigherOrderOperator):
        return str(target)
    return str(getattr(target, "__name__", type(target).__name__))


def _described(value: object, module: torch.fx.GraphModule, hashes: Mapping[torch.fx.Node, str]) -> object:
    """Gives a JSON value that stands for an argument; types are named, so that 1, 1.0 and True differ."""
    import torch

    if isinstance(value, torch.fx.Node):
        return ["of", hashes.get(value, "unused")]
    if isinstance(value, list | tuple):
        return ["list", *(_described(item, module, hashes) for item in value)]
    if isinstance(value, dict):
        return {str(key): _described(item, module, hashes) for key, item in value.items()}
    if isinstance(value, slice):
        return ["slice", *(_described(item, module, hashes) for item in (value.start, value.stop, value.step))]
    if isinstance(value, torch.device):
        return ["device", value.type]
    if isinstance(value, torch.fx.GraphModule):
        return ["graph", _hash_attribute(value)]
    return [type(value).__name__, str(value)]


def _type_of(node: torch.fx.Node) -> object:
    """Dtype and shape of a node's result; Dynamo's graphs keep it under another key than exported ones."""
    return _described_type(node.meta.get("val", node.meta.get("example_value")))


def _described_type(value: object) -> object:
    import torch

    if isinstance(value, torch.Tensor):
        return [str(value.dtype), [str(size) for size in value.shape]]
    if isinstance(value, list | tuple):
        return [_described_type(item) for item in value]
    return type(value).__name__


def _hash(value: object) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()
