"""Shortening a conversation to its last turns without losing its state.

The turns that fall away are replaced by the few events that lead to the same slots, the same open form and a listening
bot. Two whole turns before the newest are kept: rules look back over a question and its answer, and a repeated message
is answered from them.
"""

from __future__ import annotations

from collections.abc import Sequence

from rasa.shared.core.constants import ACTION_LISTEN_NAME, REQUESTED_SLOT
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActionExecutionRejected,
    ActiveLoop,
    ConversationPaused,
    Event,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

TURNS_KEPT = 3


def shorten(tracker: DialogueStateTracker, domain: Domain) -> list[Event]:
    """Return the events to keep of a tracker: a snapshot, then the last turns as they were."""
    events = list(tracker.events)
    turns = [index for index, event in enumerate(events) if isinstance(event, UserUttered)]
    if len(turns) <= TURNS_KEPT:
        return events
    cut = turns[-TURNS_KEPT]
    before = DialogueStateTracker.from_events(tracker.sender_id, events[:cut], domain.slots)
    return _snapshot(before, events[cut - 1].timestamp) + events[cut:]


def _snapshot(tracker: DialogueStateTracker, moment: float) -> list[Event]:
    changed = [slot for slot in tracker.slots.values() if slot.value != slot.initial_value]
    events: list[Event] = [SlotSet(slot.name, slot.value) for slot in changed if slot.name != REQUESTED_SLOT]
    events += _open_form(tracker)
    events += [SlotSet(slot.name, slot.value) for slot in changed if slot.name == REQUESTED_SLOT]
    if tracker.is_paused():
        events.append(ConversationPaused())
    events.append(ActionExecuted(ACTION_LISTEN_NAME))
    for event in events:
        event.timestamp = moment
    return events


def _open_form(tracker: DialogueStateTracker) -> Sequence[Event]:
    """The order in which Rasa itself logs a form; other orders would change what its rules see."""
    name = tracker.active_loop_name
    if not name:
        return []
    opened: list[Event] = [ActionExecuted(name), ActiveLoop(name)]
    return [*opened, ActionExecutionRejected(name)] if tracker.is_active_loop_rejected else opened
