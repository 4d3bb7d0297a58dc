"""What the export ran with and on: versions of the packages that shape a bundle, and the machine."""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path


@dataclass(frozen=True)
class Versions:
    """Versions that decide what a bundle holds."""

    pacegate: str
    python: str
    torch: str | None
    onnx: str | None
    onnxscript: str | None


@dataclass(frozen=True)
class Machine:
    """The exporting machine, where local python is timed."""

    processor: str
    cores: int
    memory_bytes: int
    system: str


def read_versions(pacegate: str) -> Versions:
    """Reads the versions of this environment.

    Args:
        pacegate: The version of the Pacegate that drives the export.
    """
    import torch

    # torch says which build it is (2.13.0+cpu), its package metadata may not.
    return Versions(
        pacegate, platform.python_version(), str(torch.__version__), _version("onnx"), _version("onnxscript")
    )


def read_machine() -> Machine:
    """Describes this machine."""
    return Machine(
        processor=_processor(),
        cores=os.cpu_count() or 1,
        memory_bytes=_memory_bytes(),
        system=f"{platform.system()} {platform.release()} {platform.machine()}",
    )


def _version(package: str) -> str | None:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


def _processor() -> str:
    try:
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines():
            key, _, value = line.partition(":")
            if key.strip() == "model name" and value.strip():
                return value.strip()
    except OSError:
        pass  # Not Linux.
    return platform.processor() or platform.machine() or "unknown"


def _memory_bytes() -> int:
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError, OSError):
        return 1  # The platform does not say; the reader wants a positive number.
