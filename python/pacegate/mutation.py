"""Which inputs and weights a program writes to."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

from pacegate.operator_arguments import bound_arguments

if TYPE_CHECKING:
    import torch
    from torch.export import ExportedProgram

# Operators such as batch_norm write to their running statistics only when one of these is true, and their schema
# does not say so: PyTorch tags them `maybe_aliasing_or_mutating`.
_WRITING_SWITCHES = ("train", "training", "use_input_stats")


def may_mutate(module: torch.fx.GraphModule) -> bool:
    """Whether any operator may write to a tensor that it is given, be it an input or an intermediate result."""
    import torch

    return any(
        node.op == "call_function" and _may_write(node)
        for graph_module in module.modules()
        if isinstance(graph_module, torch.fx.GraphModule)
        for node in graph_module.graph.nodes
    )


def functionalised(program: ExportedProgram) -> ExportedProgram:
    """Rewrites in-place operators as pure ones; what is written to shows in the program's signature."""
    import torch

    with torch.no_grad(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        decomposed: ExportedProgram = program.run_decompositions({})
        return decomposed


def mutated_lifted_names(functional: ExportedProgram) -> set[str]:
    """Names of parameters and buffers that a functionalised program writes to."""
    from torch.export.graph_signature import OutputKind

    return {
        str(spec.target)
        for spec in functional.graph_signature.output_specs
        if spec.kind in (OutputKind.BUFFER_MUTATION, getattr(OutputKind, "PARAMETER_MUTATION", None))
    }


def mutated_user_inputs(functional: ExportedProgram) -> set[int]:
    """Positions among the plain inputs that a functionalised program writes to."""
    from torch.export.graph_signature import InputKind, OutputKind

    signature = functional.graph_signature
    written = {str(spec.target) for spec in signature.output_specs if spec.kind is OutputKind.USER_INPUT_MUTATION}
    inputs = [spec for spec in signature.input_specs if spec.kind is InputKind.USER_INPUT]
    return {index for index, spec in enumerate(inputs) if getattr(spec.arg, "name", None) in written}


def _may_write(node: torch.fx.Node) -> bool:
    import torch

    operator = node.target
    if not isinstance(operator, torch._ops.OpOverload):
        return False
    if operator._schema.is_mutable:
        return True
    tag = getattr(torch.Tag, "maybe_aliasing_or_mutating", None)
    if tag is None or tag not in operator.tags:
        return False
    arguments = bound_arguments(node)
    return any(arguments.get(name) is True for name in _WRITING_SWITCHES)
