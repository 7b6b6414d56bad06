"""How a file of messages is read, and which files are refused."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcham.measuring.examples import Example, read_examples
from motcham.measuring.reporting import read_files
from storage.errors import ConfigError


def file_of(folder: Path, content: str | bytes) -> Path:
    path = folder / "f.tsv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_a_file_is_read_without_any_quoting(tmp_path: Path) -> None:
    path = file_of(tmp_path, 'text\ttopic_id\talso_ok\tslice\twriter\n"lương" gì\twage_a\twage_b, wage_c\tdau\tw1\n')
    acceptable = frozenset({"faq/wage_a", "faq/wage_b", "faq/wage_c"})
    assert read_examples(path) == [Example('"lương" gì', "faq/wage_a", acceptable, "dau")]


def test_other_intents_have_full_names_as_alternatives(tmp_path: Path) -> None:
    path = file_of(tmp_path, "text\tintent\talso_ok\tslice\nx\treport_grievance\tfaq/wage_a\t\n")
    acceptable = frozenset({"report_grievance", "faq/wage_a"})
    assert read_examples(path) == [Example("x", "report_grievance", acceptable, "-")]


def test_columns_at_the_end_may_be_missing_and_an_editor_may_mark_the_file_as_unicode(tmp_path: Path) -> None:
    path = file_of(tmp_path, "\ufefftext\tintent\nx\tgreet\n")
    assert read_examples(path) == [Example("x", "greet", frozenset({"greet"}), "-")]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"text\tintent\n",
        b"a\tb\n1\t2\n",
        b"text\n1\n",
        b"\xff\xfe\x00",
        b"text\tintent\nxin chao\n",
        b"text\tintent\nxin chao\t\n",
        b"intent\ttext\ngreet\n",
        b"text\tintent\n" + b"a" * 200_000 + b"\tgreet\n",
    ],
)
def test_a_wrong_file_is_refused_with_its_name_and_without_its_words(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(ConfigError, match=r"f\.tsv") as refused:
        read_examples(file_of(tmp_path, content))
    assert "chao" not in str(refused.value)


def test_a_line_without_its_answer_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="dòng 3"):
        read_examples(file_of(tmp_path, "text\tintent\nx\tgreet\ny\n"))


@pytest.mark.parametrize("name", ["missing.tsv", "."])
def test_what_is_no_file_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ConfigError, match="Không đọc được"):
        read_examples(tmp_path / name)


@given(content=st.binary(max_size=200))
def test_whatever_stands_in_a_file_it_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    path = file_of(tmp_path_factory.mktemp("files"), b"text\tintent\talso_ok\tslice\n" + content)
    with contextlib.suppress(ConfigError):
        assert all(example.expected for example in read_examples(path))


def test_files_are_measured_together_but_no_file_twice(tmp_path: Path) -> None:
    one = file_of(tmp_path, "text\tintent\nx\tgreet\n")
    other = tmp_path / "g.tsv"
    other.write_bytes(one.read_bytes())
    assert len(read_files([one, other])) == 2
    with pytest.raises(ConfigError, match="hai lần"):
        read_files([one, tmp_path / "." / "f.tsv"])
