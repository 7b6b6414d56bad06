"""The training files, each read once.

Rasa's own importers read every file three times, in Python and not in C, merge and compare all examples at each step,
and replace a faulty domain by an empty one with a warning. Here a fault is an error, and most of the time before
learning is saved. What they add (responses as examples, end-to-end stories, marked entities) this project does not use.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path

from rasa.shared.core.domain import Domain
from rasa.shared.core.training_data.structures import StoryGraph
from rasa.shared.exceptions import RasaException
from rasa.shared.importers import utils
from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError


class Examples(TrainingData):
    """Training data that are not compared with those of an earlier training."""

    def fingerprint(self) -> str:
        """Anything: each training learns everything anew. Rasa would hash every token of every example, four times
        over, which takes longer than learning."""
        return "not compared"


class FaultyFile(RasaException):
    """A file of examples that is not as this project writes them."""


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
        # Set, not given to it: it would hash each one to find doubles.
        examples.training_examples = [Message.build(text, intent) for text, intent in _examples(self._nlu_files)]
        return examples

    def get_domain(self) -> Domain:
        return self._domain

    def get_stories(self, exclusion_percentage: int | None = None) -> StoryGraph:
        return self._stories

    def get_nlu_data(self, language: str | None = None) -> TrainingData:
        return self._examples


def _examples(paths: Iterable[str]) -> list[tuple[str, str]]:
    """Each example once, with its intent. Raise FaultyFile."""
    return list(dict.fromkeys(pair for path in paths for pair in _examples_in(Path(path))))


def _examples_in(path: Path) -> Iterator[tuple[str, str]]:
    try:
        for block in YAML(typ="safe").load(path)["nlu"]:
            for line in block["examples"].splitlines():
                yield _example(line), block["intent"].strip()
    except (YAMLError, UnicodeDecodeError, TypeError, KeyError, AttributeError, ValueError) as error:
        raise FaultyFile(f"{path}: {' '.join(str(error).split())[:200]}") from error


def _example(line: str) -> str:
    if not line.startswith("- "):
        raise ValueError(f"dòng ví dụ phải bắt đầu bằng “- ”: {line[:60]}")
    return line.removeprefix("- ").strip()
