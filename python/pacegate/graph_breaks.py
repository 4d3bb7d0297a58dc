"""Why TorchDynamo ended a graph, in one sentence, with the user's line."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pacegate.captured import GraphBreak, Location

if TYPE_CHECKING:
    import torch

_SHORTHAND = {
    "generic_jump": "Data-dependent branch: the path depends on a tensor's value",
    "inline_graph_break": "Graph break in an inlined function",
}


def graph_break(module: torch.fx.GraphModule, root: Path) -> GraphBreak | None:
    """Reads why the graph ended; ``None`` where it ended with the function."""
    reason = getattr(module, "compile_subgraph_reason", None)
    if reason is None or not reason.graph_break:
        return None
    return GraphBreak(_sentence(str(reason.reason)), _location(reason.user_stack, root))


def relative_file(file: str, root: Path) -> str:
    """Returns the path relative to the root where it lies inside, else as it is."""
    path = Path(file)
    resolved = root.resolve()
    return str(path.relative_to(resolved)) if path.is_relative_to(resolved) else file


def _sentence(reason: str) -> str:
    # TorchDynamo's report: a title, then indented `Explanation:`, `Hint:` and debug lines.
    lines = [line.strip() for line in reason.strip().splitlines() if line.strip()]
    title = lines[0] if lines else "Unknown reason"
    for start, words in _SHORTHAND.items():
        if title.startswith(start):
            return words
    explanation = next((line for line in lines if line.startswith("Explanation:")), None)
    return f"{title}: {explanation.removeprefix('Explanation:').strip()}" if explanation else title


def _location(stack: list[object], root: Path) -> Location | None:
    frames = [
        (str(getattr(frame, "filename", "")), getattr(frame, "lineno", None))
        for frame in stack
        if not str(getattr(frame, "filename", "<")).startswith("<")
    ]
    resolved = root.resolve()
    inside = [f for f in frames if Path(f[0]).is_relative_to(resolved) and "site-packages" not in f[0]]
    # The innermost line of the user's own code says more than one deep in a library.
    for file, line in reversed(inside or frames):
        if line:
            return Location(relative_file(file, root), line)
    return None
