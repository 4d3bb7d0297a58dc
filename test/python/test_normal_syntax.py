"""The normal form of syntax: blind to what cannot matter, never to what can."""

from __future__ import annotations

import ast
import keyword
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pacegate.normal_syntax import normal_syntax, syntax_digest

SLOTS = 4
USED = {"p", "g", "inner", "sum", "range", "ValueError", "int", "str"}

names = st.lists(
    st.from_regex(r"[a-z_]{1,3}", fullmatch=True).filter(lambda n: not keyword.iskeyword(n) and n not in USED),
    min_size=SLOTS,
    max_size=SLOTS,
    unique=True,
)
slot = st.sampled_from([f"<{i}>" for i in range(SLOTS)])
atoms = slot | st.sampled_from(["p", "g", "1", "2", "3"])


def _expressions(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.builds("({} + {})".format, inner, inner),
        st.builds("({} * {})".format, inner, inner),
        st.builds("({} if {} > 2 else {})".format, inner, inner, inner),
        st.builds("sum({} for {} in range(3))".format, inner, slot),
        st.builds("sum([{} for {} in range(2) for {} in range(2) if {} > 0])".format, inner, slot, slot, slot),
        st.builds("(lambda {}: {})({})".format, st.just("p"), inner, inner),
        st.builds("({} := {})".format, slot, inner),
    )


expressions = st.recursive(atoms, _expressions, max_leaves=4)
simple = st.builds("{} = {}".format, slot, expressions) | st.builds("{} += {}".format, slot, expressions)


def _indented(lines: list[str]) -> str:
    return "\n".join(f"    {line}" for block in lines for line in block.split("\n"))


def _blocks(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    body = st.lists(inner, min_size=1, max_size=3).map(_indented)
    return st.one_of(
        st.builds("if {} > 3:\n{}\nelse:\n{}".format, expressions, body, body),
        st.builds("for {} in range(2):\n{}".format, slot, body),
        st.builds(
            "try:\n    int('x')\nexcept ValueError as {0}:\n    {0} = 0\n{1}\n{2} = 0".format,
            st.just("caught"),
            body,
            slot,
        ),
        st.builds("def inner(p):\n    nonlocal {0}\n    {0} = p\n    return {0}\ninner({1})".format, slot, expressions),
        st.builds("def inner(p, <0>=1):\n{}\n    return <0>\n{} = inner(2)".format, st.just("    <0> += p"), slot),
        st.builds("def inner(p):\n    global g\n    return g + p\n{} = inner({})".format, slot, expressions),
    )


statements = st.recursive(simple, _blocks, max_leaves=4)
programs = st.lists(statements, min_size=1, max_size=4).map(
    lambda lines: (
        "g = 5\ndef f(p):\n"
        + _indented([*(f"<{i}> = {i}" for i in range(SLOTS)), *lines, "return (<0>, <1>, <2>, <3>)"])
        + "\n"
    )
)


def fill(program: str, chosen: list[str]) -> str:
    for number, name in enumerate(chosen):
        program = program.replace(f"<{number}>", name)
    return program


def run(source: str) -> list[Any]:
    space: dict[str, Any] = {}
    exec(compile(source, "program", "exec"), space)
    return [space["f"](value) for value in (0, 2, 7)]


def compiles(source: str) -> bool:
    try:
        compile(source, "program", "exec")
    except SyntaxError:
        # A walrus may not rebind the variable of the comprehension around it.
        return False
    return True


@given(programs.filter(lambda p: "def inner(p, <0>" not in p), names, names)
def test_renaming_local_variables_changes_nothing(program: str, one: list[str], other: list[str]) -> None:
    if compiles(fill(program, one)):
        assert syntax_digest(fill(program, one).encode()) == syntax_digest(fill(program, other).encode())


@given(programs, names)
def test_the_normal_form_computes_the_same(program: str, chosen: list[str]) -> None:
    source = fill(program, chosen)
    if compiles(source):
        normal = ast.unparse(normal_syntax(ast.parse(source))).replace("$", "local_").replace(":", "_:")
        # `$0:1` in a name is not Python; a name's colon never ends a block or a slice here.
        normal = "\n".join(_spell_names(line) for line in normal.split("\n"))
        assert run(normal) == run(source)


def _spell_names(line: str) -> str:
    import re

    return re.sub(r"(local_\d+)_:(\d+)", r"\1_\2", line).replace("_:", ":")


@given(programs, names, st.integers(0, 3), st.integers(0, 3))
def test_using_another_variable_is_a_change(program: str, chosen: list[str], one: int, other: int) -> None:
    before = program.replace("return (<0>,", f"return (<{one}>,")
    after = program.replace("return (<0>,", f"return (<{other}>,")
    if compiles(fill(program, chosen)):
        same = syntax_digest(fill(before, chosen).encode()) == syntax_digest(fill(after, chosen).encode())
        assert same == (one == other)


BASE = '''"""A module."""
import torch

SIZE = 3

def predict(rows, *, top=1):
    """Says what it does."""
    total = 0  # a comment
    for row in rows:
        total += row * SIZE
    return total + top
'''


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("# a comment", "# another comment"),
        ('"""Says what it does."""', '"""Says it in other words."""'),
        ('"""A module."""', ""),
        ("total", "running"),
        ("row *", "row  *"),
        ("SIZE = 3", "SIZE = 3\n\n\n"),
        ("for row in rows:\n        total += row", "for item in rows:\n        total += item"),
    ],
)
def test_comments_docstrings_layout_and_local_names_do_not_count(old: str, new: str) -> None:
    assert old in BASE
    assert syntax_digest(BASE.replace(old, new).encode()) == syntax_digest(BASE.encode())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("+= row", "-= row"),
        ("total = 0", "total = 1"),
        ("return total + top", "return total"),
        ("rows", "lines"),
        ("top", "best"),
        ("SIZE", "LENGTH"),
        ("predict", "score"),
        ("import torch", "import torch, time"),
        ("in rows", "in list(rows)"),
        ("total = 0", "global total\n    total = 0"),
    ],
)
def test_statements_parameters_and_names_that_others_see_count(old: str, new: str) -> None:
    assert old in BASE
    assert syntax_digest(BASE.replace(old, new).encode()) != syntax_digest(BASE.encode())


@pytest.mark.parametrize("reader", ["locals()", "eval('total')", "vars()", "dir()"])
def test_names_count_where_the_function_can_read_them(reader: str) -> None:
    source = f"def f():\n    total = 1\n    return {reader}\n"
    assert syntax_digest(source.encode()) != syntax_digest(source.replace("total =", "running =").encode())


def test_a_global_declaration_reaches_past_the_functions_around_it() -> None:
    source = (
        "x = 1\ndef outer():\n    x = 2\n    def inner():\n        global x\n        return x\n    return inner()\n"
    )
    normal = ast.unparse(normal_syntax(ast.parse(source)))
    assert "$0:0 = 2" in normal
    assert "return x" in normal


def test_names_of_a_class_are_not_those_of_its_methods() -> None:
    source = "def f():\n    size = 1\n    class A:\n        size = 2\n        def m(self):\n            return size\n"
    normal = ast.unparse(normal_syntax(ast.parse(source)))
    assert "return $0:0" in normal
    assert "        size = 2" in normal


def test_a_source_that_does_not_parse_counts_by_its_bytes() -> None:
    assert syntax_digest(b"def (") == syntax_digest(b"def (")
    assert syntax_digest(b"def (") != syntax_digest(b"def ((")
