"""The training files, each read once.

Rasa's own importers read every file three times, merge and compare all examples at each step, and replace a faulty
domain by an empty one with a warning. Here a fault is an error, and half of the time before learning is saved. What
they add (responses as examples, end-to-end stories) this project does not use.
"""

from __future__ import annotations

from functools import cached_property

from rasa.shared.core.domain import Domain
from rasa.shared.core.training_data.structures import StoryGraph
from rasa.shared.importers import utils
from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.training_data.training_data import TrainingData


class Examples(TrainingData):
    """Training data that are not compared with those of an earlier training."""

    def fingerprint(self) -> str:
        """Anything: each training learns everything anew. Rasa would hash every token of every example, four times
        over, which takes longer than learning."""
        return "not compared"


class TrainingFiles(RasaFileImporter):
    """Domain, stories and examples as Rasa's training asks for them."""

    @cached_property
    def _domain(self) -> Domain:
        return Domain.load(self._domain_path)

    @cached_property
    def _stories(self) -> StoryGraph:
        return utils.story_graph_from_paths(self._story_files, self._domain)

    @cached_property
    def _examples(self) -> TrainingData:
        examples = Examples()
        vars(examples).update(vars(utils.training_data_from_paths(self._nlu_files, "vi")))
        return examples

    def get_domain(self) -> Domain:
        return self._domain

    def get_stories(self, exclusion_percentage: int | None = None) -> StoryGraph:
        return self._stories

    def get_nlu_data(self, language: str | None = None) -> TrainingData:
        return self._examples
