"""Tells whether two checkouts' versions of some files have the same normal syntax."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from pacegate.normal_syntax import syntax_digest


def same_syntax(one: Path, other: Path, paths: list[str]) -> bool:
    """Compares the files at the same paths below two folders.

    Raises:
        OSError: A file cannot be read.
    """
    return all(syntax_digest((one / path).read_bytes()) == syntax_digest((other / path).read_bytes()) for path in paths)


if __name__ == "__main__":
    first, second, *names = json.load(sys.stdin)
    print(json.dumps({"same": same_syntax(Path(first), Path(second), names)}))
