"""The bundle's manifest as Python writes it; the reader's definition is `src/bundle/manifest.ts`."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from pathlib import Path

    from pacegate.captured import GraphBreak, Location
    from pacegate.ports import InputPort, Port
    from pacegate.profiles import CountedCall, Profile
    from pacegate.pt2_form import Parameter
    from pacegate.step_error import StepError
    from pacegate.stored_tensor import StoredTensor
    from pacegate.versions import Machine, Versions


@dataclass(frozen=True)
class FailedForm:
    """A form that could not be made."""

    error: StepError
    state: Literal["failed"] = "failed"


@dataclass(frozen=True)
class ExportedOnnx:
    """The ONNX file and what it reads beside it."""

    object: str
    opset: int
    external_data: tuple[str, ...]
    state: Literal["exported"] = "exported"


@dataclass(frozen=True)
class ExportedPt2:
    """The weightless program and its weights."""

    object: str
    parameters: tuple[Parameter, ...]
    state: Literal["exported"] = "exported"


@dataclass(frozen=True)
class Sample:
    """One set of inputs with PyTorch's outputs for it."""

    id: str
    inputs: tuple[StoredTensor, ...]
    golden: tuple[StoredTensor, ...] | None


@dataclass
class Subgraph:
    """One form of a subgraph; only its samples grow while the export goes on."""

    id: str
    fingerprint: str
    weights_hash: str | None
    ordinal: int
    module_path: str | None
    source: Location | None
    operator_count: int
    inputs: tuple[InputPort, ...]
    outputs: tuple[Port, ...]
    onnx: ExportedOnnx | FailedForm
    pt2: ExportedPt2 | FailedForm
    node_modules: str | None
    graph_break: GraphBreak | None
    unverifiable: str | None
    samples: list[Sample] = field(default_factory=list)


@dataclass(frozen=True)
class CoveredFile:
    """A file of the repo that a fingerprint covers."""

    path: str
    digest: str


@dataclass(frozen=True)
class CoveredPackage:
    """A package that a fingerprint covers."""

    name: str
    version: str


@dataclass(frozen=True)
class Covers:
    """What the fingerprint of local code covers, for people."""

    modules: tuple[CoveredFile, ...]
    packages: tuple[CoveredPackage, ...]
    files: tuple[CoveredFile, ...]


@dataclass(frozen=True)
class LocalPython:
    """The Python around the subgraphs."""

    passes_ns: tuple[int, ...]
    whole_passes_ns: tuple[int, ...]
    fingerprint: str
    covers: Covers


@dataclass(frozen=True)
class Case:
    """One model with one set of inputs."""

    id: str
    model: str
    batch_size: int | None
    entry: str
    runs: int
    discarded_runs: int
    calls: tuple[CountedCall, ...]
    profiles: tuple[Profile, ...]
    local_python: LocalPython
    inputs_fingerprint: str


@dataclass(frozen=True)
class ModelError:
    """A model, or one case of it, that could not be captured."""

    model: str
    batch_size: int | None
    stage: str
    exception: str
    message: str
    traceback: str | None
    remedy: str | None


@dataclass(frozen=True)
class CaptureSettings:
    """What base and head must share to be comparable."""

    strategy: Literal["dynamo"]
    dynamic: Literal["automatic", "static"]
    recompile_limit: int
    opset: int
    weights: Literal["real", "synthetic"]
    threads: int


@dataclass(frozen=True)
class Manifest:
    """All that a bundle says."""

    commit: str | None
    created_at: str
    versions: Versions
    capture: CaptureSettings
    lock_digest: str | None
    machine: Machine
    cases: tuple[Case, ...]
    subgraphs: tuple[Subgraph, ...]
    errors: tuple[ModelError, ...]
    schema: Literal["pacegate/bundle/1"] = "pacegate/bundle/1"


def write_manifest(manifest: Manifest, folder: Path) -> Path:
    """Writes `manifest.json`, whole or not at all.

    Args:
        manifest: What to write.
        folder: The bundle's folder, made if needed.

    Returns:
        The file's path.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "manifest.json"
    temporary = folder / f".manifest.{os.getpid()}.json"
    try:
        with temporary.open("w", encoding="utf-8") as file:
            json.dump(as_json(manifest), file, indent=1, allow_nan=False)
            file.write("\n")
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            temporary.unlink()
        raise
    return path


def as_json(value: object) -> object:
    """Turns dataclasses into JSON objects with the reader's spelling of keys (`weights_hash` -> `weightsHash`)."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {_camel(item.name): as_json(getattr(value, item.name)) for item in dataclasses.fields(value)}
    if isinstance(value, list | tuple):
        return [as_json(item) for item in value]
    return value


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)
