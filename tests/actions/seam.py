"""Workers who talk to the actions over HTTP as Rasa would: its JSON, its slots, our rules, but without Rasa."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx
from ruamel.yaml import YAML

from motcham.place import ROOT

SECRET = "internal-secret-of-action-tests"
DOMAIN = YAML(typ="safe").load((ROOT / "domain.yml").read_text(encoding="utf-8"))
ENTITIES = {name for item in DOMAIN["entities"] for name in item}
PAYLOAD = re.compile(r"/(?P<intent>[a-z_]+)(?P<entities>\{.*\})?")

MAIN_MENU = ["Phản ánh", "Phản ánh đã gửi", "Tính tiền, ngày phép", "Gặp cán bộ", "Vào Công đoàn", "Góp ý, sáng kiến"]

Spotted = Sequence[tuple[str, Any]]
"""Entities by kind and value, as the entity component finds them."""

_REMEMBERED = 3  # messages before the newest that the tracker store keeps

# The events that Rasa's schema (rasa/shared/utils/schemas/events.py) takes and our actions use, with what each needs.
_EVENT_NEEDS: Mapping[str, set[str]] = {
    "slot": {"name", "value"},
    "active_loop": {"name"},
    "reset_slots": set(),
    "action_execution_rejected": {"name"},
    "followup": {"name"},
}


def _rules() -> tuple[dict[str, str], dict[str, str]]:
    """What follows a command, and what follows a form that is done."""
    after_intent: dict[str, str] = {}
    after_form: dict[str, str] = {}
    for path in sorted((ROOT / "data" / "stories").glob("*.yml")):
        for rule in YAML(typ="safe").load(path.read_text(encoding="utf-8"))["rules"]:
            first, *_, last = rule["steps"]
            if "intent" in first:
                after_intent[first["intent"]] = rule["steps"][1]["action"]
            else:
                after_form[first["action"]] = last["action"]
    return after_intent, after_form


AFTER_INTENT, AFTER_FORM = _rules()


@dataclass(frozen=True)
class Reply:
    text: str
    buttons: list[dict[str, str]]
    expects_text: bool

    @property
    def titles(self) -> list[str]:
        return [button["title"] for button in self.buttons]


@dataclass(frozen=True)
class _Said:
    """One message of the worker as Rasa hands it on."""

    text: str
    intent: str
    entities: Mapping[str, str] = field(default_factory=dict)
    metadata: Mapping[str, Any] = field(default_factory=dict)
    motcham: Mapping[str, Any] | None = None
    spotted: Spotted = ()


@dataclass
class Worker:
    """One conversation. `slots` is what Rasa would remember."""

    client: httpx.AsyncClient
    id: str
    channel: str = "zalo"
    unit_id: str | None = None
    slots: dict[str, Any] = field(default_factory=dict)
    form: str = ""
    replies: list[Reply] = field(default_factory=list)
    turns: int = 0
    spoke: str = "action_session_start"
    past: dict[str, Any] = field(default_factory=dict)

    @property
    def heard(self) -> str:
        return "\n".join(reply.text for reply in self.replies)

    @property
    def titles(self) -> list[str]:
        return [title for reply in self.replies for title in reply.titles]

    async def says(
        self, text: str, intent: str, motcham: Mapping[str, Any] | None = None, spotted: Spotted = ()
    ) -> str:
        """Type something that the classifier takes for `intent`, and in which it spots these values."""
        self.turns += 1
        said = _Said(text, intent, motcham=motcham, spotted=spotted)
        return await (self._in_form(said) if self.form else self._follow(said))

    async def asks(self, text: str, topic: str, spotted: Spotted = (), beside: str = "") -> str:
        """Ask what the classifier is sure of; `beside` is another intent that it finds likely."""
        candidates = [{"name": f"faq/{topic}", "confidence": 0.7}]
        candidates += [{"name": beside, "confidence": 0.2}] if beside else []
        sure = {"decision": "answer", "intent": f"faq/{topic}", "candidates": candidates}
        return await self.says(text, f"faq/{topic}", sure, spotted)

    async def tap(self, title: str) -> str:
        """Tap the button of the last answer that begins with the title."""
        payload = next(
            button["payload"] for reply in self.replies for button in reply.buttons if button["title"].startswith(title)
        )
        return await self.command(payload)

    async def command(self, payload: str, **metadata: Any) -> str:
        self.turns += 1
        match = PAYLOAD.fullmatch(payload)
        assert match, payload
        entities = json.loads(match["entities"] or "{}")
        for slot, spec in DOMAIN["slots"].items():
            for mapping in spec["mappings"]:
                if mapping["type"] == "from_entity" and mapping["entity"] in entities:
                    self.slots[slot] = entities[mapping["entity"]]
        said = _Said(payload, match["intent"], entities, metadata=metadata)
        return await (self._in_form(said) if self.form else self._follow(said))

    async def again(self) -> str:
        """The same message once more, as after a turn that failed at its end."""
        action, said, slots, self.spoke = self._last
        self.slots = dict(slots)
        return await self._run(action, said)

    async def _follow(self, said: _Said) -> str:
        """The rule of the intent."""
        follows = AFTER_INTENT[said.intent.split("/")[0]]
        if not follows.endswith("_form"):
            return await self._run(follows, said)
        self.form, self.slots["requested_slot"] = follows, "free_text"
        return await self._step(said)

    async def _in_form(self, said: _Said) -> str:
        self.slots["free_text"] = said.text
        return await self._step(said)

    async def _step(self, said: _Said) -> str:
        """What Rasa's form does: let validate, then ask, end or step aside."""
        form = self.form
        await self._run(f"validate_{form}", said)
        before = self.replies
        if not self.form:
            await self._follow(said)
        elif self.slots.get("requested_slot") is None or self.slots.get("free_text") is not None:
            self.form = ""
            await self._run(AFTER_FORM[form], said)
        else:
            ask = f"action_ask_{form}_free_text"
            await self._run(ask if ask in DOMAIN["actions"] else "action_ask_free_text", said)
        self.replies = [*before, *self.replies]
        return self.heard

    async def _run(self, action: str, said: _Said) -> str:
        self._last = (action, said, dict(self.slots), self.spoke)
        call = self.call(action, said.text, said.intent, said.entities, said.motcham, said.metadata, said.spotted)
        answer = await self.post(call)
        assert answer.status_code == 200, answer.text
        self.spoke = self.form if self.form and action.startswith(("validate_", "action_ask_")) else action
        self._take(action, answer.json())
        return self.heard

    async def post(self, call: Any, secret: str = SECRET) -> httpx.Response:
        return await self.client.post("/internal/actions", json=call, headers={"X-Motcham-Secret": secret})

    def call(
        self,
        action: str,
        text: str = "xin chào",
        intent: str = "greet",
        entities: Mapping[str, str] | None = None,
        motcham: Mapping[str, Any] | None = None,
        metadata: Mapping[str, Any] | None = None,
        spotted: Spotted = (),
    ) -> dict[str, Any]:
        """What Rasa 3.6 posts."""
        found = [{"entity": name, "value": value, "start": 0, "end": 1} for name, value in (entities or {}).items()]
        ours = {"start": 0, "end": 1, "extractor": "MotchamEntities"}
        found += [{"entity": name, "value": value, **ours} for name, value in spotted]
        latest: dict[str, Any] = {"intent": {"name": intent.split("/")[0], "confidence": 1.0}, "entities": found}
        latest |= {"text": text, **({"motcham": motcham} if motcham else {})}
        sent = {"channel": self.channel, "unit_id": self.unit_id, "media_id": None, "caption": "", "start": ""}
        user = {
            "event": "user",
            "timestamp": 1.0,
            "text": text,
            "message_id": f"inbox:{self.id}:{self.turns}",
            "metadata": {**sent, **(metadata or {}), "model_id": "m"},
            "parse_data": latest,
        }
        before = [said for message_id, said in self.past.items() if message_id != user["message_id"]][-_REMEMBERED:]
        before += [{"event": "action", "name": name} for name in (self.spoke, "action_listen")]
        self.past[str(user["message_id"])] = user
        tracker = {
            "sender_id": self.id,
            "slots": dict(self.slots),
            "latest_message": latest,
            "events": [*before, user, {"event": "slot", "name": "x", "value": 1}],
            "active_loop": {"name": self.form} if self.form else {},
            "paused": False,
        }
        return {"next_action": action, "sender_id": self.id, "tracker": tracker, "domain": {}, "version": "3.6.21"}

    def _take(self, action: str, result: Mapping[str, Any]) -> None:
        for event in result["events"]:
            assert event["event"] in _EVENT_NEEDS, event
            assert _EVENT_NEEDS[event["event"]] <= event.keys(), event
            self._apply(event)
        self.replies = [_reply(response) for response in result["responses"]]
        for reply in self.replies:
            check_reply(reply, is_long=action in ("action_more", "action_show_case", "action_calculated"))

    def _apply(self, event: Mapping[str, Any]) -> None:
        if event["event"] == "slot":
            assert event["name"] in {*DOMAIN["slots"], "requested_slot"}
            self.slots[event["name"]] = event["value"]
        elif event["event"] == "reset_slots":
            self.slots.clear()
        elif event["event"] == "active_loop":
            self.form = event["name"] or ""


def _reply(response: Mapping[str, Any]) -> Reply:
    return Reply(response["text"], response["buttons"], bool(response["custom"].get("expects_text")))


def check_reply(reply: Reply, is_long: bool = False) -> None:
    """What holds for everything the assistant says."""
    assert reply.text == unicodedata.normalize("NFC", reply.text).strip()
    assert len(reply.text) <= (3_000 if is_long else 700), len(reply.text)
    assert not re.search(r"[{}]|None", reply.text), reply.text
    commands = [PAYLOAD.fullmatch(button["payload"]) for button in reply.buttons]
    listed = {"choose_category", "calculate", "calculator_choice"}
    others = [match for match in commands if match and match["intent"] not in listed]
    assert len(others) <= (6 if reply.titles == MAIN_MENU else 5), commands
    assert len(commands) <= 8
    for button, match in zip(reply.buttons, commands, strict=True):
        assert match, button
        assert match["intent"] in DOMAIN["intents"], button
        assert set(json.loads(match["entities"] or "{}")) <= ENTITIES, button
        assert 0 < len(button["title"]) <= 24, button
