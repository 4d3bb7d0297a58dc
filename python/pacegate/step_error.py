"""A failed step as data: what was raised, and the user's line that the failing operator came from."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from pacegate.module_paths import node_location, source_location
from pacegate.user_files import without_machine_paths

if TYPE_CHECKING:
    from pathlib import Path

    import torch

    from pacegate.captured import Location

Stage = Literal["capture", "export", "onnx", "pt2", "golden"]

_LONGEST_MESSAGE = 2000
"""Converters quote whole graphs; a report needs the first lines."""

_ANSI = re.compile(r"\x1b\[[0-9;]*m")
_NODE = re.compile(r"%(?P<name>\w+)")
_OPERATOR = re.compile(r"(?:op='|torch\.ops\.|operator )?(?P<namespace>\w+)(?:\.|::)(?P<name>\w+)")


@dataclass(frozen=True)
class StepError:
    """Costs one form of one subgraph, nothing else."""

    stage: Stage
    exception: str
    message: str
    location: Location | None


def step_error(stage: Stage, error: BaseException, graph: torch.fx.GraphModule, root: Path) -> StepError:
    """Describes an exception for the manifest.

    Args:
        stage: The step that raised.
        error: What it raised; the first cause says most, since exporters wrap it in instructions of their own.
        graph: The graph that was worked on, with stack traces.
        root: The user's repo.
    """
    causes = [error]
    while (cause := causes[-1].__cause__ or causes[-1].__context__) is not None and cause not in causes:
        causes.append(cause)
    first = causes[-1]
    message = _ANSI.sub("", str(first)).strip()
    message = without_machine_paths(message, root)
    if len(message) > _LONGEST_MESSAGE:
        message = f"{message[:_LONGEST_MESSAGE]}…"
    text = "\n".join(str(cause) for cause in causes)
    return StepError(stage, type(first).__name__, message, _failing_line(text, graph, root))


def _failing_line(text: str, graph: torch.fx.GraphModule, root: Path) -> Location | None:
    """Finds the node or else the operator that the message names; else the graph's own first line."""
    nodes = {node.name: node for node in graph.graph.nodes if node.op not in ("placeholder", "output")}
    for match in _NODE.finditer(text):
        if match["name"] in nodes and (location := node_location(nodes[match["name"]], root)):
            return location
    named = {f"{match['namespace']}.{match['name']}" for match in _OPERATOR.finditer(text)}
    for node in nodes.values():
        operator = str(node.target).rsplit(".", 1)[0]
        if operator in named and (location := node_location(node, root)):
            return location
    return source_location(graph, root)
