"""The request that says what to export: one JSON file, read strictly."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, TypeVar

from pacegate.errors import PacegateError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pacegate.weights import WeightsMode

SCHEMA = "pacegate/export-request/1"

_Type = TypeVar("_Type")


class RequestError(PacegateError):
    """The request cannot be read."""

    stage: ClassVar[str] = "request"


@dataclass(frozen=True)
class ModelRequest:
    """One model of the config."""

    name: str
    entry: str
    inputs: str
    batch_sizes: tuple[int, ...] | None


@dataclass(frozen=True)
class ExportRequest:
    """What to export, and where to."""

    root: Path
    objects: Path
    """The folder that holds the objects themselves."""
    output: Path
    commit: str | None
    pacegate_version: str
    lock_digest: str | None
    threads: int
    weights: WeightsMode
    models: tuple[ModelRequest, ...]
    reuse: tuple[Path, ...]
    """Manifests of earlier bundles whose objects are in `objects` too."""
    repository: Path
    """The worktree that `root` lies in, or is: code anywhere in it is the repo's."""


def read_request(path: Path) -> ExportRequest:
    """Reads a request.

    Raises:
        RequestError: If the file is missing, is not JSON, or a key is missing, unknown or of the wrong kind.
    """
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise _refused(f"The export request cannot be read: {error.strerror}.", path) from error
    except ValueError as error:
        raise _refused("The export request is not valid JSON.", path) from error
    return parse_request(document, str(path))


def parse_request(document: object, where: str) -> ExportRequest:
    """Checks a request.

    Args:
        document: The parsed JSON.
        where: The file's path, for messages.

    Raises:
        RequestError: If a key is missing, unknown or of the wrong kind.
    """
    keys = {"schema", "root", "objects", "output", "commit", "pacegateVersion", "lockDigest", "threads", "weights"}
    top = _mapping(document, keys | {"models", "reuse", "repository"}, where)
    schema = top["schema"]
    if schema != SCHEMA:
        raise _refused(f"The export request says schema {json.dumps(schema)}; this exporter reads {SCHEMA}.", where)
    models = _of(top, "models", list, where)
    if not models:
        raise _refused("The export request names no models.", where)
    root = _folder(top, "root", where)
    repository = _folder(top, "repository", where)
    if not root.is_relative_to(repository):
        raise _refused("The folder to export from lies outside its repository.", f"{where}, root: {root}")
    weights = _of(top, "weights", str, where)
    if weights not in ("real", "synthetic"):
        raise _refused(f"Weights are real or synthetic, not {weights!r}.", where)
    return ExportRequest(
        root=root,
        objects=Path(_of(top, "objects", str, where)).resolve(),
        output=Path(_of(top, "output", str, where)).resolve(),
        commit=_optional(top, "commit", str, where),
        pacegate_version=_of(top, "pacegateVersion", str, where),
        lock_digest=_optional(top, "lockDigest", str, where),
        threads=_positive(_of(top, "threads", int, where), f"{where}, threads"),
        weights="real" if weights == "real" else "synthetic",
        models=tuple(_model(model, f"{where}, models[{index}]") for index, model in enumerate(models)),
        reuse=tuple(Path(str(path)) for path in _of(top, "reuse", list, where)),
        repository=repository,
    )


def _folder(values: Mapping[str, object], key: str, where: str) -> Path:
    folder = Path(_of(values, key, str, where))
    if not folder.is_dir():
        raise _refused("The folder to export from does not exist.", f"{where}, {key}: {folder}")
    return folder.resolve()


def _model(document: object, where: str) -> ModelRequest:
    model = _mapping(document, {"name", "entry", "inputs", "batchSizes"}, where)
    sizes = _optional(model, "batchSizes", list, where)
    if sizes is not None and not sizes:
        raise _refused("batchSizes is empty; null means that the inputs take no batch size.", where)
    return ModelRequest(
        name=_of(model, "name", str, where),
        entry=_of(model, "entry", str, where),
        inputs=_of(model, "inputs", str, where),
        batch_sizes=None if sizes is None else tuple(_positive(size, f"{where}, batchSizes") for size in sizes),
    )


def _mapping(value: object, keys: set[str], where: str) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise _refused("A JSON object is expected.", where)
    missing = sorted(keys - value.keys())
    unknown = sorted(value.keys() - keys)
    if missing or unknown:
        wrong = [f"{key} is missing" for key in missing] + [f"{key} is unknown" for key in unknown]
        raise _refused(f"The export request is not understood: {', '.join(wrong)}.", where)
    return value


def _of(values: Mapping[str, object], key: str, kind: type[_Type], where: str) -> _Type:
    value = values[key]
    if not isinstance(value, kind) or isinstance(value, bool):
        raise _refused(f"{key} must be {_KINDS[kind]}.", where)
    return value


def _optional(values: Mapping[str, object], key: str, kind: type[_Type], where: str) -> _Type | None:
    return None if values[key] is None else _of(values, key, kind, where)


def _positive(value: object, where: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise _refused("A positive whole number is expected.", where)
    return value


_KINDS: dict[type, str] = {str: "a text", int: "a whole number", list: "a list"}


def _refused(what: str, where: Path | str) -> RequestError:
    return RequestError(
        what, where=str(where), remedy="The pacegate command writes this file: use the same version of both parts."
    )
