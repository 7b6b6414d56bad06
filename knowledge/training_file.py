"""Examples as a file of Rasa's own training format, to be laid beside the others in data/nlu."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence

from ruamel.yaml import YAML
from ruamel.yaml.scalarstring import DoubleQuotedScalarString, LiteralScalarString

from knowledge.heard import LONGEST

_VERSION = DoubleQuotedScalarString("3.1")
# Rasa reads brackets as the annotation of an entity, and a slash at the beginning as a command. Marks lose theirs, too:
# "[công ty] nợ lương" teaches as "công ty nợ lương".
_UNMARKED = str.maketrans("[]", "  ")
_NOT_FIRST = "-/#> "


def training_yaml(examples: Mapping[str, Sequence[str]]) -> str:
    """By intent ("faq/overtime_pay"). Each sentence takes one line; what has nothing left to say is left out."""
    blocks = []
    for intent, sentences in examples.items():
        lines = list(dict.fromkeys(line for sentence in sentences if (line := _line(sentence))))
        if lines:
            listed = "".join(f"- {line}\n" for line in lines)
            blocks.append({"intent": intent, "examples": LiteralScalarString(listed)})
    written = io.StringIO()
    yaml = YAML()
    yaml.width = LONGEST * 2
    yaml.dump({"version": _VERSION, "nlu": blocks}, written)
    return written.getvalue()


def _line(sentence: str) -> str:
    return " ".join(sentence.translate(_UNMARKED).split()).lstrip(_NOT_FIRST)[:LONGEST].strip()
