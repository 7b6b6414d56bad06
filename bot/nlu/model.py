"""A linear model over text features, its calibration and its files: arrays and JSON, no code that runs when read."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from bot.nlu.decision import Thresholds
from bot.nlu.features import Vocabulary, families

_ARRAYS = "model.npz"
_WORDS = "model.json"
FORMAT = 1


class UnknownFormat(Exception):
    """The files were written by another version of this module."""


@dataclass
class IntentModel:
    """Scores each intent for a text; `sharpness` turns scores into honest probabilities."""

    labels: list[str]
    vocabulary: Vocabulary
    weights: np.ndarray  # features × labels
    bias: np.ndarray
    sharpness: float
    thresholds: Thresholds

    def ranking(self, words: Sequence[str], length: int) -> list[tuple[str, float]]:
        """Return the likeliest intents and their probabilities; nothing for a text without any known feature."""
        columns, values = self.vocabulary.vector(families(words))
        if not len(columns):
            return []
        scores = values @ self.weights[columns] + self.bias
        chances = probabilities(scores[None, :], self.sharpness)[0]
        best = np.argsort(-chances, kind="stable")[:length]
        return [(self.labels[index], float(chances[index])) for index in best]

    def save(self, folder: Path) -> None:
        np.savez_compressed(
            folder / _ARRAYS, idf=self.vocabulary.weights, weights=self.weights.astype(np.float16), bias=self.bias
        )
        described = {
            "format": FORMAT,
            "labels": self.labels,
            "sharpness": self.sharpness,
            "thresholds": asdict(self.thresholds),
            "vocabulary": self.vocabulary.as_json(),
        }
        (folder / _WORDS).write_text(json.dumps(described, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> IntentModel:
        """Read what `save` wrote; raise UnknownFormat."""
        described = json.loads((folder / _WORDS).read_text(encoding="utf-8"))
        if described.get("format") != FORMAT:
            raise UnknownFormat(str(described.get("format")))
        with np.load(folder / _ARRAYS, allow_pickle=False) as arrays:
            return cls(
                labels=described["labels"],
                vocabulary=Vocabulary.from_json(described["vocabulary"], arrays["idf"]),
                weights=arrays["weights"].astype(np.float32),
                bias=arrays["bias"],
                sharpness=described["sharpness"],
                thresholds=Thresholds(**described["thresholds"]),
            )


def probabilities(scores: np.ndarray, sharpness: float) -> np.ndarray:
    """Softmax of the sharpened scores, row by row."""
    shifted = (scores - scores.max(axis=1, keepdims=True)) * sharpness
    powers = np.exp(shifted)
    result: np.ndarray = powers / powers.sum(axis=1, keepdims=True)
    return result
