"""From which modules and which lines of the user's code the operators of a graph come."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING

from pacegate.captured import Location
from pacegate.user_files import path_in_project

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import torch

_FRAME = re.compile(r'^\s*File "(?P<file>[^"]+)", line (?P<line>\d+)', re.MULTILINE)

# A module is found by an expression such as `G['model'].encoder.layer.0` or `L['self']._modules['stem']`.
_PIECE = re.compile(r"\[['\"](?P<key>[^'\"]+)['\"]\]|\.(?P<name>\w+)|\[(?P<index>\d+)\]")
_PLUMBING = frozenset({"_modules", "__closure__", "cell_contents", "__dict__"})


def module_paths(expressions: Sequence[str | None]) -> list[str | None]:
    """Names the module of each operator of a graph.

    Args:
        expressions: How the operator's innermost module is found; None outside all modules.

    Returns:
        Dotted paths. The variable that holds the model is left out where there is only one, as in `state_dict`
        (`encoder.layer.0`), unless it is all there is (`model`).
    """
    parts = [_parts(expression) if expression else [] for expression in expressions]
    single = len({path[0] for path in parts if path}) == 1
    return [".".join(path[1:] if single and len(path) > 1 else path) or None for path in parts]


def common_module_path(module: torch.fx.GraphModule) -> str | None:
    """Names the nearest module that holds all operators that lie in any module."""
    nodes = [node for node in module.graph.nodes if node.op not in ("placeholder", "get_attr", "output")]
    paths = [_parts(expression) for node in nodes if (expression := _innermost(node))]
    if not paths:
        return None
    shared = paths[0]
    for path in paths:
        same = itertools.takewhile(lambda pair: pair[0] == pair[1], zip(shared, path, strict=False))
        shared = [part for part, _ in same]
    return ".".join(shared[1:] if len(shared) > 1 else shared) or None


def source_location(module: torch.fx.GraphModule, root: Path) -> Location | None:
    """Gives the line of the user's function at which the graph begins.

    It is the outermost frame in the repo of the first operator that has one.
    """
    for node in module.graph.nodes:
        frames = user_frames(str(node.meta.get("stack_trace") or ""), root)
        if frames and node.op not in ("placeholder", "get_attr", "output"):
            return frames[0]
    return None


def node_location(node: torch.fx.Node, root: Path) -> Location | None:
    """Gives the user's line that made one operator: the innermost frame in the repo."""
    frames = user_frames(str(node.meta.get("stack_trace") or ""), root)
    return frames[-1] if frames else None


def user_frames(stack_trace: str, root: Path) -> list[Location]:
    """Lists the frames of a stack trace whose files lie in the repo and in no environment inside it."""
    frames = []
    for match in _FRAME.finditer(stack_trace):
        if file := path_in_project(match["file"], root):
            frames.append(Location(file, int(match["line"])))
    return frames


def _parts(expression: str) -> list[str]:
    found = [match["key"] or match["name"] or match["index"] for match in _PIECE.finditer(expression)]
    # A key may itself be dotted, where a converter has joined several.
    return [piece for part in found for piece in part.split(".") if piece not in _PLUMBING]


def _innermost(node: torch.fx.Node) -> str | None:
    stack = [path for path, _ in (node.meta.get("nn_module_stack") or {}).values() if path]
    return stack[-1] if stack else None
