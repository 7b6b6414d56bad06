"""Faults in training files are named before they make the assistant worse."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from bot.tests.conftest import PROJECT
from bot.validate import Sources, faults, main

DOMAIN = "intents: [faq, greet]\n"
RULES = "rules:\n  - rule: a\n    steps: [{intent: faq}, {action: x}]\n  - rule: b\n    steps: [{intent: greet}]\n"


def check(folder: Path, examples: str, domain: str = DOMAIN, rules: str = RULES) -> list[str]:
    (folder / "nlu").mkdir(exist_ok=True)
    (folder / "stories").mkdir(exist_ok=True)
    (folder / "domain.yml").write_text(domain, encoding="utf-8")
    (folder / "nlu" / "a.yml").write_text(examples, encoding="utf-8")
    (folder / "stories" / "a.yml").write_text(rules, encoding="utf-8")
    return faults(Sources(folder / "domain.yml", folder / "nlu", folder / "stories"))


def block(intent: str, *lines: str) -> str:
    return f"  - intent: {intent}\n    examples: |\n" + "".join(f"      {line}\n" for line in lines)


def test_good_files_have_no_fault(tmp_path: Path) -> None:
    assert check(tmp_path, "nlu:\n" + block("faq/dues", "- đoàn phí") + block("greet", "- chào")) == []


@pytest.mark.parametrize(
    ("examples", "fault"),
    [
        (block("faq/dues", "- đoàn phí") + block("greet", "- ĐOÀN PHÍ"), "câu này đã có ở “faq/dues”"),
        (
            block("faq/dues", "- đoàn phí") + block("greet", "- " + unicodedata.normalize("NFD", "đoàn phí")),
            "câu này đã có ở “faq/dues”",
        ),
        (block("greet", "- " + unicodedata.normalize("NFD", "chào")), "dựng sẵn"),
        (block("greet", "chào"), "bắt đầu bằng"),
        (block("greet", "- " + "a" * 600), "quá dài"),
        (block("nobody", "- chào"), "chưa có trong domain.yml"),
    ],
)
def test_a_faulty_example_is_named(tmp_path: Path, examples: str, fault: str) -> None:
    found = check(tmp_path, "nlu:\n" + examples)
    assert len(found) == 1 or fault in found[-1]
    assert any(fault in line for line in found)


@pytest.mark.parametrize("text", ["nlu: [", "", "- a\n- b\n"])
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, text: str) -> None:
    assert any("a.yml" in line for line in check(tmp_path, text))


def test_an_intent_that_no_rule_answers_is_named(tmp_path: Path) -> None:
    found = check(tmp_path, "nlu:\n" + block("greet", "- chào"), domain="intents: [faq, greet, lonely: {}]\n")
    assert found == ["domain.yml: ý định “lonely” không có kịch bản nào, người lao động sẽ không được trả lời"]


def test_a_rule_with_an_unknown_intent_is_named(tmp_path: Path) -> None:
    rules = RULES + "  - rule: c\n    steps: [{or: [{intent: greet}, {intent: gret}]}]\n"
    assert any("“gret”" in line for line in check(tmp_path, "nlu:\n" + block("greet", "- chào"), rules=rules))


def test_the_command_says_that_all_is_well_or_exits_with_a_fault(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    places = ["--nlu", str(PROJECT / "nlu"), "--stories", str(PROJECT / "stories")]
    main(["--domain", str(PROJECT / "domain.yml"), *places])
    assert "hợp lệ" in capsys.readouterr().out
    with pytest.raises(SystemExit, match="chỗ cần sửa"):
        main(["--domain", str(tmp_path / "none.yml"), *places])
