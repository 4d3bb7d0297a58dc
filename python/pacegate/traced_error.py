"""What the user's own code raised, where TorchDynamo, or a graph that it made, stands in between."""

from __future__ import annotations

import re
import traceback
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pacegate import segments
from pacegate.module_paths import user_frames
from pacegate.user_files import without_machine_paths

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pacegate.inputs import Call

_USER_CODE = re.compile(r"^from user code:[ ]*\n(?P<frames>.*?)(?:\n\s*\n|\Z)", re.MULTILINE | re.DOTALL)
_GOT = re.compile(r"\bgot (?P<reason>\w+\(.*\))\.?[ ]*$", re.MULTILINE)


@dataclass(frozen=True)
class TracingFailure:
    """What TorchDynamo says of a line that it cannot trace."""

    reason: str
    where: str | None
    traceback: str


def raised_without_dynamo(error: BaseException, function: Callable[..., Any], call: Call) -> BaseException:
    """Returns what the function raises on the same call without TorchDynamo, where ``error`` hides it.

    An operator that fails while it is traced comes as an error of TorchDynamo's own, and one that fails in a graph
    seems to come from the first line of the function.

    Args:
        error: What the compiled function raised.
        function: The function as the user wrote it.
        call: The call that failed, with arguments of its own.

    Returns:
        ``error`` itself where it hides nothing, or where the function raises nothing on its own.
    """
    import torch

    frames = traceback.extract_tb(error.__traceback__)
    if not is_of_dynamo(error) and all(frame.filename != segments.__file__ for frame in frames):
        return error
    try:
        with torch.no_grad(), torch.compiler.set_stance("force_eager"):
            function(*call.args, **call.kwargs)
    except KeyboardInterrupt:
        raise
    except BaseException as own:
        return own
    return error


def is_of_dynamo(error: BaseException) -> bool:
    """Tells whether TorchDynamo raised the error, not the code that it traced."""
    from torch._dynamo.exc import TorchDynamoException

    return isinstance(error, TorchDynamoException)


def tracing_failure(error: BaseException, root: Path) -> TracingFailure:
    """Reads the user's lines and the reason from TorchDynamo's message; it traces code without entering its frames.

    Args:
        error: One of TorchDynamo's.
        root: The project's folder.
    """
    text = str(error).strip()
    reason = text.splitlines()[0] if text else "no message"
    if got := _GOT.search(text):
        reason = f"{reason}: {got['reason']}"
    block = _USER_CODE.search(text)
    traced = block["frames"] if block else ""
    frames = user_frames(traced, root)
    lines = f"Traceback (most recent call last):\n{traced}\n" if frames else ""
    return TracingFailure(
        without_machine_paths(reason, root),
        f"{frames[-1].file}:{frames[-1].line}" if frames else None,
        without_machine_paths(f"{lines}{type(error).__name__}: {reason}", root),
    )
