"""The calls that the user wants measured: what `inputs:` yields, made uniform."""

from __future__ import annotations

import inspect
import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pacegate.entry import load_object
from pacegate.errors import InputsError, user_line, user_traceback
from pacegate.inputs_fingerprint import inputs_fingerprint

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

MOST_CALLS = 10_000
"""More than this is taken for a generator that never ends."""


@dataclass(frozen=True)
class Call:
    """The arguments of one run of the function."""

    args: tuple[Any, ...]
    kwargs: dict[str, Any]

    def fresh(self) -> Call:
        """Copies the arguments, so that a function that changes them in place sees the same values again.

        Only tensors and plain containers are copied: anything else may be held by identity.
        """
        return Call(tuple(_copy(value) for value in self.args), {name: _copy(v) for name, v in self.kwargs.items()})


@dataclass(frozen=True)
class Inputs:
    """All calls of one case, in order, and the fingerprint of their values."""

    calls: tuple[Call, ...]
    fingerprint: str


def load_inputs(root: Path, spec: str, batch_size: int | None) -> Inputs:
    """Loads the calls of one case.

    Args:
        root: The project's folder.
        spec: ``file.py:name`` of an iterable of calls, or of a callable that returns one.
        batch_size: Passed as ``batch_size`` to the callable; ``None`` where the config lists none.

    Returns:
        The calls. What is yielded becomes: a tuple, positional arguments; a dict with string keys, keyword
        arguments; anything else, the single argument.

    Raises:
        InputsError: The inputs are missing, raise, yield nothing or do not fit the config's batch sizes.
    """
    source = load_object(root, spec, InputsError, "inputs")
    try:
        if callable(source) and not isinstance(source, type):
            arguments = _batch_size_argument(source, spec, batch_size)
            source = source(**arguments)
        elif batch_size is not None:
            raise InputsError(
                f"The config lists `batch-sizes`, but `{spec}` is a {type(source).__name__}, not a function of one.",
                remedy="Make it a function `def requests(batch_size)`, or remove `batch-sizes` from the model.",
            )
        calls = tuple(_call(value) for value in itertools.islice(_iterate(source, spec), MOST_CALLS + 1))
        fingerprint = inputs_fingerprint([(call.args, call.kwargs) for call in calls])
    except (KeyboardInterrupt, InputsError):
        raise
    except BaseException as cause:
        raise InputsError(
            f"Making the inputs `{spec}` raised {type(cause).__name__}: {cause}",
            where=user_line(cause, root),
            remedy="Make the function yield its calls when it is called on its own.",
            traceback=user_traceback(cause, root),
        ) from cause
    if not calls:
        raise InputsError(
            f"The inputs `{spec}` yield nothing.",
            remedy="Yield at least one call of the function, with values as in production.",
        )
    if len(calls) > MOST_CALLS:
        raise InputsError(
            f"The inputs `{spec}` yield more than {MOST_CALLS} calls.",
            remedy="Yield a few calls that stand for production; a generator must end.",
        )
    return Inputs(calls, fingerprint)


def _batch_size_argument(source: Callable[..., Any], spec: str, batch_size: int | None) -> dict[str, int]:
    parameters = inspect.signature(source).parameters
    required = [
        name
        for name, parameter in parameters.items()
        if parameter.default is parameter.empty
        and parameter.kind not in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD)
    ]
    if batch_size is None and required == ["batch_size"]:
        raise InputsError(
            f"The inputs `{spec}` need a `batch_size`, but the config lists none.",
            remedy="Add `batch-sizes: [1]` to the model in pacegate.yml, or give the parameter a default.",
        )
    others = [name for name in required if name != "batch_size"]
    if others:
        raise InputsError(
            f"The inputs `{spec}` require {', '.join(f'`{name}`' for name in others)}.",
            remedy="The only argument that Pacegate passes is `batch_size`: give the others a default.",
        )
    if batch_size is None:
        return {}
    if "batch_size" not in parameters:
        raise InputsError(
            f"The config lists `batch-sizes`, but `{spec}` takes no `batch_size`.",
            remedy="Add the parameter `batch_size` to it, or remove `batch-sizes` from the model.",
        )
    return {"batch_size": batch_size}


def _iterate(source: Any, spec: str) -> Any:
    # Iterating these gives rows, keys or characters: a single call was meant, and would be measured wrongly.
    if isinstance(source, (str, bytes, dict)) or hasattr(source, "dtype") or not hasattr(source, "__iter__"):
        kind = "nothing" if source is None else f"a {type(source).__name__}"
        raise InputsError(
            f"The inputs `{spec}` give {kind}, not a series of calls.",
            remedy="Yield each call (`yield batch`), or return a list of calls.",
        )
    return source


def _call(value: Any) -> Call:
    if type(value) is tuple:
        return Call(value, {})
    if isinstance(value, dict) and value and all(isinstance(key, str) for key in value):
        return Call((), dict(value))
    return Call((value,), {})


def _copy(value: Any) -> Any:
    # Exact types only: a subclass may hold more than its items.
    if type(value) in (list, tuple, set):
        return type(value)(_copy(item) for item in value)
    if type(value) is dict:
        return {key: _copy(item) for key, item in value.items()}
    import torch

    if type(value) is torch.Tensor or type(value).__module__ == "numpy":
        return value.clone() if isinstance(value, torch.Tensor) else value.copy()
    return value
