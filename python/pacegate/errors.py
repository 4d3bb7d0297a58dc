"""What goes wrong in a user's repo, told as what, where and remedy, one class a stage."""

from __future__ import annotations

import traceback
from typing import TYPE_CHECKING, ClassVar

from pacegate.user_files import path_in_project, without_machine_paths

if TYPE_CHECKING:
    from pathlib import Path


class PacegateError(Exception):
    """The root of every error that Pacegate raises on purpose.

    Attributes:
        stage: Which step failed; the manifest and the progress channel carry it.
        what: What is wrong, one sentence.
        where: File, line or name, or ``None`` where ``what`` says it.
        remedy: What the reader does next.
        traceback: The user's traceback from their first frame, or ``None``.
    """

    stage: ClassVar[str] = "export"

    def __init__(self, what: str, *, where: str | None = None, remedy: str, traceback: str | None = None) -> None:
        """Keeps the parts, and joins them for people."""
        self.what = what
        self.where = where
        self.remedy = remedy
        self.traceback = traceback
        super().__init__(f"{self.sentence}\n  {remedy}")

    @property
    def sentence(self) -> str:
        """``what`` with ``where``."""
        if self.where is None:
            return self.what
        stop = "." if self.what.endswith(".") else ""
        return f"{self.what.removesuffix('.')} ({self.where}){stop}"


class DependencyError(PacegateError):
    """A package that the step needs is not installed, or is too old."""

    stage: ClassVar[str] = "dependencies"


class EntryError(PacegateError):
    """The entry could not be found or imported."""

    stage: ClassVar[str] = "load"


class InputsError(PacegateError):
    """The inputs could not be found, made or understood."""

    stage: ClassVar[str] = "inputs"


class CaptureError(PacegateError):
    """The function ran, or should have run, but its graphs cannot be used."""

    stage: ClassVar[str] = "capture"


def user_traceback(error: BaseException, root: Path) -> str:
    """Formats an exception from the user's first frame on, with paths relative to the project's folder.

    Frames above it (Pacegate, importlib, TorchDynamo's entry) say nothing to the user.
    """
    frames = traceback.extract_tb(error.__traceback__)
    resolved = root.resolve()
    users = (i for i, frame in enumerate(frames) if path_in_project(frame.filename, resolved))
    first = next(users, len(frames))
    lines = ["Traceback (most recent call last):\n", *traceback.format_list(frames[first:])]
    if first == len(frames):
        lines = []
    return without_machine_paths("".join([*lines, *traceback.format_exception_only(error)]), root).rstrip()


def user_line(error: BaseException, root: Path) -> str | None:
    """Returns ``file:line`` of the innermost frame in the user's files, or ``None``."""
    resolved = root.resolve()
    if isinstance(error, SyntaxError) and error.filename and (file := path_in_project(error.filename, resolved)):
        return f"{file}:{error.lineno}"
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        if file := path_in_project(frame.filename, resolved):
            return f"{file}:{frame.lineno}"
    return None


def is_out_of_memory(error: BaseException) -> bool:
    """Tells whether the error, or what caused it, is that memory ran out."""
    link: BaseException | None = error
    while link is not None:
        # PyTorch's allocator for CPUs raises a plain RuntimeError with these words.
        if isinstance(link, MemoryError) or "can't allocate memory" in str(link):
            return True
        link = link.__cause__ or link.__context__
    return False
