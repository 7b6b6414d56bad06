"""What the libraries must be told before they are imported."""

from __future__ import annotations

import os

from bot import without_tensorflow


def prepare() -> None:
    """No telemetry, no TensorFlow, and one thread for arithmetic this small.

    With more threads each message keeps a second core spinning for nothing.
    """
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    for library in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(library, "1")
    without_tensorflow.leave_out()
