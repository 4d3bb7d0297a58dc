"""Fixtures for all Python tests: where the small models are, and modules forgotten after each test."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

MODELS = Path(__file__).parent / "models"


@pytest.fixture(scope="session")
def models() -> Path:
    """The folder of small models; it serves as the root of a user's repo."""
    return MODELS


@pytest.fixture(autouse=True)
def forget_user_modules(tmp_path: Path) -> Iterator[None]:
    """Entries import the user's files as top-level modules: forget them and their search paths."""
    modules, paths = set(sys.modules), list(sys.path)
    yield
    sys.path[:] = paths
    for name in set(sys.modules) - modules:
        file = getattr(sys.modules[name], "__file__", None) or ""
        if file.startswith((str(tmp_path), str(MODELS))):
            del sys.modules[name]
