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


def test_machine_code_beside_a_source_does_not_make_the_model_an_old_one(tmp_path: Path) -> None:
    (tmp_path / "bot" / "nlu" / "__pycache__").mkdir(parents=True)
    (tmp_path / "bot" / "nlu" / "solver.py").write_text("")
    before = Models(tmp_path).fingerprint()
    (tmp_path / "bot" / "nlu" / "__pycache__" / "solver.fit-1.py310.nbi").write_bytes(b"compiled")
    assert Models(tmp_path).fingerprint() == before
