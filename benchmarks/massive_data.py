"""Few-shot samples of MASSIVE (FitzGerald et al. 2022, CC BY 4.0), read from files that the caller has."""

from __future__ import annotations

import json
import random
import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_SEED = 0


@dataclass(frozen=True)
class Utterance:
    text: str
    intent: str


def read(path: Path) -> list[Utterance]:
    """One JSON object a line with `text` and `intent`, brought to NFC. Exit with what is wrong."""
    try:
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]
        found = [Utterance(unicodedata.normalize("NFC", row["text"]), str(row["intent"])) for row in rows]
    except (OSError, UnicodeDecodeError, ValueError, KeyError, TypeError) as error:
        raise SystemExit(f"{path}: mỗi dòng phải là JSON có text và intent ({type(error).__name__})") from None
    if not found:
        raise SystemExit(f"{path}: không có câu nào")
    return found


def few_of_each(utterances: Sequence[Utterance], most: int) -> list[Utterance]:
    """At most so many of each intent, drawn at random and the same each time."""
    by_intent: dict[str, list[Utterance]] = defaultdict(list)
    for utterance in utterances:
        by_intent[utterance.intent].append(utterance)
    chance = random.Random(_SEED)
    return [one for _, all_ in sorted(by_intent.items()) for one in chance.sample(all_, min(most, len(all_)))]


def some(utterances: Sequence[Utterance], most: int) -> list[Utterance]:
    return random.Random(_SEED).sample(list(utterances), min(most, len(utterances)))


def without_diacritics(text: str) -> str:
    """ "đoàn phí" → "doan phi"."""
    letters = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return unicodedata.normalize("NFC", "".join(letter for letter in letters if not unicodedata.combining(letter)))


def write_training(utterances: Sequence[Utterance], path: Path) -> None:
    """Rasa's training format; JSON is YAML, but Rasa looks for the two keys at the beginning of a line."""
    texts: dict[str, list[str]] = defaultdict(list)
    for utterance in utterances:
        texts[utterance.intent].append(f"- {' '.join(utterance.text.split())}\n")
    examples = [{"intent": intent, "examples": "".join(lines)} for intent, lines in texts.items()]
    path.write_text(f'version: "3.1"\nnlu: {json.dumps(examples)}\n', encoding="utf-8")
