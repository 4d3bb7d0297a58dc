"""The object store: write-once files named by the sha256 of their bytes."""

from __future__ import annotations

import contextlib
import hashlib
import itertools
import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_temporary_numbers = itertools.count()


class ObjectStore:
    """A flat folder of objects that exports of several commits share, also at the same time."""

    def __init__(self, directory: Path) -> None:
        """Opens the store, making its folder if needed."""
        self.directory = directory
        directory.mkdir(parents=True, exist_ok=True)

    def put(self, data: bytes | memoryview) -> str:
        """Stores bytes.

        Args:
            data: The object, whole.

        Returns:
            The object's name: the sha256 of its bytes in hexadecimal.
        """
        name = hashlib.sha256(data).hexdigest()
        path = self.directory / name
        size = memoryview(data).nbytes
        # The size is compared because a disk that filled up can leave a short file under the final name.
        if not path.exists() or path.stat().st_size != size:
            self._write(path, data)
        return name

    def _write(self, path: Path, data: bytes | memoryview) -> None:
        # The process id keeps two exporters apart, the number keeps two threads of one exporter apart.
        temporary = path.with_name(f".{path.name}.{os.getpid()}.{next(_temporary_numbers)}")
        try:
            with temporary.open("xb") as file:
                file.write(data)
            temporary.replace(path)
        except BaseException:
            with contextlib.suppress(FileNotFoundError):
                temporary.unlink()
            raise
