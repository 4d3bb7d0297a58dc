"""The exporter: `python -m pacegate.export --request FILE` captures the models of one commit and writes a bundle."""

from __future__ import annotations

import argparse
import importlib.util
import signal
import sys
import time
import traceback
from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING

from pacegate.capture import CaptureOptions, capture_case
from pacegate.dynamo_settings import RECOMPILE_LIMIT
from pacegate.earlier_forms import EarlierForms
from pacegate.entry import load_entry, require_torch
from pacegate.errors import DependencyError, PacegateError
from pacegate.inputs import load_inputs
from pacegate.local_code import LocalCode
from pacegate.manifest import (
    CaptureSettings,
    Case,
    CoveredFile,
    CoveredPackage,
    Covers,
    LocalPython,
    Manifest,
    ModelError,
    write_manifest,
)
from pacegate.objects import ObjectStore
from pacegate.onnx_form import OPSET
from pacegate.profiles import count_calls, make_profiles
from pacegate.progress import JsonLines, Progress, claim_stdout
from pacegate.request import ExportRequest, ModelRequest, read_request
from pacegate.subgraph_collection import SubgraphCollection
from pacegate.user_files import without_machine_paths
from pacegate.versions import read_machine, read_versions
from pacegate.weights import Weights

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pacegate.captured import CapturedCase, CodeFingerprint

EXIT_FAILED = 3
"""Told apart from Python's own 1 and 2, which mean that this program itself is broken or was called wrongly."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the exporter as a program; returns its exit code."""
    parser = argparse.ArgumentParser(prog="pacegate.export", description=__doc__)
    parser.add_argument("--request", type=Path, required=True, help="JSON file that says what to export and where to")
    request_file = parser.parse_args(arguments).request
    lines = JsonLines(claim_stdout())
    # A cancelled job sends SIGTERM: as an exception it leaves no temporary file behind, as Ctrl-C does not.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        request = read_request(request_file)
        manifest = export_bundle(request, Progress(lines))
        path = write_manifest(manifest, request.output)
    except PacegateError as error:
        lines.send(_failed(error.stage, error.what, error.where, error.remedy, error.traceback))
        return EXIT_FAILED
    except KeyboardInterrupt:
        lines.send(_failed("interrupted", "The export was interrupted.", None, "Start it again.", None))
        return 128 + signal.SIGINT
    except BaseException as error:
        remedy = "This is a fault in Pacegate: please report it with this traceback."
        what = f"The export failed: {type(error).__name__}: {error}"
        lines.send(_failed("internal", what, None, remedy, traceback.format_exc()))
        return EXIT_FAILED
    lines.send(
        {
            "event": "done",
            "manifest": str(path),
            "cases": len(manifest.cases),
            "subgraphs": len(manifest.subgraphs),
        }
    )
    return 0


def export_bundle(request: ExportRequest, progress: Progress) -> Manifest:
    """Captures and exports all models of a request; objects are stored, the manifest is not written yet.

    Args:
        request: What to export.
        progress: Told each phase as it ends.

    Raises:
        DependencyError: If torch, onnx or onnxscript is missing.
    """
    require_torch()
    _require_converter()
    versions = read_versions(request.pacegate_version)
    code = LocalCode(request.repository)
    store = ObjectStore(request.objects)
    earlier = EarlierForms(request.reuse, request.objects, versions)
    collection = SubgraphCollection(store, Weights(store, request.weights), request.root, earlier)
    cases: list[Case] = []
    errors: list[ModelError] = []
    for model in request.models:
        for batch_size in model.batch_sizes or (None,):
            try:
                cases.append(_export_case(request, model, batch_size, collection, code, progress))
            except PacegateError as error:
                errors.append(_model_error(request, model, batch_size, error))
    return Manifest(
        commit=request.commit,
        created_at=datetime.now(timezone.utc).isoformat(timespec="seconds").replace("+00:00", "Z"),
        versions=versions,
        capture=CaptureSettings(
            strategy="dynamo",
            dynamic="automatic",
            recompile_limit=RECOMPILE_LIMIT,
            opset=OPSET,
            weights=request.weights,
            threads=request.threads,
        ),
        lock_digest=request.lock_digest,
        machine=read_machine(),
        cases=tuple(cases),
        subgraphs=collection.subgraphs,
        errors=tuple(errors),
    )


def _export_case(
    request: ExportRequest,
    model: ModelRequest,
    batch_size: int | None,
    collection: SubgraphCollection,
    code: LocalCode,
    progress: Progress,
) -> Case:
    case_id = model.name if batch_size is None else f"{model.name}@{batch_size}"

    def on_phase(phase: str, seconds: float) -> None:
        progress.phase(model.name, case_id, phase, seconds)

    started = time.perf_counter()
    # Told relative to the repo, whose other folders may hold code that this project imports.
    project = request.root.relative_to(request.repository)
    with code.recording(model.name, str(project / model.entry), str(project / model.inputs)):
        entry = load_entry(request.root, model.entry)
        inputs = load_inputs(request.root, model.inputs, batch_size)
        on_phase("load", time.perf_counter() - started)
        options = CaptureOptions(
            root=request.root, function=model.entry.rpartition(":")[2].rpartition(".")[2], threads=request.threads
        )
        captured = capture_case(entry, inputs.calls, options, on_phase)
    collection.seconds.clear()
    runs = collection.add_case(captured)
    for phase, seconds in collection.seconds.items():
        on_phase(phase, seconds)
    return Case(
        id=case_id,
        model=model.name,
        batch_size=batch_size,
        entry=model.entry,
        runs=len(captured.runs),
        discarded_runs=captured.discarded_runs,
        calls=count_calls(runs),
        profiles=make_profiles(captured, runs),
        local_python=_local_python(captured, code.fingerprint(model.name)),
        inputs_fingerprint=inputs.fingerprint,
    )


def _local_python(captured: CapturedCase, fingerprint: CodeFingerprint) -> LocalPython:
    return LocalPython(
        passes_ns=captured.local_python.passes_ns,
        whole_passes_ns=captured.local_python.whole_passes_ns,
        fingerprint=fingerprint.digest,
        covers=Covers(
            modules=tuple(CoveredFile(path, digest) for path, digest in fingerprint.modules),
            packages=tuple(CoveredPackage(name, version) for name, version in fingerprint.packages),
            files=tuple(CoveredFile(path, digest) for path, digest in fingerprint.files),
        ),
    )


def _model_error(
    request: ExportRequest, model: ModelRequest, batch_size: int | None, error: PacegateError
) -> ModelError:
    def portable(text: str) -> str:
        return without_machine_paths(text, request.root, request.repository)

    return ModelError(
        model=model.name,
        batch_size=batch_size,
        stage=error.stage,
        exception=type(error.__cause__ or error).__name__,
        message=portable(error.sentence),
        traceback=None if error.traceback is None else portable(error.traceback),
        remedy=error.remedy,
    )


def _require_converter() -> None:
    """Refuses an environment without the packages that PyTorch's ONNX exporter imports."""
    missing = [name for name in ("onnx", "onnxscript") if importlib.util.find_spec(name) is None]
    if missing:
        raise DependencyError(
            f"{' and '.join(missing)} {'are' if len(missing) > 1 else 'is'} not installed in this Python environment.",
            where=sys.executable,
            remedy=f"Install there what PyTorch's ONNX exporter needs: pip install {' '.join(missing)}",
        )


def _failed(stage: str, what: str, where: str | None, remedy: str, trace: str | None) -> dict[str, object]:
    return {"event": "error", "stage": stage, "what": what, "where": where, "remedy": remedy, "traceback": trace}


if __name__ == "__main__":
    sys.exit(main())
