"""What each placeholder of a captured graph is: an input of the call, or part of the model."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pacegate.captured import Placeholder

if TYPE_CHECKING:
    import torch

    from pacegate.captured import Role

# A piece of a source expression of TorchDynamo: `.name`, `['name']`, `[0]` or a leading name.
_PIECE = re.compile(r"\['([^']*)'\]|\[\"([^\"]*)\"\]|\[(\d+)\]|\.?([A-Za-z_]\w*)")
# Pieces that say how torch stores a part, not what it is called.
_PLUMBING = frozenset({"_modules", "_parameters", "_buffers", "__closure__", "cell_contents", "__dict__", "self"})


def graph_placeholders(module: torch.fx.GraphModule) -> tuple[Placeholder, ...]:
    """Reads the roles of a graph's placeholders.

    To be called inside the TorchDynamo backend: the `grapharg` that knows the source is erased afterwards.
    """
    placeholders: list[Placeholder] = []
    taken: set[str] = set()
    for node in module.graph.nodes:
        if node.op != "placeholder":
            continue
        placeholder = _placeholder(node)
        if placeholder.path is not None:
            # Two paths may collapse into one name; export needs them apart.
            unique, count = placeholder.path, 2
            while unique in taken:
                unique, count = f"{placeholder.path}_{count}", count + 1
            taken.add(unique)
            placeholder = replace(placeholder, path=unique)
        placeholders.append(placeholder)
    return tuple(placeholders)


def dotted_path(source: str) -> str:
    """Turns ``L['self']._modules['stem']._parameters['weight']`` into ``stem.weight``."""
    return _own_path(source) or "value"


def _own_path(source: str) -> str:
    """The same, and nothing where torch's plumbing is all there is."""
    pieces = [next(part for part in match if part) for match in _PIECE.findall(source) if any(match)]
    # The first piece is the dictionary of locals or globals.
    kept = [piece for piece in pieces[1:] if piece not in _PLUMBING]
    return ".".join(re.sub(r"\W", "_", piece) for piece in kept)


def _placeholder(node: torch.fx.Node) -> Placeholder:
    import torch

    argument = node.meta.get("grapharg")
    example = getattr(argument, "example", None)
    fake = node.meta.get("example_value")
    if not isinstance(example, torch.Tensor) and not isinstance(fake, torch.Tensor):
        return Placeholder(node.name, "symbol", None, None)
    # TorchDynamo marks what belongs to the model (parameters, buffers, tensor attributes of modules) as
    # static; the mark is on the saved attributes of the tensor.
    static = node.meta.get("tensor_dict", {}).get("_dynamo_static_input_type")
    source = _source_name(argument)
    if static not in ("guarded", "unguarded") and not isinstance(example, torch.nn.Parameter):
        return Placeholder(node.name, "input", None, _argument(source))
    role: Role = "parameter" if isinstance(example, torch.nn.Parameter) else "buffer"
    return Placeholder(node.name, role, dotted_path(source) if source else node.name, None)


def _argument(source: str) -> str | None:
    """TorchDynamo names what lies on Python's stack at a graph break itself: ``L['___stack0']``."""
    path = _own_path(source)
    return None if "___" in path else path or None


def _source_name(argument: Any) -> str:
    source = getattr(argument, "source", None)
    name = getattr(source, "name", "")
    # A method in torch 2.7, a property in 2.13.
    return str(name() if callable(name) else name)
