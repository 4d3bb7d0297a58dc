"""Which operators of a program draw random numbers, so that its outputs have no golden values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pacegate.operator_arguments import bound_arguments

if TYPE_CHECKING:
    import torch

# PyTorch tags an operator `nondeterministic_seeded` when it *can* draw numbers; these arguments of the tagged
# operators (dropout, rrelu, lstm, scaled_dot_product_attention and their kin) switch the drawing off.
_TRAINING_SWITCHES = ("train", "training")
_PROBABILITIES = ("p", "dropout_p", "dropout")


def random_operators(module: torch.fx.GraphModule) -> list[str]:
    """Lists operators that draw random numbers, in order of first use, each once.

    Args:
        module: A graph of ATen operators, as `torch.export` makes it.
    """
    import torch

    found: dict[str, None] = {}
    for graph_module in module.modules():
        if not isinstance(graph_module, torch.fx.GraphModule):
            continue
        for node in graph_module.graph.nodes:
            if isinstance(node.target, torch._ops.OpOverload) and _draws(node):
                found[str(node.target)] = None
    return list(found)


def _draws(node: torch.fx.Node) -> bool:
    import torch

    operator = node.target
    if not isinstance(operator, torch._ops.OpOverload) or torch.Tag.nondeterministic_seeded not in operator.tags:
        return False
    arguments = bound_arguments(node)
    if any(arguments.get(name) is False for name in _TRAINING_SWITCHES):
        return False
    return not any(arguments.get(name) == 0 for name in _PROBABILITIES if name in arguments)
