"""The ONNX form of a subgraph: no metadata, weights beside it as objects of their own, the same bytes every time."""

from __future__ import annotations

import ast
import contextlib
import io
import json
import logging
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pacegate.module_paths import module_paths
from pacegate.ports import name_ports

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from onnxscript import ir
    from torch.export import ExportedProgram

    from pacegate.objects import ObjectStore

OPSET = 20
"""The exporter's default with PyTorch 2.13; opsets 17 to 24 were seen to keep parity and speed."""

EXTERNAL_BYTES = 1024
"""Weights from this size on are objects of their own, shared by all forms that hold them."""


@dataclass(frozen=True)
class OnnxForm:
    """Where the ONNX file and its weights are."""

    object: str
    opset: int
    external_data: tuple[str, ...]
    node_modules: Mapping[str, str]
    """Node name -> path of the module that it comes from."""


def write_onnx_form(program: ExportedProgram, store: ObjectStore) -> OnnxForm:
    """Converts a program to ONNX and stores it.

    ONNX Runtime opens `<store>/<object>` by path: the locations of the external data are names of objects in the
    same folder.

    Raises:
        Exception: Whatever the converter raises; the caller makes it data.
    """
    model = _convert(program)
    name_ports(model, program)
    node_modules = _strip(model)
    external = _externalise(model, store)
    from onnxscript import ir

    data = ir.to_proto(model).SerializeToString(deterministic=True)
    return OnnxForm(store.put(data), model.opset_imports.get("", OPSET), external, node_modules)


def store_node_modules(form: OnnxForm, store: ObjectStore) -> str | None:
    """Stores the map from nodes to modules as JSON; None where no node lies in a module."""
    if not form.node_modules:
        return None
    return store.put(json.dumps(dict(form.node_modules), sort_keys=True).encode())


def _convert(program: ExportedProgram) -> ir.Model:
    import torch

    with torch.no_grad(), _quiet(), _operator_table_kept():
        converted = torch.onnx.export(program, dynamo=True, opset_version=OPSET, optimize=True, verbose=False)
    if converted is None:
        message = "torch.onnx.export gave no program"
        raise RuntimeError(message)
    return converted.model


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """The converter prints progress, and warns about packages that the user never asked for."""
    logger = logging.getLogger("torch.onnx")
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
            warnings.simplefilter("ignore")
            yield
    finally:
        logger.setLevel(level)


@contextlib.contextmanager
def _operator_table_kept() -> Iterator[None]:
    """Builds the converter's table of operators once a process: it is most of the time of a small graph.

    (Seen with PyTorch 2.13: 1.5 s a graph without, 0.4 s with.) The converter has no public way to pass a table in;
    where a version keeps it elsewhere, nothing is changed.
    """
    try:
        from torch.onnx._internal.exporter._registration import ONNXRegistry
    except ImportError:
        yield
        return
    original = ONNXRegistry.__dict__.get("from_torchlib")
    if not isinstance(original, classmethod):
        yield
        return

    def from_torchlib(cls: type, /, *arguments: object, **options: object) -> object:
        key = (arguments, tuple(sorted(options.items())))
        if key not in _operator_tables:
            _operator_tables[key] = original.__get__(None, cls)(*arguments, **options)
        return _operator_tables[key]

    setattr(ONNXRegistry, "from_torchlib", classmethod(from_torchlib))  # noqa: B010
    try:
        yield
    finally:
        setattr(ONNXRegistry, "from_torchlib", original)  # noqa: B010


_operator_tables: dict[object, object] = {}


def _graphs(model: ir.Model) -> Iterator[ir.Graph | ir.Function]:
    yield from model.graphs()
    yield from model.functions.values()


def _strip(model: ir.Model) -> dict[str, str]:
    """Removes names of the user's files and code from everything that ONNX Runtime does not need.

    Returns:
        Node name -> module path, read from the metadata before it goes.
    """
    scopes: dict[str, str | None] = {}
    model.producer_name, model.producer_version = "pacegate", None
    model.domain, model.model_version, model.doc_string = None, None, None
    model.metadata_props.clear()
    names: set[str] = set()
    for graph in _graphs(model):
        graph.metadata_props.clear()
        graph.doc_string = None
        if graph is model.graph:
            model.graph.name = "main"
        values = [*graph.inputs]
        for index, node in enumerate(graph):
            if not node.name or node.name in names:
                node.name = f"{node.op_type}_{index}_{len(names)}"
            names.add(node.name)
            scopes[node.name] = _module_scope(node.metadata_props)
            node.metadata_props.clear()
            node.doc_string = None
            values.extend(node.outputs)
        values.extend(getattr(graph, "initializers", {}).values())
        for value in values:
            value.metadata_props.clear()
            value.doc_string = None
    paths = module_paths(list(scopes.values()))
    return {name: path for name, path in zip(scopes, paths, strict=True) if path is not None}


def _module_scope(metadata: Mapping[str, str]) -> str | None:
    """Reads the innermost module of a node from its scopes: a list as JSON or as Python text, by version."""
    text = metadata.get("pkg.torch.onnx.name_scopes")
    if not text:
        return None
    try:
        scopes = json.loads(text)
    except json.JSONDecodeError:
        try:
            scopes = ast.literal_eval(text)
        except (ValueError, SyntaxError):
            return None
    # The last scope is the operator itself.
    modules = [str(scope) for scope in scopes[:-1] if scope]
    return modules[-1] if modules else None


def _externalise(model: ir.Model, store: ObjectStore) -> tuple[str, ...]:
    """Orders initialisers by first use and moves the large ones into objects."""
    from onnxscript import ir

    graph = model.graph
    ordered: dict[str, ir.Value] = {}
    for node in graph.all_nodes():
        for value in node.inputs:
            if value is not None and value.name and graph.initializers.get(value.name) is value:
                ordered.setdefault(value.name, value)
    # Outputs that are constants are read by no node.
    for name, value in graph.initializers.items():
        if value.is_graph_output():
            ordered.setdefault(name, value)
    graph.initializers.clear()
    external: dict[str, None] = {}
    for name, value in ordered.items():
        graph.initializers[name] = value
        tensor = value.const_value
        if tensor is None:
            message = f"initialiser {name} has no value"
            raise RuntimeError(message)
        data = tensor.tobytes()
        if len(data) >= EXTERNAL_BYTES:
            location = store.put(data)
            external[location] = None
            shape = value.shape or ir.Shape(tensor.numpy().shape)
            value.const_value = ir.ExternalTensor(
                location, 0, len(data), tensor.dtype, shape=shape, name=name, base_dir=store.directory
            )
        else:
            value.const_value = ir.Tensor(tensor.numpy(), dtype=tensor.dtype, name=name)
    return tuple(external)
