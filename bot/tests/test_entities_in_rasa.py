"""The entities of a message inside Rasa: in the parse, beside the intent, and never in a command."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from rasa.shared.nlu.constants import ENTITIES
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.entities.component import MotchamEntities
from bot.tests.conftest import ROOT
from bot.tests.entity_finding import FINDER, lasting


def test_a_message_gets_its_entities_as_agreed() -> None:
    (message,) = MotchamEntities(FINDER).process([Message.build("luong 8tr5 lam 2 nam 3 thang")])
    assert message.as_dict(only_output_properties=True)[ENTITIES] == [
        {"entity": "money", "value": 8_500_000, "start": 6, "end": 10, "extractor": "MotchamEntities"},
        {"entity": "duration", "value": lasting(2, 3), "start": 15, "end": 28, "extractor": "MotchamEntities"},
    ]


def test_entities_that_others_found_stay() -> None:
    message = Message.build("8tr5")
    known = {"entity": "topic", "value": "a", "start": 0, "end": 1}
    message.set(ENTITIES, [known])
    (message,) = MotchamEntities(FINDER).process([message])
    assert [entity["entity"] for entity in message.get(ENTITIES)] == ["topic", "money"]


@pytest.mark.parametrize("text", [None, ""])
def test_a_message_without_a_text_has_no_entities(text: str | None) -> None:
    message = Message(data={} if text is None else {"text": text})
    (message,) = MotchamEntities(FINDER).process([message])
    assert message.get(ENTITIES) == []


def test_a_trained_assistant_finds_entities_and_leaves_those_of_a_command_alone(model: Path) -> None:
    said, pressed = parse(model, "doan phi luong 8tr5 o bd", '/choose{"category":"wage 8tr5"}')
    assert [entity["value"] for entity in said["entities"]] == [
        8_500_000,
        {"name": "TP Hồ Chí Minh", "said": "Bình Dương"},
    ]
    (entity,) = pressed["entities"]
    assert (entity["entity"], entity["value"]) == ("category", "wage 8tr5")


def parse(model: Path, *texts: str) -> list[dict[str, Any]]:
    lines = "".join(json.dumps({"text": text}) + "\n" for text in texts)
    command = [sys.executable, "-m", "bot.parse", "--model", str(model)]
    done = subprocess.run(  # noqa: S603 (our own command)
        command, cwd=ROOT, input=lines, capture_output=True, text=True, timeout=120, check=True
    )
    return [json.loads(line) for line in done.stdout.splitlines()]
