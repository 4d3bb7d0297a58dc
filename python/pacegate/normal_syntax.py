"""The normal form of a module's syntax: the same for two sources that differ only in what cannot matter.

Comments, layout, positions and docstrings go. Names that only a function itself can see are numbered, each by its
scope and the order of its first appearance; names that others can see (parameters, which callers pass by
keyword, and everything of modules and classes) stay.
"""

from __future__ import annotations

import ast
import hashlib
from dataclasses import dataclass, field

# A function that calls one of these can see the names of its variables.
_NAME_READERS = frozenset({"locals", "vars", "eval", "exec", "dir"})

_FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
_ComprehensionNode = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp


def syntax_digest(source: bytes) -> str:
    """Hashes the normal form of a module's source; of the bytes themselves where they do not parse."""
    try:
        tree = normal_syntax(ast.parse(source))
    except (SyntaxError, ValueError):
        return hashlib.sha256(source).hexdigest()
    return hashlib.sha256(ast.dump(tree, annotate_fields=False).encode("utf-8", "surrogatepass")).hexdigest()


def normal_syntax(tree: ast.Module) -> ast.Module:
    """Brings a module into normal form, in place.

    A numbered name is ``$depth:number``, which no source can contain.
    """
    _drop_docstrings(tree)
    _Renamer().visit(tree)
    return tree


def _drop_docstrings(tree: ast.Module) -> None:
    for node in ast.walk(tree):
        for _, block in ast.iter_fields(node):
            if not isinstance(block, list) or not block or not isinstance(block[0], ast.stmt):
                continue
            # A string alone is a docstring or a comment in disguise.
            block[:] = [statement for statement in block if not _is_string(statement)] or [ast.Pass()]


def _is_string(statement: ast.stmt) -> bool:
    return (
        isinstance(statement, ast.Expr)
        and isinstance(statement.value, ast.Constant)
        and isinstance(statement.value.value, str)
    )


@dataclass
class _Scope:
    """One function, comprehension or class while it is visited."""

    is_class: bool
    depth: int
    bound: frozenset[str]
    """Names that belong to this scope."""
    kept: frozenset[str]
    """Those of them that others can see."""
    global_names: frozenset[str] = frozenset()
    """Declared `global`: no scope between here and the module has a say."""
    numbers: dict[str, int] = field(default_factory=dict)


class _Renamer(ast.NodeTransformer):
    """Replaces names, with Python's rules of scope (Language Reference, 4.2.2)."""

    def __init__(self) -> None:
        self._scopes: list[_Scope] = []

    def _rename(self, name: str) -> str:
        for position, scope in enumerate(reversed(self._scopes)):
            # The names of a class are seen by its own body, not by the functions in it.
            if scope.is_class and position > 0:
                continue
            if name in scope.global_names:
                return name
            if name not in scope.bound:
                continue
            if name in scope.kept:
                return name
            number = scope.numbers.setdefault(name, len(scope.numbers))
            return f"${scope.depth}:{number}"
        return name

    def visit_Name(self, node: ast.Name) -> ast.Name:
        node.id = self._rename(node.id)
        return node

    def visit_Nonlocal(self, node: ast.Nonlocal) -> ast.Nonlocal:
        node.names = [self._rename(name) for name in node.names]
        return node

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> ast.ExceptHandler:
        node.name = self._rename(node.name) if node.name else None
        self.generic_visit(node)
        return node

    def visit_MatchAs(self, node: ast.MatchAs) -> ast.MatchAs:
        node.name = self._rename(node.name) if node.name else None
        self.generic_visit(node)
        return node

    def visit_MatchStar(self, node: ast.MatchStar) -> ast.MatchStar:
        node.name = self._rename(node.name) if node.name else None
        return node

    def visit_MatchMapping(self, node: ast.MatchMapping) -> ast.MatchMapping:
        node.rest = self._rename(node.rest) if node.rest else None
        self.generic_visit(node)
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
        self._visit_function(node)
        return node

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> ast.AsyncFunctionDef:
        self._visit_function(node)
        return node

    def visit_Lambda(self, node: ast.Lambda) -> ast.Lambda:
        self._visit_function(node)
        return node

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.ClassDef:
        for part in (*node.decorator_list, *node.bases, *node.keywords):
            self.visit(part)
        bindings = _bindings(node.body)
        names = frozenset(bindings.names - bindings.elsewhere - bindings.global_names)
        self._scopes.append(_Scope(True, len(self._scopes), names, names, frozenset(bindings.global_names)))
        for statement in node.body:
            self.visit(statement)
        self._scopes.pop()
        return node

    def visit_ListComp(self, node: ast.ListComp) -> ast.ListComp:
        self._visit_comprehension(node)
        return node

    def visit_SetComp(self, node: ast.SetComp) -> ast.SetComp:
        self._visit_comprehension(node)
        return node

    def visit_DictComp(self, node: ast.DictComp) -> ast.DictComp:
        self._visit_comprehension(node)
        return node

    def visit_GeneratorExp(self, node: ast.GeneratorExp) -> ast.GeneratorExp:
        self._visit_comprehension(node)
        return node

    def _visit_function(self, node: _FunctionNode) -> None:
        arguments = node.args
        every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
        every += [argument for argument in (arguments.vararg, arguments.kwarg) if argument]
        # Defaults, decorators and annotations are evaluated outside.
        outside: list[ast.AST | None] = [*arguments.defaults, *arguments.kw_defaults]
        outside += [argument.annotation for argument in every]
        if not isinstance(node, ast.Lambda):
            outside += [*node.decorator_list, node.returns]
        for part in outside:
            if part is not None:
                self.visit(part)
        body = [node.body] if isinstance(node, ast.Lambda) else node.body
        parameters = {argument.arg for argument in every}
        parameters |= {str(getattr(parameter, "name", "")) for parameter in getattr(node, "type_params", [])}
        bindings = _bindings(body)
        names = frozenset((bindings.names - bindings.elsewhere - bindings.global_names) | parameters)
        kept = names if bindings.reads_names else frozenset(parameters | bindings.kept) & names
        self._scopes.append(_Scope(False, len(self._scopes), names, kept, frozenset(bindings.global_names)))
        for statement in body:
            self.visit(statement)
        self._scopes.pop()

    def _visit_comprehension(self, node: _ComprehensionNode) -> None:
        # The first iterable is evaluated outside.
        self.visit(node.generators[0].iter)
        targets = _Bindings()
        for generator in node.generators:
            targets.visit(generator.target)
        outer_reads = bool(self._scopes) and _reads_names(node)
        names = frozenset(targets.names)
        self._scopes.append(_Scope(False, len(self._scopes), names, names if outer_reads else frozenset()))
        for number, generator in enumerate(node.generators):
            self.visit(generator.target)
            if number:
                self.visit(generator.iter)
            for condition in generator.ifs:
                self.visit(condition)
        for part in (node.key, node.value) if isinstance(node, ast.DictComp) else (node.elt,):
            self.visit(part)
        self._scopes.pop()


class _Bindings(ast.NodeVisitor):
    """Collects the names that a block binds in its own scope."""

    def __init__(self) -> None:
        self.names: set[str] = set()
        self.kept: set[str] = set()
        """Functions, classes and imports: their names are data too (`__name__`, the module's name)."""
        self.elsewhere: set[str] = set()
        """Names declared `nonlocal`."""
        self.global_names: set[str] = set()
        self.reads_names = False

    def visit_Name(self, node: ast.Name) -> None:
        if not isinstance(node.ctx, ast.Load):
            self.names.add(node.id)

    def visit_Global(self, node: ast.Global) -> None:
        self.global_names.update(node.names)

    def visit_Nonlocal(self, node: ast.Nonlocal) -> None:
        self.elsewhere.update(node.names)

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> None:
        self._bind(node.name)
        self.generic_visit(node)

    def visit_MatchAs(self, node: ast.MatchAs) -> None:
        self._bind(node.name)
        self.generic_visit(node)

    def visit_MatchStar(self, node: ast.MatchStar) -> None:
        self._bind(node.name)

    def visit_MatchMapping(self, node: ast.MatchMapping) -> None:
        self._bind(node.rest)
        self.generic_visit(node)

    def visit_Import(self, node: ast.Import) -> None:
        for alias in node.names:
            self._bind_visible((alias.asname or alias.name).split(".")[0])

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        for alias in node.names:
            self._bind_visible(alias.asname or alias.name)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        self._visit_inner(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> None:
        self._visit_inner(node)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self._bind_visible(node.name)
        for part in (*node.decorator_list, *node.bases, *node.keywords):
            self.visit(part)

    def visit_Lambda(self, node: ast.Lambda) -> None:
        for default in (*node.args.defaults, *node.args.kw_defaults):
            if default is not None:
                self.visit(default)

    def visit_ListComp(self, node: ast.ListComp) -> None:
        self._visit_comprehension(node)

    def visit_SetComp(self, node: ast.SetComp) -> None:
        self._visit_comprehension(node)

    def visit_DictComp(self, node: ast.DictComp) -> None:
        self._visit_comprehension(node)

    def visit_GeneratorExp(self, node: ast.GeneratorExp) -> None:
        self._visit_comprehension(node)

    def _bind(self, name: str | None) -> None:
        if name:
            self.names.add(name)

    def _bind_visible(self, name: str) -> None:
        self.names.add(name)
        self.kept.add(name)

    def _visit_inner(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        self._bind_visible(node.name)
        arguments = node.args
        for part in (*node.decorator_list, *arguments.defaults, *arguments.kw_defaults):
            if part is not None:
                self.visit(part)

    def _visit_comprehension(self, node: _ComprehensionNode) -> None:
        # A walrus inside binds in the function around the comprehension (PEP 572).
        waiting: list[ast.AST] = [node]
        while waiting:
            inner = waiting.pop()
            if isinstance(inner, ast.NamedExpr):
                self.names.add(inner.target.id)
            if not isinstance(inner, ast.Lambda):
                waiting += ast.iter_child_nodes(inner)


def _bindings(body: list[ast.stmt] | list[ast.expr]) -> _Bindings:
    bindings = _Bindings()
    for part in body:
        bindings.visit(part)
    bindings.reads_names = any(_reads_names(part) for part in body)
    return bindings


def _reads_names(tree: ast.AST) -> bool:
    return any(isinstance(node, ast.Name) and node.id in _NAME_READERS for node in ast.walk(tree))
