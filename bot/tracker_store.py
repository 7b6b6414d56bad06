"""Where Rasa keeps conversations: short, sealed, and forgotten after a day of silence.

Rasa's own stores read a conversation back whole for each message, so that a turn costs more and more; they keep for
ever, in plain text. Nothing here is the truth about a case: that is in the application's database.
"""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Callable, Iterable
from typing import Any

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, Event, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.utils.common import all_subclasses

from bot.sealing import Seal, Unreadable
from bot.snapshot import shorten
from bot.tracker_rows import TrackerRows

logger = logging.getLogger(__name__)

FORGET_AFTER = 24 * 3600.0


class BoundedTrackerStore(TrackerStore):
    """One sealed row for a conversation: a snapshot and its last turns."""

    def __init__(
        self,
        domain: Domain | None,
        host: str,
        secret: str,
        event_broker: EventBroker | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        super().__init__(domain, event_broker)
        self._seal = Seal(secret)
        self._rows = TrackerRows(host)
        self._clock = clock
        self._event_types: dict[str, type[Event]] = {kind.type_name: kind for kind in all_subclasses(Event)}

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """Return the conversation, None when it is new, forgotten or sealed with a key we no longer have."""
        names = self._seal.names(sender_id)
        row = await asyncio.to_thread(self._rows.read, names, self._clock() - FORGET_AFTER)
        if row is None:
            return None
        name, body = row
        try:
            events = self._decode(self._seal.open(body, name))
        except Unreadable:
            logger.warning("conversation unreadable, starting it anew")
            return None
        return DialogueStateTracker.from_events(sender_id, events, self.domain.slots)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Keep the state and the last turns."""
        await self.stream_events(tracker)
        name = self._seal.names(tracker.sender_id)[0]
        events = [event.as_dict() for event in shorten(tracker, self.domain)]
        body = self._seal.close(json.dumps(events, ensure_ascii=False).encode(), name)
        await asyncio.to_thread(self._rows.write, name, self._clock(), body)

    async def create_tracker(self, sender_id: str, append_action_listen: bool = True) -> DialogueStateTracker:
        """Begin a conversation; nothing is stored before its first turn has succeeded."""
        tracker = self.init_tracker(sender_id)
        if append_action_listen:
            tracker.update(ActionExecuted(ACTION_LISTEN_NAME))
        return tracker

    async def keys(self) -> Iterable[str]:
        """Return the pseudonyms; whom they belong to cannot be told from here."""
        return await asyncio.to_thread(self._rows.names)

    async def purge(self) -> int:
        """Delete what has been silent for a day; return how many conversations."""
        return await asyncio.to_thread(self._rows.purge, self._clock() - FORGET_AFTER)

    def close(self) -> None:
        self._rows.close()

    def _decode(self, body: bytes) -> list[Event]:
        events = (self._event(parameters) for parameters in json.loads(body))
        # A newer model may no longer have a slot.
        known = {slot.name for slot in self.domain.slots}
        return [event for event in events if not isinstance(event, SlotSet) or event.key in known]

    def _event(self, parameters: dict[str, Any]) -> Event:
        # Rasa's Event.from_parameters walks over all subclasses for each event: the larger half of the cost of a turn.
        return self._event_types[parameters["event"]]._from_parameters(parameters)
