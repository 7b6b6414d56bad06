"""What the documents promise is tested: each promise names tests, and these exist."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from motcham.place import ROOT

THREATS = ROOT / "docs" / "threat-model.md"
FOR_WORKERS = ROOT / "docs" / "an-toan-cho-nguoi-lao-dong.md"
CONSENT = ROOT / "docs" / "consent.md"

PROMISE = re.compile(r"^\| (P\d\d) \|.*$", re.MULTILINE)
TEST = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
CODE = re.compile(r"`((?:actions|connectors|console|grievances|knowledge|motcham|storage)/[\w/]+(?:\.py|/))`")


def promises() -> dict[str, str]:
    """The row of each promise."""
    text = THREATS.read_text(encoding="utf-8")
    return {found[1]: found[0] for found in PROMISE.finditer(text)}


@cache
def names_in(path: Path) -> frozenset[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, functions))


def test_each_promise_stands_once_and_in_order() -> None:
    numbers = [found[1] for found in PROMISE.finditer(THREATS.read_text(encoding="utf-8"))]
    assert numbers == [f"P{number:02}" for number in range(1, len(numbers) + 1)]
    assert len(numbers) > 15


def test_each_promise_names_a_test() -> None:
    assert [number for number, row in promises().items() if not TEST.search(row)] == []


@pytest.mark.parametrize("page", [THREATS, CONSENT], ids=["threats", "consent"])
def test_every_test_that_a_page_names_exists(page: Path) -> None:
    named = TEST.findall(page.read_text(encoding="utf-8"))
    assert named
    missing = [
        f"{path}::{name}" for path, name in named if not (ROOT / path).exists() or name not in names_in(ROOT / path)
    ]
    assert missing == []


@pytest.mark.parametrize("page", [THREATS, CONSENT], ids=["threats", "consent"])
def test_every_piece_of_code_that_a_page_names_exists(page: Path) -> None:
    named = CODE.findall(page.read_text(encoding="utf-8"))
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_workers_are_promised_what_engineers_answer_for_and_nothing_else() -> None:
    promised = set(re.findall(r"\b(P\d\d)\b", FOR_WORKERS.read_text(encoding="utf-8").partition("\n\n## ")[2]))
    assert promised == promises().keys()


def test_workers_are_told_what_is_not_protected() -> None:
    said = FOR_WORKERS.read_text(encoding="utf-8")
    for danger in ("Zalo và Telegram biết", "có thể xem được tin nhắn", "Wi-Fi của công ty", "khóa bí mật", "sao lưu"):
        assert danger in said
