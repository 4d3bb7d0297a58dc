"""The subgraphs of a bundle: each captured call finds, or makes, its form and its sample."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pacegate.fingerprint import fingerprint_captured, fingerprint_program
from pacegate.golden import golden_outputs
from pacegate.manifest import ExportedOnnx, ExportedPt2, FailedForm, Sample, Subgraph
from pacegate.module_paths import common_module_path, source_location
from pacegate.onnx_form import store_node_modules, write_onnx_form
from pacegate.ports import known_ports, program_ports
from pacegate.profiles import CallReference
from pacegate.pt2_form import write_pt2_form
from pacegate.random_operators import random_operators
from pacegate.step_error import StepError, step_error
from pacegate.stored_tensor import StoredTensor, UnsupportedDtypeError, store_tensor
from pacegate.subgraph_program import SubgraphProgram, export_program

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    import torch

    from pacegate.captured import CapturedCall, CapturedCase, CapturedGraph, Placeholder
    from pacegate.earlier_forms import EarlierForms
    from pacegate.objects import ObjectStore
    from pacegate.weights import Weights

MOST_SAMPLES = 8
"""Distinct inputs kept of one form in one case. Calls beyond it are counted on the kept ones in turn: their shapes
are the same, so their times are too, unless the operators' speed depends on values, which eight samples spread over."""

MOST_SAMPLE_BYTES = 256 * 2**20
"""No further sample of a form is kept past this; the first always is."""


@dataclass
class _Form:
    """One form of a captured graph within one case."""

    subgraph: Subgraph
    program: SubgraphProgram | None
    """None where the export failed: its samples then hold inputs only."""
    by_inputs: dict[tuple[str, ...], str] = field(default_factory=dict)
    """Digests of inputs -> sample; inputs that were not kept point at the sample that stands for them."""
    kept: list[str] = field(default_factory=list)
    kept_bytes: int = 0


class SubgraphCollection:
    """Exports each form once, over all cases and models of a bundle."""

    def __init__(self, store: ObjectStore, weights: Weights, root: Path, earlier: EarlierForms | None = None) -> None:
        """Stores into `store`; lines are told relative to `root`; what `earlier` has is not converted again."""
        self._earlier = earlier
        self._store = store
        self._weights = weights
        self._root = root
        self._subgraphs: dict[str, Subgraph] = {}
        self.seconds: dict[str, float] = {}
        """Time spent by phase (`export`, `onnx`, `write`) since it was last cleared."""

    @property
    def subgraphs(self) -> tuple[Subgraph, ...]:
        """All forms, in order of first use."""
        return tuple(self._subgraphs.values())

    def add_case(self, case: CapturedCase) -> list[list[CallReference]]:
        """Adds all calls of a case.

        Returns:
            For each run, the subgraph and the sample of each call.
        """
        graphs = {graph.ordinal: graph for graph in case.graphs}
        forms: dict[object, _Form] = {}
        runs = []
        for run in case.runs:
            references = []
            for call in run.calls:
                key = (call.graph, *map(_form_key, call.arguments))
                if key not in forms:
                    forms[key] = self._add_form(graphs[call.graph], call, len(forms) + 1)
                references.append(CallReference(forms[key].subgraph.id, self._add_sample(forms[key], call)))
            runs.append(references)
        return runs

    def _add_form(self, graph: CapturedGraph, call: CapturedCall, ordinal: int) -> _Form:
        started = time.perf_counter()
        try:
            program = export_program(graph, call.arguments, call.outputs, self._weights.source)
            arguments = [_argument(graph.placeholders[position]) for position in program.inputs]
            inputs, outputs = program_ports(program.exported, arguments)
            fingerprint = fingerprint_program(program.functional, lambda tensor: self._weights.stored(tensor).object)
        except Exception as error:
            return self._add_failed(graph, call, ordinal, step_error("export", error, graph.module, self._root))
        finally:
            self._spend("export", started)
        identity = _identity(fingerprint.digest, fingerprint.weights_hash)
        if identity not in self._subgraphs:
            random = random_operators(program.exported.graph_module)
            earlier = self._earlier and self._earlier.find(fingerprint.digest, fingerprint.weights_hash)
            onnx: ExportedOnnx | FailedForm
            if earlier:
                onnx, node_modules = earlier.onnx, earlier.node_modules
            else:
                onnx, node_modules = self._write_onnx(program)
            self._subgraphs[identity] = Subgraph(
                id=identity,
                fingerprint=fingerprint.digest,
                weights_hash=fingerprint.weights_hash,
                ordinal=ordinal,
                module_path=common_module_path(graph.module),
                source=source_location(graph.module, self._root),
                operator_count=_operator_count(program.exported.graph_module),
                inputs=inputs,
                outputs=outputs,
                onnx=onnx,
                pt2=self._write_pt2(program),
                node_modules=node_modules,
                graph_break=graph.graph_break,
                unverifiable=f"draws random numbers: {', '.join(random)}" if random else None,
            )
        return self._form(identity, program)

    def _add_failed(self, graph: CapturedGraph, call: CapturedCall, ordinal: int, error: StepError) -> _Form:
        """Keeps what is known of a form that could not be exported."""
        arguments = [
            ("weight" if placeholder.role in ("parameter", "buffer") else "input", *_form_key(value))
            for placeholder, value in zip(graph.placeholders, call.arguments, strict=True)
        ]
        fingerprint = fingerprint_captured(graph.module, arguments)
        identity = _identity(fingerprint, None)
        if identity not in self._subgraphs:
            inputs, outputs = known_ports(_plain_inputs(graph, call), _tensors(call.outputs))
            self._subgraphs[identity] = Subgraph(
                id=identity,
                fingerprint=fingerprint,
                weights_hash=None,
                ordinal=ordinal,
                module_path=common_module_path(graph.module),
                source=source_location(graph.module, self._root),
                operator_count=sum(node.op.startswith("call_") for node in graph.module.graph.nodes),
                inputs=inputs,
                outputs=outputs,
                onnx=FailedForm(error),
                pt2=FailedForm(error),
                node_modules=None,
                graph_break=graph.graph_break,
                unverifiable=None,
            )
        form = self._form(identity, None)
        # One sample stands for all calls: nothing can run it.
        if not self._subgraphs[identity].samples:
            self._keep(form, self._stored_or_nothing([tensor for tensor, _ in _plain_inputs(graph, call)]), None)
        form.kept = [self._subgraphs[identity].samples[0].id]
        return form

    def _form(self, identity: str, program: SubgraphProgram | None) -> _Form:
        """Starts a form of this case, which may be one that another case has."""
        subgraph = self._subgraphs[identity]
        known = {tuple(tensor.object for tensor in sample.inputs): sample.id for sample in subgraph.samples}
        return _Form(subgraph, program, known)

    def _add_sample(self, form: _Form, call: CapturedCall) -> str:
        program = form.program
        if program is None:
            return form.kept[0]
        started = time.perf_counter()
        tensors = _tensors(call.arguments[position] for position in program.inputs)
        stored = self._stored_or_nothing(tensors)
        digests = tuple(tensor.object for tensor in stored)
        size = sum(tensor.numel() * tensor.element_size() for tensor in tensors)
        full = len(form.kept) >= MOST_SAMPLES or form.kept_bytes + size > MOST_SAMPLE_BYTES
        if digests not in form.by_inputs and form.kept and full:
            form.by_inputs[digests] = form.kept[len(form.by_inputs) % len(form.kept)]
        if digests not in form.by_inputs:
            golden = self._golden(form.subgraph, program, call, tensors)
            self._keep(form, stored, golden)
            form.kept_bytes += size
        sample = form.by_inputs[digests]
        if sample not in form.kept:
            form.kept.append(sample)
        self._spend("write", started)
        return sample

    def _golden(
        self, subgraph: Subgraph, program: SubgraphProgram, call: CapturedCall, inputs: list[torch.Tensor]
    ) -> tuple[StoredTensor, ...] | None:
        """Stores the golden outputs; None where there can be none, and the subgraph then says why."""
        import torch

        if subgraph.unverifiable is not None:
            return None
        synthetic = self._weights.mode == "synthetic"
        try:
            outputs = golden_outputs(program, call, inputs, recompute=synthetic)
            if synthetic and not all(bool(torch.isfinite(value).all()) for value in outputs):
                subgraph.unverifiable = "gives infinities or NaN with stand-in weights"
                return None
            return tuple(store_tensor(self._store, value) for value in outputs)
        except Exception as error:
            failed = FailedForm(step_error("golden", error, program.exported.graph_module, self._root))
            subgraph.onnx = subgraph.pt2 = failed
            return None

    def _keep(self, form: _Form, inputs: tuple[StoredTensor, ...], golden: tuple[StoredTensor, ...] | None) -> None:
        name = f"s{len(form.subgraph.samples)}"
        form.subgraph.samples.append(Sample(name, inputs, golden))
        form.by_inputs[tuple(tensor.object for tensor in inputs)] = name

    def _stored_or_nothing(self, tensors: Sequence[torch.Tensor]) -> tuple[StoredTensor, ...]:
        try:
            return tuple(store_tensor(self._store, tensor) for tensor in tensors)
        except UnsupportedDtypeError:
            return ()  # The form has failed for the same reason, which its error tells.

    def _write_onnx(self, program: SubgraphProgram) -> tuple[ExportedOnnx | FailedForm, str | None]:
        started = time.perf_counter()
        try:
            form = write_onnx_form(program.exported, self._store)
        except Exception as error:
            return FailedForm(step_error("onnx", error, program.exported.graph_module, self._root)), None
        finally:
            self._spend("onnx", started)
        return ExportedOnnx(form.object, form.opset, form.external_data), store_node_modules(form, self._store)

    def _write_pt2(self, program: SubgraphProgram) -> ExportedPt2 | FailedForm:
        started = time.perf_counter()
        try:
            form = write_pt2_form(program.exported, self._store, self._weights.stored)
        except Exception as error:
            return FailedForm(step_error("pt2", error, program.exported.graph_module, self._root))
        finally:
            self._spend("write", started)
        return ExportedPt2(form.object, form.parameters)

    def _spend(self, phase: str, started: float) -> None:
        self.seconds[phase] = self.seconds.get(phase, 0.0) + time.perf_counter() - started


def _identity(fingerprint: str, weights_hash: str | None) -> str:
    return f"{fingerprint[:16]}-{weights_hash[:8] if weights_hash else 'weightless'}"


def _form_key(value: object) -> tuple[object, ...]:
    """What makes a form: types and shapes of tensors, values of numbers (which become literals of the program)."""
    import torch

    if isinstance(value, torch.Tensor):
        return ("tensor", str(value.dtype), *value.shape)
    return (type(value).__name__, str(value))


def _tensors(values: Iterable[object]) -> list[torch.Tensor]:
    import torch

    return [value for value in values if isinstance(value, torch.Tensor)]


def _plain_inputs(graph: CapturedGraph, call: CapturedCall) -> list[tuple[torch.Tensor, str | None]]:
    """The tensors that are no weights, with what the user's code calls them."""
    import torch

    return [
        (value, _argument(placeholder))
        for placeholder, value in zip(graph.placeholders, call.arguments, strict=True)
        if placeholder.role == "input" and isinstance(value, torch.Tensor)
    ]


def _argument(placeholder: Placeholder) -> str | None:
    """State that the graph writes to is an input too, under its name in the model."""
    return placeholder.argument or placeholder.path


def _operator_count(module: torch.fx.GraphModule) -> int:
    """Counts operators; picking one result of several is none."""
    import operator

    return sum(
        node.op == "call_function" and node.target is not operator.getitem
        for graph_module in module.modules()
        for node in getattr(graph_module, "graph", module.graph).nodes
    )
