"""Check the training files before training: `python -m bot.validate` prints each fault and exits with 1 if any."""

from __future__ import annotations

import argparse
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

_BUILT_IN = frozenset(["restart", "back", "session_start"])
_LONGEST = 500


class Sources:
    """The training files, read once; files that are no YAML are faults, not exceptions."""

    def __init__(self, domain: Path, nlu: Path, stories: Path) -> None:
        self.faults: list[str] = []
        self.domain = self._read(domain)
        self.nlu = {path: self._read(path) for path in sorted(nlu.rglob("*.yml"))}
        self.stories = {path: self._read(path) for path in sorted(stories.rglob("*.yml"))}

    def _read(self, path: Path) -> dict[str, Any]:
        try:
            data = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
        except (YAMLError, UnicodeDecodeError, OSError) as error:
            self.faults.append(f"{path}: không đọc được ({' '.join(str(error).split())[:200]})")
            return {}
        if not isinstance(data, dict):
            self.faults.append(f"{path}: tệp trống hoặc không đúng dạng")
            return {}
        return data

    def intents(self) -> set[str]:
        named = self.domain.get("intents") or []
        return {next(iter(intent)) if isinstance(intent, dict) else str(intent) for intent in named}

    def steps(self) -> Iterator[tuple[Path, dict[str, Any]]]:
        for path, data in self.stories.items():
            for kind in ("rules", "stories"):
                for story in data.get(kind) or []:
                    for step in story.get("steps") or []:
                        yield path, step


def faults(sources: Sources) -> list[str]:
    """Return everything that would make the assistant worse or training fail."""
    return [*sources.faults, *_faulty_examples(sources), *_faulty_stories(sources)]


def _faulty_examples(sources: Sources) -> Iterator[str]:
    known = sources.intents()
    owners: dict[str, str] = {}
    for path, data in sources.nlu.items():
        for block in data.get("nlu") or []:
            intent = str(block.get("intent", ""))
            if intent.split("/")[0] not in known:
                yield f"{path}: ý định “{intent}” chưa có trong domain.yml"
            for line in str(block.get("examples") or "").splitlines():
                yield from _faulty_line(f"{path} ({intent})", line, intent, owners)


def _faulty_line(place: str, line: str, intent: str, owners: dict[str, str]) -> Iterator[str]:
    if not line.strip():
        return
    text = line.strip().removeprefix("- ").strip()
    if not line.strip().startswith("- "):
        yield f"{place}: dòng ví dụ phải bắt đầu bằng “- ”: {line.strip()[:60]}"
    if len(text) > _LONGEST:
        yield f"{place}: câu ví dụ quá dài: {text[:60]}…"
    if text != unicodedata.normalize("NFC", text):
        yield f"{place}: dấu chưa ở dạng dựng sẵn (NFC): {text[:60]}"
    owner = owners.setdefault(unicodedata.normalize("NFC", text).lower(), intent)
    if owner != intent:
        yield f"{place}: câu này đã có ở “{owner}”: {text[:60]}"


def _faulty_stories(sources: Sources) -> Iterator[str]:
    known = sources.intents()
    used: set[str] = set()
    for path, step in sources.steps():
        for intent in _intents_of(step):
            used.add(intent.split("/")[0])
            if intent.split("/")[0] not in known:
                yield f"{path}: kịch bản dùng ý định “{intent}” chưa có trong domain.yml"
    if sources.stories:
        for intent in sorted(known - used - _BUILT_IN):
            yield f"domain.yml: ý định “{intent}” không có kịch bản nào, người lao động sẽ không được trả lời"


def _intents_of(step: dict[str, Any]) -> Iterator[str]:
    for alternative in [step, *(step.get("or") or [])]:
        if "intent" in alternative:
            yield str(alternative["intent"])


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="bot.validate", description="Kiểm tra dữ liệu huấn luyện")
    parser.add_argument("--domain", type=Path, default=Path("domain.yml"))
    parser.add_argument("--nlu", type=Path, default=Path("data/nlu"))
    parser.add_argument("--stories", type=Path, default=Path("data/stories"))
    options = parser.parse_args(arguments)
    found = faults(Sources(options.domain, options.nlu, options.stories))
    for fault in found:
        print(f"✗ {fault}")
    if found:
        raise SystemExit(f"Có {len(found)} chỗ cần sửa.")
    print("Dữ liệu huấn luyện hợp lệ.")


if __name__ == "__main__":
    main()
