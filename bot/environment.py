"""What the libraries must be told before they are imported."""

from __future__ import annotations

import os


def prepare() -> None:
    """No telemetry, no talk of TensorFlow, and one thread for arithmetic this small.

    With more threads each message keeps a second core spinning for nothing.
    """
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    for library in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(library, "1")
