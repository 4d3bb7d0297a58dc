"""Finds what the config names: `file.py:name` becomes a loaded object of the user's repo."""

from __future__ import annotations

import difflib
import importlib
import importlib.util
import inspect
import shlex
import sys
from typing import TYPE_CHECKING, Any

from pacegate.errors import DependencyError, EntryError, InputsError, user_line, user_traceback

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from types import ModuleType

OLDEST_TORCH = (2, 7)
"""`torch.compiler.set_stance(skip_guard_eval_unsafe=…)` and `fail_on_recompile_limit_hit` are there from 2.7 on."""


def require_torch() -> None:
    """Refuses an environment without a torch that Pacegate can use.

    Raises:
        DependencyError: torch is missing or older than `OLDEST_TORCH`.
    """
    if importlib.util.find_spec("torch") is None:
        raise DependencyError(
            "PyTorch is not installed in this Python environment.",
            where=sys.executable,
            remedy="Install it there, for instance by `setup: pip install torch` in pacegate.yml.",
        )
    import torch

    version = tuple(int(part) for part in torch.__version__.split("+")[0].split(".")[:2])
    if version < OLDEST_TORCH:
        oldest = ".".join(map(str, OLDEST_TORCH))
        raise DependencyError(
            f"PyTorch {torch.__version__} is too old: Pacegate needs {oldest} or newer.",
            where=sys.executable,
            remedy=f"Install a newer one there: pip install 'torch>={oldest}'.",
        )


def load_entry(root: Path, spec: str) -> Callable[..., Any]:
    """Loads a function, a bound method or an `nn.Module` instance.

    Args:
        root: The project's folder.
        spec: ``file.py:name`` or ``file.py:object.method``, the file relative to the root.

    Returns:
        The callable as the user made it; a module's training mode is left alone. What the user already
        wrapped in `torch.compile` is unwrapped, since Pacegate compiles it itself.

    Raises:
        EntryError: The file or the name is missing, the import raises, or the name is no such callable.
        DependencyError: torch is missing.
    """
    require_torch()
    entry = load_object(root, spec, EntryError, "entry")
    if inspect.isclass(entry):
        raise EntryError(
            f"The entry `{spec}` is a class.",
            remedy="Name an instance of it, or a function that calls one.",
        )
    if not callable(entry):
        raise EntryError(
            f"The entry `{spec}` is a {type(entry).__name__}, which cannot be called.",
            remedy="Name a function, a bound method (`file.py:object.method`) or an `nn.Module` instance.",
        )
    entry = getattr(entry, "_orig_mod", entry)
    entry = getattr(entry, "_torchdynamo_orig_callable", entry)
    called = entry if inspect.isroutine(entry) else type(entry).__call__
    if inspect.iscoroutinefunction(called) or inspect.isasyncgenfunction(called) or inspect.isgeneratorfunction(called):
        raise EntryError(
            f"The entry `{spec}` is a coroutine or a generator: calling it computes nothing.",
            remedy="Name a plain function that computes and returns the result.",
        )
    function: Callable[..., Any] = entry
    return function


def load_object(root: Path, spec: str, error: type[EntryError | InputsError], key: str) -> Any:
    """Loads the object that ``spec`` names.

    Args:
        root: The project's folder.
        spec: ``file.py:name``, with dots for attributes.
        error: The class to raise.
        key: The key of pacegate.yml that holds ``spec``, for messages.

    Raises:
        EntryError: As ``error``; so is InputsError.
        InputsError: As ``error``.
    """
    file, colon, name = spec.rpartition(":")
    if not colon or not file.endswith(".py") or not all(part.isidentifier() for part in name.split(".")):
        raise error(
            f"`{key}: {spec}` is not of the form `file.py:name`.",
            remedy=f"Write the file, relative to the project's folder, a colon and the name: `{key}: m.py:predict`.",
        )
    root = root.resolve()
    path = (root / file).resolve()
    if not path.is_relative_to(root):
        raise error(
            f"The file of `{key}: {spec}` lies outside the project's folder.",
            remedy="Name a file inside it, the folder of pacegate.yml; that file may import from the rest of the repo.",
        )
    if not path.is_file():
        near = difflib.get_close_matches(file, [str(p.relative_to(root)) for p in path.parent.glob("*.py")], 1, 0.5)
        hint = f" Did you mean `{near[0]}`?" if near else ""
        raise error(
            f"The file of `{key}: {spec}` does not exist.",
            remedy=f"Correct `{key}` in pacegate.yml; the file is relative to the project's folder.{hint}",
        )
    found: Any = _import_file(root, path, spec, error, key)
    holder = file
    for part in name.split("."):
        if not hasattr(found, part):
            near = difflib.get_close_matches(part, [n for n in dir(found) if not n.startswith("__")], 1)
            hint = f" Did you mean `{near[0]}`?" if near else ""
            raise error(
                f"`{holder}` has no `{part}`.",
                where=None if holder == file else spec,
                remedy=f"Correct `{key}` in pacegate.yml, or define the name.{hint}",
            )
        found = getattr(found, part)
        holder = part
    return found


def _import_file(root: Path, path: Path, spec: str, error: type[EntryError | InputsError], key: str) -> ModuleType:
    """Imports the file under the name by which the repo's own modules would import it."""
    base, dotted = path.parent, path.stem
    while (base / "__init__.py").is_file() and base != root:
        base, dotted = base.parent, f"{base.name}.{dotted}"
    for folder in (str(root), str(base)):
        # The file's folder goes first, as when Python runs a script.
        if folder in sys.path:
            sys.path.remove(folder)
        sys.path.insert(0, folder)
    known = sys.modules.get(dotted)
    if known is not None and getattr(known, "__file__", None) == str(path):
        return known
    try:
        if "." in dotted:
            module = importlib.import_module(dotted)
            if getattr(module, "__file__", None) == str(path):
                return module
        elif known is None and dotted not in sys.stdlib_module_names:
            return _execute(dotted, path)
        # The name is taken, for instance by the standard library: other modules keep what they mean by it.
        alias = f"pacegate_entry_{dotted.replace('.', '_')}"
        taken = sys.modules.get(alias)
        if taken is not None and getattr(taken, "__file__", None) == str(path):
            return taken
        return _execute(alias, path)
    except KeyboardInterrupt:
        raise
    except BaseException as cause:
        file = path.relative_to(root)
        if isinstance(cause, ModuleNotFoundError) and cause.name:
            remedy = f"Add what provides `{cause.name}` to `setup:` in pacegate.yml, or correct the import."
        else:
            command = _import_command(root, path, base, dotted)
            remedy = f"Make the file importable: `{command}` in the project's folder shows the same error."
        raise error(
            f"Importing `{file}` for `{key}: {spec}` raised {type(cause).__name__}: {cause}",
            where=user_line(cause, root),
            remedy=remedy,
            traceback=user_traceback(cause, root),
        ) from cause


def _import_command(root: Path, path: Path, base: Path, dotted: str) -> str:
    importable = all(part.isidentifier() for part in dotted.split("."))
    if not importable or dotted.partition(".")[0] in sys.stdlib_module_names:
        return shlex.join(["python", str(path.relative_to(root))])
    search = "" if base == root else f"PYTHONPATH={shlex.quote(str(base.relative_to(root)))} "
    return f"{search}python -c 'import {dotted}'"


def _execute(name: str, path: Path) -> ModuleType:
    """Executes the file as the module ``name``; a module that raises is forgotten, as `import` does."""
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise ImportError(f"cannot load {path}")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except BaseException:
        sys.modules.pop(name, None)
        raise
    return module
