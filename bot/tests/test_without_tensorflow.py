"""The bot neither waits for TensorFlow nor keeps it in memory, and says so to whoever would use it."""

from __future__ import annotations

import subprocess
import sys

import pytest

from bot.tests.conftest import ROOT
from bot.without_tensorflow import TensorFlowIsAbsent

_LIBRARIES = """
import sys
from bot.environment import prepare
prepare()
import bot.app, rasa.model_training, rasa.engine.recipes.default_components
print([name for name, module in sys.modules.items() if name.startswith("tensorflow") and hasattr(module, "__file__")])
"""


def test_everything_that_answers_and_trains_can_be_imported_without_it() -> None:
    done = subprocess.run(  # noqa: S603 (our own command)
        [sys.executable, "-c", _LIBRARIES], cwd=ROOT, capture_output=True, text=True, timeout=120, check=True
    )
    assert done.stdout.strip() == "[]"


def test_a_component_that_needs_it_fails_with_the_reason() -> None:
    from rasa.utils.tensorflow.layers import SparseDropout

    with pytest.raises(TensorFlowIsAbsent, match="without TensorFlow"):
        SparseDropout(0.1)
