"""Trained models: the newest few stay, the others do not fill the disk."""

from __future__ import annotations

import os
from pathlib import Path

from motcham.models import Models


def test_a_new_model_pushes_out_the_oldest_one(tmp_path: Path) -> None:
    models = Models(tmp_path)
    for day in range(6):
        target = tmp_path / "models" / f"{day}.tar.gz"
        models.training(target)
        target.with_name(f"partial-{day}.tar.gz").write_bytes(b"model")
        models.trained(target, 0)
        os.utime(target, (day, day))
    left = sorted(path.name for path in (tmp_path / "models").iterdir())
    assert left == ["1.tar.gz", "2.tar.gz", "3.tar.gz", "4.tar.gz", "5.tar.gz"]
