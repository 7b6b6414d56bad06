"""The examples that are trained on: each once, as Rasa itself would read them, and faults said with their place."""

from __future__ import annotations

from pathlib import Path

import pytest
from rasa.shared.importers.utils import training_data_from_paths

from bot.files import FaultyFile, TrainingFiles
from bot.tests.conftest import PROJECT, ROOT

DOMAIN = str(PROJECT / "domain.yml")


def read(folder: Path) -> list[dict[str, str]]:
    data = TrainingFiles(str(ROOT / "config.yml"), DOMAIN, [str(folder)]).get_nlu_data()
    return [example.data for example in data.training_examples]


def test_examples_are_read_as_rasa_reads_them() -> None:
    files = [str(path) for path in sorted((PROJECT / "nlu").glob("*.yml"))]
    assert read(PROJECT / "nlu") == [
        example.data for example in training_data_from_paths(files, "vi").training_examples
    ]


def test_an_example_that_stands_there_twice_is_learnt_once(tmp_path: Path) -> None:
    block = "- intent: greet\n  examples: |\n    - xin chào\n    - chào ad\n    - xin chào\n"
    (tmp_path / "talk.yml").write_text(f"nlu:\n{block}", encoding="utf-8")
    (tmp_path / "more.yml").write_text(f"nlu:\n{block}", encoding="utf-8")
    assert [example["text"] for example in read(tmp_path)] == ["xin chào", "chào ad"]


@pytest.mark.parametrize(
    "faulty",
    [
        "- intent: greet\n  examples: |\n    xin chào\n",
        "- intent: greet\n",
        "- intent: 5\n  examples: |\n    - xin chào\n",
        "- intent: greet\n  examples:\n    - xin chào\n",
        "- greet\n",
        "- intent: [greet\n",
    ],
)
def test_a_faulty_file_is_named(tmp_path: Path, faulty: str) -> None:
    (tmp_path / "talk.yml").write_text(f"nlu:\n{faulty}", encoding="utf-8")
    with pytest.raises(FaultyFile, match=r"talk\.yml"):
        read(tmp_path)
