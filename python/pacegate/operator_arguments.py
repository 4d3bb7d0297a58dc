"""An operator's arguments by the names of its schema, whichever way the call spelled them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import torch


def bound_arguments(node: torch.fx.Node) -> dict[str, object]:
    """Binds the arguments of a call of an ATen operator to its schema, defaults included.

    A function that is not an operator with a schema keeps its positions as names.
    """
    import torch

    if not isinstance(node.target, torch._ops.OpOverload):
        return {**{str(index): value for index, value in enumerate(node.args)}, **node.kwargs}
    bound: dict[str, object] = {}
    for index, argument in enumerate(node.target._schema.arguments):
        if index < len(node.args) and not argument.kwarg_only:
            bound[argument.name] = node.args[index]
        elif argument.name in node.kwargs:
            bound[argument.name] = node.kwargs[argument.name]
        elif argument.has_default_value():
            bound[argument.name] = argument.default_value
    return bound
