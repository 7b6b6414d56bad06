"""The message files that measure understanding; nothing is ever trained on them."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from storage.errors import ConfigError

# As long as the longest message that the bot takes, with room for the other columns.
_LONGEST_LINE = 20_000
_Row = dict[str, str | None]


@dataclass(frozen=True)
class Example:
    """`acceptable`: the full intent names that help this worker, `expected` among them."""

    text: str
    expected: str
    acceptable: frozenset[str]
    slice: str


def read_examples(path: Path) -> list[Example]:
    """Tab separated, no quoting, columns `text`, `topic_id` or `intent`, `also_ok`, `slice`. Raise ConfigError."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(_rows(path, file))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ConfigError(f"Không đọc được {path}: {type(error).__name__}") from None
    if not rows:
        raise ConfigError(f"{path}: không có dòng tin nhắn nào. {_NEEDED}")
    return rows


_NEEDED = "Cần các cột text và topic_id hoặc intent, cách nhau bằng tab, mỗi dòng một tin nhắn"


def _rows(path: Path, lines: Iterator[str]) -> Iterator[Example]:
    reader = csv.DictReader((_short(line) for line in lines), delimiter="\t", quoting=csv.QUOTE_NONE)
    columns = reader.fieldnames or []
    if "text" not in columns or not {"topic_id", "intent"} & set(columns):
        raise ConfigError(f"{path}: thiếu cột. {_NEEDED}")
    for row in reader:
        if row["text"] is None or not (row.get("topic_id") or row.get("intent")):
            raise ConfigError(f"{path}, dòng {reader.line_num}: thiếu tin nhắn hoặc đáp án. {_NEEDED}")
        yield _example(row)


def _short(line: str) -> str:
    if len(line) > _LONGEST_LINE:
        raise csv.Error("line too long")
    return line


def _example(row: _Row) -> Example:
    """`also_ok` holds topic ids beside a `topic_id`, full intent names beside an `intent`."""
    by_topic = bool(row.get("topic_id"))
    expected, *others = [
        f"faq/{name}" if by_topic and "/" not in name else name
        for name in (row.get("topic_id") or row.get("intent") or "", *_names(row.get("also_ok")))
    ]
    return Example(row["text"] or "", expected, frozenset({expected, *others}), row.get("slice") or "-")


def _names(listed: str | None) -> list[str]:
    return [name.strip() for name in (listed or "").split(",") if name.strip()]
