"""The inputs and outputs of a subgraph: named by their position, whatever the user's code calls them."""

from __future__ import annotations

import contextlib
import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pacegate.stored_tensor import UnsupportedDtypeError, dtype_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import torch
    from onnxscript import ir
    from torch.export import ExportedProgram


@dataclass(frozen=True)
class Port:
    """A declared input or output."""

    name: str
    dtype: str
    shape: tuple[int, ...]


@dataclass(frozen=True)
class InputPort(Port):
    """A declared input."""

    argument: str | None
    """What the user's code calls it (`batch.input_ids`), for messages; None where it has no name there."""


def input_name(index: int) -> str:
    """Names an input by its position.

    A call costs onnxruntime-node more the longer the names of inputs and outputs are. With the user's own, an
    argument that got a longer name would look slower.
    """
    return f"input_{index}"


def output_name(index: int) -> str:
    """Names an output by its position, for the same reason."""
    return f"output_{index}"


def program_ports(
    program: ExportedProgram, arguments: Sequence[str | None]
) -> tuple[tuple[InputPort, ...], tuple[Port, ...]]:
    """Gives the inputs and outputs of a program, weights left out.

    Args:
        program: The exported program.
        arguments: What the user's code calls each input.

    Raises:
        UnsupportedDtypeError: If the bundle format does not know a type.
    """
    values: dict[str, torch.Tensor] = {
        node.name: node.meta["val"] for node in program.graph.nodes if "val" in node.meta
    }
    inputs, outputs = _signature_names(program)
    return (
        tuple(
            InputPort(input_name(index), *_type_of(values[name]), argument)
            for index, (name, argument) in enumerate(zip(inputs, arguments, strict=True))
        ),
        tuple(Port(output_name(index), *_type_of(values[name])) for index, name in enumerate(outputs)),
    )


def known_ports(
    inputs: Iterable[tuple[torch.Tensor, str | None]], outputs: Iterable[torch.Tensor]
) -> tuple[tuple[InputPort, ...], tuple[Port, ...]]:
    """Describes the tensors that the format knows; a form with others has failed for that reason.

    Args:
        inputs: Tensors with what the user's code calls them.
        outputs: Tensors.
    """
    known_inputs: list[InputPort] = []
    for tensor, argument in inputs:
        with contextlib.suppress(UnsupportedDtypeError):
            known_inputs.append(InputPort(input_name(len(known_inputs)), *_type_of(tensor), argument))
    known_outputs: list[Port] = []
    for tensor in outputs:
        with contextlib.suppress(UnsupportedDtypeError):
            known_outputs.append(Port(output_name(len(known_outputs)), *_type_of(tensor)))
    return tuple(known_inputs), tuple(known_outputs)


def name_ports(model: ir.Model, program: ExportedProgram) -> None:
    """Gives the inputs and outputs of an ONNX file their names; whatever else has one of these gets another.

    Values are linked by reference, so whoever reads one follows, bodies of If and Loop included.

    Raises:
        RuntimeError: If the converter changed how many there are, or gives one value as two of them.
    """
    inputs, outputs = _signature_names(program)
    for kind, values, wanted in (("inputs", model.graph.inputs, inputs), ("outputs", model.graph.outputs, outputs)):
        if len(values) != len(wanted):
            message = f"the ONNX file has {len(values)} {kind}, the program {len(wanted)}"
            raise RuntimeError(message)
    ports = [*model.graph.inputs, *model.graph.outputs]
    if len({id(value) for value in ports}) != len(ports):
        message = "the ONNX file gives one value as two outputs, or an input as an output"
        raise RuntimeError(message)
    names = [*map(input_name, range(len(inputs))), *map(output_name, range(len(outputs)))]
    _free_names(model, set(names), {id(value) for value in ports})
    for value, name in zip(ports, names, strict=True):
        value.name = name


def _free_names(model: ir.Model, wanted: set[str], ports: set[int]) -> None:
    """A weight or an inner value may be called like a port: `self.output_0 = nn.Parameter(…)`."""
    values = list(_values(model))
    taken = {value.name for value in values} | wanted
    for value in values:
        if value.name in wanted and id(value) not in ports:
            free = next(name for n in itertools.count(1) if (name := f"inner_{value.name}_{n}") not in taken)
            taken.add(free)
            value.name = free


def _values(model: ir.Model) -> Iterator[ir.Value]:
    for graph in model.graphs():
        yield from graph.inputs
        yield from graph.initializers.values()
        for node in graph:
            yield from node.outputs


def _signature_names(program: ExportedProgram) -> tuple[list[str], list[str]]:
    """The nodes that are inputs and outputs, weights left out."""
    from torch.export.graph_signature import InputKind

    signature = program.graph_signature
    inputs = [spec.arg.name for spec in signature.input_specs if spec.kind is InputKind.USER_INPUT]
    return inputs, [spec.arg.name for spec in signature.output_specs]


def _type_of(tensor: torch.Tensor) -> tuple[str, tuple[int, ...]]:
    return dtype_name(tensor.dtype), tuple(map(int, tensor.shape))
