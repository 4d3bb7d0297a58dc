"""Files of the user's repo, told relative to it; what else a machine's paths say stays on the machine."""

from __future__ import annotations

import functools
import re
import sys
import sysconfig
from pathlib import Path


def path_in_project(file: str, root: Path) -> str | None:
    """Returns the path relative to the project's folder, or ``None`` for files outside and in environments inside."""
    try:
        path = Path(file).relative_to(root)
    except ValueError:
        return None
    if "site-packages" in path.parts or any(part.startswith(".") for part in path.parts):
        return None
    return path.as_posix()


def without_machine_paths(text: str, root: Path, repository: Path | None = None) -> str:
    """Makes a message or a traceback the same on every machine.

    Args:
        text: What Python or a library wrote.
        root: The project's folder; paths below it become relative to it.
        repository: The folder that ``root`` lies in: paths in it become relative too (``../shared/net.py``).

    Returns:
        The text with `<site-packages>`, `<python>` and `~` for folders outside of the repo.
    """
    root = root.resolve()
    folders = {**_installed(), str(root): "."}
    parent, up = root, ".."
    while repository is not None and parent != repository.resolve() and parent != parent.parent:
        parent = parent.parent
        folders[str(parent)] = up
        up = f"../{up}"
    longest_first = sorted((re.escape(folder) for folder in folders if folder != "/"), key=len, reverse=True)
    pattern = rf"(?<![\w.-])({'|'.join(longest_first)})(?:(/)|(?![\w.-]))"

    def shorten(match: re.Match[str]) -> str:
        name, slash = folders[match[1]], match[2] or ""
        return "" if name == "." and slash else name + slash

    return re.sub(pattern, shorten, text)


@functools.cache
def _installed() -> dict[str, str]:
    packages = {path for path in sys.path if path.endswith(("site-packages", "dist-packages"))}
    packages |= {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    folders = {
        str(Path.home()): "~",
        str(Path(__file__).parents[1]): "<pacegate>",
        sysconfig.get_path("stdlib"): "<python>",
        sysconfig.get_path("platstdlib"): "<python>",
    }
    folders.update(dict.fromkeys(packages, "<site-packages>"))
    return {spelling: name for folder, name in folders.items() for spelling in (folder, str(Path(folder).resolve()))}
