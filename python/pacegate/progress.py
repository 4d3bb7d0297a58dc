"""The channel of JSON lines on stdout, kept clean of whatever the user's code prints."""

from __future__ import annotations

import json
import os
import sys
import threading
from typing import IO


def claim_stdout() -> IO[str]:
    """Takes stdout for the channel and sends everything else that is printed to stderr.

    The file descriptor itself is moved, since C libraries and child processes print too.

    Returns:
        A line-buffered stream on what stdout was.
    """
    sys.stdout.flush()
    channel = os.fdopen(os.dup(1), "w", buffering=1, encoding="utf-8", errors="backslashreplace")
    os.dup2(2, 1)
    return channel


def claim_stdin() -> IO[str]:
    """Takes stdin for the channel; the user's code reads an empty one."""
    channel = os.fdopen(os.dup(0), "r", encoding="utf-8")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    return channel


class JsonLines:
    """Writes one JSON object a line; whole lines even when several threads write."""

    def __init__(self, stream: IO[str]) -> None:
        """Writes to ``stream``, such as what `claim_stdout` returns."""
        self._stream = stream
        self._lock = threading.Lock()

    def send(self, message: dict[str, object]) -> None:
        """Writes one message and flushes it, for a reader that waits for it."""
        line = json.dumps(message, allow_nan=False, separators=(",", ":"))
        with self._lock:
            self._stream.write(line + "\n")
            self._stream.flush()


class Progress:
    """Tells which model, case and phase took how long."""

    def __init__(self, lines: JsonLines) -> None:
        """Reports to ``lines``."""
        self._lines = lines

    def phase(self, model: str, case: str | None, phase: str, seconds: float) -> None:
        """Reports a phase that has ended."""
        self._lines.send(
            {"event": "progress", "model": model, "case": case, "phase": phase, "seconds": round(seconds, 3)}
        )
