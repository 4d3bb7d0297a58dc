"""A fingerprint of the code around the graphs: the repo's modules, the data they read, the packages they import."""

from __future__ import annotations

import ast
import hashlib
import importlib.metadata
import os
import sys
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from pacegate.captured import CodeFingerprint
from pacegate.normal_syntax import syntax_digest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

# Folders of a repo whose files are not the repo's: installed packages, caches, what Pacegate writes.
_NOT_THE_REPOS = frozenset({"site-packages", "dist-packages", "node_modules", "__pycache__", ".git", ".pacegate"})

_opened: set[str] = set()
"""Files opened to be read since the first `LocalCode`, absolute."""
_watching = False


@dataclass
class _Recording:
    """What one model did to the process."""

    starts: set[str] = field(default_factory=set)
    """Files of the model's entry and inputs, relative to the root."""
    modules: set[str] = field(default_factory=set)
    """Names of the modules that were not loaded before."""
    opened: set[str] = field(default_factory=set)


class LocalCode:
    """Follows which of the repo's code each model of a process uses."""

    def __init__(self, root: Path) -> None:
        """Begins to watch; to be made before the user's code is imported."""
        self._root = root.resolve()
        self._recordings: dict[str, _Recording] = {}
        _watch_opened_files()

    @contextmanager
    def recording(self, model: str, *specs: str) -> Iterator[None]:
        """Counts what is loaded and read inside as the model's; may be entered again for its other cases.

        Args:
            model: The model's name.
            specs: Its ``file.py:name`` of entry and inputs. What an earlier model has loaded is found from
                there by its imports; without them all that was loaded so far counts.
        """
        recording = self._recordings.setdefault(model, _Recording())
        recording.starts.update(spec.rpartition(":")[0] for spec in specs)
        modules, opened = set(sys.modules), set(_opened)
        try:
            yield
        finally:
            recording.modules |= set(sys.modules) - modules
            recording.opened |= _opened - opened

    def fingerprint(self, model: str) -> CodeFingerprint:
        """Fingerprints the code around the model's graphs, as far as this process has loaded it."""
        own = self._recordings[model]
        loaded = {name: path for name, m in list(sys.modules.items()) if (path := _module_file(m, self._root))}
        counted = own.modules
        if not own.starts:
            counted = counted.union(*(other.modules for other in self._recordings.values()))
        starts = {path for name, path in loaded.items() if name in counted}
        starts |= {path for start in own.starts if (path := self._root / start).is_file()}
        sources, imported = _follow_imports(starts, loaded)
        # What a shared module read when an earlier model loaded it, this model depends on too.
        names = {name for name, path in loaded.items() if path in sources}
        opened = own.opened.union(*(r.opened for r in self._recordings.values() if r.modules & names))
        modules = sorted((p.relative_to(self._root).as_posix(), syntax_digest(code)) for p, code in sources.items())
        packages = _packages({name.partition(".")[0] for name in imported if name not in loaded})
        data = _data_files(opened, self._root)
        digest = hashlib.sha256(repr((modules, packages, data)).encode()).hexdigest()
        return CodeFingerprint(digest, tuple(modules), tuple(packages), tuple(data))


def _watch_opened_files() -> None:
    """Notes every file that is opened to be read.

    Python's audit hooks see every `open`, also that of `json.load(path.open())` or `torch.load`, and cannot be
    removed (PEP 578), so that there is one for the life of the process.
    """
    global _watching
    if not _watching:
        _watching = True
        sys.addaudithook(_note_open)


def _note_open(event: str, arguments: tuple[object, ...]) -> None:
    if event != "open":
        return
    path, _, flags = arguments[:3]
    if isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR):
        return
    if isinstance(path, str | bytes):
        # Made absolute now, since the working folder may change.
        _opened.add(str(Path(os.fsdecode(path)).absolute()))


def _belongs_to_repo(path: Path, root: Path) -> bool:
    if not path.is_relative_to(root):
        return False
    parents = [*path.relative_to(root).parents][:-1]
    if any(part in _NOT_THE_REPOS for part in path.relative_to(root).parts):
        return False
    return not any((root / parent / "pyvenv.cfg").is_file() for parent in parents)


def _module_file(module: ModuleType | None, root: Path) -> Path | None:
    file = getattr(module, "__file__", None)
    if not isinstance(file, str) or not file.endswith(".py"):
        return None
    path = Path(file).resolve()
    return path if _belongs_to_repo(path, root) and path.is_file() else None


def _follow_imports(starts: set[Path], loaded: dict[str, Path]) -> tuple[dict[Path, bytes], set[str]]:
    """Reads the sources that the starts import, directly or not; returns them and all names imported."""
    names = {path: name for name, path in loaded.items()}
    sources: dict[Path, bytes] = {}
    imported: set[str] = set()
    waiting = sorted(starts)
    while waiting:
        path = waiting.pop()
        if path in sources:
            continue
        sources[path] = path.read_bytes()
        found = _imports(sources[path], names.get(path, ""), path)
        imported |= found
        waiting += [loaded[name] for name in found if name in loaded]
    return sources, imported


def _imports(source: bytes, name: str, path: Path) -> set[str]:
    """Returns the dotted names of all modules that the source may import, wherever in it."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return set()
    package = name if path.name == "__init__.py" else name.rpartition(".")[0]
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                above = package.split(".")[: len(package.split(".")) - node.level + 1]
                base = ".".join([*above, *([base] if base else [])])
            found.add(base)
            found.update(f"{base}.{alias.name}" for alias in node.names)
    # Importing `a.b` runs `a` too.
    return {".".join(full.split(".")[:end]) for full in found if full for end in range(1, full.count(".") + 2)}


def _packages(names: set[str]) -> list[tuple[str, str]]:
    """Looks up the installed distributions that provide the imported top-level names."""
    wanted = {name for name in names if name in sys.modules and name not in sys.stdlib_module_names}
    providers = importlib.metadata.packages_distributions() if wanted else {}
    distributions = {distribution for name in wanted for distribution in providers.get(name, [])}
    return sorted((name, importlib.metadata.version(name)) for name in distributions)


def _data_files(opened: set[str], root: Path) -> list[tuple[str, str]]:
    found: set[tuple[str, str]] = set()
    for name in opened:
        path = Path(name).resolve()
        if path.suffix in (".py", ".pyc") or not _belongs_to_repo(path, root) or not path.is_file():
            continue
        digest = hashlib.sha256()
        with path.open("rb") as stream:
            while block := stream.read(1 << 20):
                digest.update(block)
        found.add((path.relative_to(root).as_posix(), digest.hexdigest()))
    return sorted(found)
