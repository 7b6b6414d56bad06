"""Finds, in the code itself, which actions the audit log is given."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_RECORD = "record"
_HOME = "grievances.audit"
_PLACE = 3  # of `action` among record()'s arguments


@dataclass(frozen=True)
class Passed:
    """An action as it stands in the code. `unknown`: only its beginning can be read there, or nothing of it."""

    place: str
    action: str
    unknown: bool = False


@dataclass(frozen=True)
class _Helper:
    """A function that hands one of its own arguments on as the action, maybe after a fixed beginning."""

    name: str
    argument: str
    place: int
    before: str


def passed_actions(files: list[Path]) -> Iterator[Passed]:
    for file in files:
        tree = ast.parse(file.read_text(encoding="utf-8"))
        for name in _names_of_record(tree):
            yield from _in_file(file, tree, name)


def _in_file(file: Path, tree: ast.Module, record: str) -> Iterator[Passed]:
    constants = _constants(tree)
    helpers = [_Helper(record, "action", _PLACE, "")]
    for helper in helpers:  # grows while it is walked
        for function, call in _calls(tree, helper.name):
            for expression in _choices(_argument(call, helper)):
                place = f"{file}:{call.lineno}"
                handed = _handed_on(function, expression)
                if handed is not None:
                    if handed not in helpers:
                        helpers.append(handed)
                    continue
                action = _text(expression, constants)
                yield Passed(place, helper.before + (action or _beginning(expression)), unknown=action is None)


def _names_of_record(tree: ast.Module) -> list[str]:
    """What the file calls it: `import record`, `import record as audit`."""
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module == _HOME]
    return [alias.asname or alias.name for node in imports for alias in node.names if alias.name == _RECORD]


def _constants(tree: ast.Module) -> dict[str, str]:
    return {
        target.id: node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def _calls(tree: ast.Module, name: str) -> Iterator[tuple[ast.AsyncFunctionDef | ast.FunctionDef, ast.Call]]:
    for function in ast.walk(tree):
        if isinstance(function, ast.AsyncFunctionDef | ast.FunctionDef):
            for node in ast.walk(function):
                if isinstance(node, ast.Call) and _called(node) == name:
                    yield function, node


def _called(call: ast.Call) -> str:
    """Of methods only those of the same object: `x.record()` is another's."""
    if isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Name) and call.func.value.id == "self":
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else ""


def _argument(call: ast.Call, helper: _Helper) -> ast.expr:
    for keyword in call.keywords:
        if keyword.arg == helper.argument:
            return keyword.value
    return call.args[helper.place]


def _choices(expression: ast.expr) -> list[ast.expr]:
    if isinstance(expression, ast.IfExp):
        return [*_choices(expression.body), *_choices(expression.orelse)]
    return [expression]


def _handed_on(function: ast.AsyncFunctionDef | ast.FunctionDef, expression: ast.expr) -> _Helper | None:
    before = ""
    if isinstance(expression, ast.JoinedStr) and len(expression.values) == 2:
        head, tail = expression.values
        if isinstance(head, ast.Constant) and isinstance(tail, ast.FormattedValue):
            before, expression = str(head.value), tail.value
    names = [argument.arg for argument in (*function.args.args, *function.args.kwonlyargs)]
    if not (isinstance(expression, ast.Name) and expression.id in names):
        return None
    place = names.index(expression.id) - (1 if names[0] == "self" else 0)
    return _Helper(function.name, expression.id, place, before)


def _text(expression: ast.expr, constants: dict[str, str]) -> str | None:
    if isinstance(expression, ast.Constant) and isinstance(expression.value, str):
        return expression.value
    return constants.get(expression.id) if isinstance(expression, ast.Name) else None


def _beginning(expression: ast.expr) -> str:
    """Of f"identity.{decision}"."""
    first = expression.values[0] if isinstance(expression, ast.JoinedStr) else expression
    return str(first.value) if isinstance(first, ast.Constant) else ""
