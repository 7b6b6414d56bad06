"""Rasa's agent made strict: a turn either happens as a whole or fails loudly.

Rasa goes on when an action fails, and falls back to memory when its tracker store fails. Both would lose a worker's
message without anybody noticing, so here such a turn raises TurnFailed before the tracker is saved, and can be tried
again.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rasa.core.actions.action import Action, ActionExecutionRejection
from rasa.core.agent import Agent
from rasa.core.channels.channel import OutputChannel, UserMessage
from rasa.core.nlg import NaturalLanguageGenerator, TemplatedNaturalLanguageGenerator
from rasa.core.policies.policy import PolicyPrediction
from rasa.core.processor import MessageProcessor
from rasa.core.tracker_store import InMemoryTrackerStore, TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, Event
from rasa.shared.core.trackers import DialogueStateTracker

from bot.action_answers import check_quickly

check_quickly()


class TurnFailed(Exception):
    """A turn that did not happen. Its message names the action, never what anybody wrote."""


class _Watched(Action):
    """Notices that an action failed, which Rasa's processor swallows."""

    def __init__(self, action: Action) -> None:
        self._action = action
        self.failure: BaseException | None = None

    def name(self) -> str:
        return self._action.name()

    async def run(
        self,
        output_channel: OutputChannel,
        nlg: NaturalLanguageGenerator,
        tracker: DialogueStateTracker,
        domain: Domain,
    ) -> list[Event]:
        try:
            return await self._action.run(output_channel, nlg, tracker, domain)
        except ActionExecutionRejection:
            raise
        except Exception as error:
            self.failure = error
            raise

    def event_for_successful_execution(self, prediction: PolicyPrediction) -> ActionExecuted:
        return self._action.event_for_successful_execution(prediction)


class StrictProcessor(MessageProcessor):
    """Rasa's processor, but a failed action or a circle of actions ends the turn."""

    async def _run_action(
        self,
        action: Action,
        tracker: DialogueStateTracker,
        output_channel: OutputChannel,
        nlg: NaturalLanguageGenerator,
        prediction: PolicyPrediction,
    ) -> bool:
        watched = _Watched(action)
        more = await super()._run_action(watched, tracker, output_channel, nlg, prediction)
        if watched.failure is not None:
            raise TurnFailed(f"{action.name()} failed with {type(watched.failure).__name__}")
        return more


def _stop_circle(*_: Any) -> None:
    raise TurnFailed("too many actions in one turn")


class TurnAgent(Agent):
    """Rasa's agent with the strict processor, a store without fallback, and no second lock (the gateway has one)."""

    @staticmethod
    def _create_tracker_store(store: TrackerStore | None, domain: Domain) -> TrackerStore:
        return store if store is not None else InMemoryTrackerStore(domain)

    def load_model(self, model_path: str | Path, fingerprint: str | None = None) -> None:
        """Load a model; when that fails the old one stays."""
        self.use(self.prepare(model_path), fingerprint)

    def prepare(self, model_path: str | Path) -> StrictProcessor:
        """Read a model without using it yet; slow, and safe to call from another thread."""
        return StrictProcessor(
            model_path=model_path,
            tracker_store=self.tracker_store,
            lock_store=self.lock_store,
            action_endpoint=self.action_endpoint,
            generator=self.nlg,
            on_circuit_break=_stop_circle,
        )

    def use(self, processor: StrictProcessor, fingerprint: str | None = None) -> None:
        """Answer with this model from the next turn on."""
        self.processor = processor
        self.domain = processor.domain
        self._set_fingerprint(fingerprint)
        self.tracker_store.domain = self.domain
        if isinstance(self.nlg, TemplatedNaturalLanguageGenerator):
            self.nlg.responses = self.domain.responses

    async def handle_message(self, message: UserMessage) -> list[dict[str, Any]] | None:
        """Take one turn; raise TurnFailed when it cannot be taken."""
        if self.processor is None:
            raise TurnFailed("no model loaded")
        return await self.processor.handle_message(message)

    async def understand(self, text: str) -> dict[str, Any]:
        """What the model makes of a text; raise TurnFailed without a model."""
        if self.processor is None:
            raise TurnFailed("no model loaded")
        return dict(await self.processor.parse_message(UserMessage(text)))
