"""What trainers download is read by Rasa as it was written."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from knowledge.heard import LONGEST
from knowledge.masking import mask
from knowledge.training_file import training_yaml

ROOT = Path(__file__).parents[2]
PYTHON = ROOT / "bot" / ".venv" / "bin" / "python"
_READ = """
import json, sys
from rasa.shared.nlu.training_data.formats.rasa_yaml import RasaYAMLReader
data = RasaYAMLReader().reads(sys.stdin.read())
print(json.dumps([example.as_dict() for example in data.training_examples]))
"""


def test_marks_are_words_and_each_sentence_is_a_line() -> None:
    written = training_yaml({"faq/dues": ["[công ty] nợ lương", "a\nb", "a b"], "greet": ["chào"], "menu": ["[]"]})
    assert written == (
        'version: "3.1"\nnlu:\n- intent: faq/dues\n  examples: |\n    - công ty nợ lương\n    - a b\n'
        "- intent: greet\n  examples: |\n    - chào\n"
    )


def test_nothing_taken_is_an_empty_file_of_the_same_kind() -> None:
    assert YAML(typ="safe").load(training_yaml({})) == {"version": "3.1", "nlu": []}


@given(st.dictionaries(st.sampled_from(["faq/dues", "greet"]), st.lists(st.text(max_size=40).map(mask), max_size=4)))
def test_whatever_was_said_the_file_holds_a_line_for_it(examples: dict[str, list[str]]) -> None:
    read = YAML(typ="safe").load(training_yaml(examples))
    for block in read["nlu"]:
        lines = block["examples"].splitlines()
        assert 0 < len(lines) <= len(examples[block["intent"]])
        assert all(line.startswith("- ") and not set("[]") & set(line) for line in lines)


def test_a_long_sentence_is_cut() -> None:
    read = YAML(typ="safe").load(training_yaml({"greet": ["dài " * 300]}))
    assert len(read["nlu"][0]["examples"].strip()) <= LONGEST + 2


@pytest.mark.rasa
@pytest.mark.skipif(not PYTHON.exists(), reason="the bot environment is not installed")
def test_rasa_reads_hostile_sentences_as_plain_text() -> None:
    said = [
        "[lan](tên) [x]{\"entity\": \"y\"} [a][{\"entity\": \"b\"}]",
        "${HOME} {{ jinja }} %s \\n \\t", "# ghi chú: không",
        "'nháy' \"kép\" `x` & * ! | > % @", "- /greet", "key: value",
        "\u2028dòng\u2029khác\x85nữa", "- - -gạch", "👷 công nhân", "true", "[tên][công ty](x)", "a" * 600,
    ]  # fmt: skip
    file = training_yaml({"faq/dues": [mask(sentence) for sentence in said]})
    done = subprocess.run(
        [str(PYTHON), "-c", _READ],
        input=file,
        cwd=ROOT / "bot",
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    read = json.loads(done.stdout.splitlines()[-1])
    assert len(read) == len(said)
    assert {example.pop("intent_response_key") for example in read} == {"faq/dues"}
    lines = YAML(typ="safe").load(file)["nlu"][0]["examples"].splitlines()
    assert read == [{"intent": "faq", "text": line.removeprefix("- ")} for line in lines]
