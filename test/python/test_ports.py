"""An ONNX file whose ports do not fit the program is refused; whatever is called like a port makes way for it."""

from __future__ import annotations

import pytest
import torch
from bundle_checks import program_of
from onnxscript import ir

from pacegate.ports import name_ports, program_ports


def value(name: str) -> ir.Value:
    return ir.Value(name=name, shape=ir.Shape([2]), type=ir.TensorType(ir.DataType.FLOAT))


def model(inputs: list[ir.Value], outputs: list[ir.Value], nodes: list[ir.Node]) -> ir.Model:
    return ir.Model(ir.Graph(inputs, outputs, nodes=nodes, opset_imports={"": 20}), ir_version=10)


def node(read: ir.Value, written: ir.Value, attributes: list[ir.Attr] | None = None) -> ir.Node:
    return ir.Node("", "Neg", [read], attributes or [], outputs=[written])


def test_a_file_that_hands_an_input_through_is_refused() -> None:
    program = program_of(lambda x: -x, torch.ones(2)).exported
    given = value("x")
    with pytest.raises(RuntimeError, match="an input as an output"):
        name_ports(model([given], [given], []), program)


def test_a_file_with_another_number_of_ports_is_refused() -> None:
    program = program_of(lambda x: -x, torch.ones(2)).exported
    for inputs, outputs, message in [
        (["x", "spare"], ["y"], "2 inputs, the program 1"),
        (["x"], [], "0 outputs, the program 1"),
    ]:
        given, written = list(map(value, inputs)), list(map(value, outputs))
        with pytest.raises(RuntimeError, match=message):
            name_ports(model(given, written, []), program)


def test_values_of_a_body_make_way_and_read_the_input_by_its_new_name() -> None:
    program = program_of(lambda x: -x, torch.ones(2)).exported
    given, inner, result = value("output_0"), value("input_0"), value("inner_input_0_1")
    body = ir.Graph([], [inner], nodes=[node(given, inner)], name="body")
    outer = model([given], [result], [node(given, result, [ir.AttrGraph("then_branch", body)])])
    name_ports(outer, program)
    assert (given.name, result.name, inner.name) == ("input_0", "output_0", "inner_input_0_2")
    [inside] = ir.to_proto(outer).graph.node[0].attribute[0].g.node
    assert (list(inside.input), list(inside.output)) == (["input_0"], ["inner_input_0_2"])


def test_an_input_needs_an_argument_or_none_for_it() -> None:
    program = program_of(lambda x, y: x - y, torch.ones(2), torch.ones(2)).exported
    inputs, outputs = program_ports(program, ["first", None])
    assert [(port.name, port.argument, port.shape) for port in inputs] == [
        ("input_0", "first", (2,)),
        ("input_1", None, (2,)),
    ]
    assert [(port.name, port.dtype) for port in outputs] == [("output_0", "float32")]
    with pytest.raises(ValueError, match="shorter"):
        program_ports(program, ["first"])
