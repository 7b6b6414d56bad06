"""Which model belongs to the data at hand, and training one when there is none."""

from __future__ import annotations

import hashlib
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

from storage.errors import ConfigError

# Everything that changes what a trained model knows or does.
_SOURCES = ("config.yml", "domain.yml", "data/nlu/**/*.yml", "data/stories/**/*.yml", "bot/nlu/**/*", "bot/uv.lock")
_KEPT = 5


class Models:
    """Trained models live in `models/`, named after the fingerprint of what they were trained from."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @property
    def python(self) -> Path:
        return self.root / "bot" / ".venv" / "bin" / "python"

    def fingerprint(self) -> str:
        digest = hashlib.sha256()
        for path in self._sources():
            digest.update(str(path.relative_to(self.root)).encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
        return digest.hexdigest()[:16]

    def current(self) -> Path:
        """Where the model of the current data is, or would be."""
        return self.root / "models" / f"{self.fingerprint()}.tar.gz"

    def train(self) -> Path:
        """Train unless the model is there. Raise ConfigError when training fails; its output was shown."""
        target = self.current()
        if target.exists():
            return target
        done = subprocess.run(  # noqa: S603 - our own interpreter and module
            self.training(target), cwd=self.root, check=False, env=rasa_environment()
        )
        return self.trained(target, done.returncode)

    def training(self, target: Path) -> list[str]:
        """The command that trains; what it leaves is no model before `trained` has said so."""
        target.parent.mkdir(exist_ok=True)
        return [str(self.python), "-m", "bot.train", "--out", str(_partial(target))]

    def trained(self, target: Path, code: int) -> Path:
        """Take over what training has left. Raise ConfigError when it failed."""
        partial = _partial(target)
        if code != 0 or not partial.exists():
            raise ConfigError("Huấn luyện không thành công, xem thông báo ở trên")
        partial.rename(target)
        self._forget_old()
        return target

    def _forget_old(self) -> None:
        """The last few stay: data may go back to what they were."""
        models = (self.root / "models").glob("*.tar.gz")
        for old in sorted(models, key=lambda path: path.stat().st_mtime, reverse=True)[_KEPT:]:
            old.unlink()

    def _sources(self) -> Iterator[Path]:
        for pattern in _SOURCES:
            yield from sorted(
                path for path in self.root.glob(pattern) if path.is_file() and "__pycache__" not in path.parts
            )


def _partial(target: Path) -> Path:
    return target.with_name(f"partial-{target.name}")


def rasa_environment(extra: dict[str, str] | None = None) -> dict[str, str]:
    """The environment of a process of the bot: quiet, no telemetry, nothing of ours that it does not need."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("MOTCHAM_", "VIRTUAL_ENV"))}
    return {
        **kept,
        "RASA_TELEMETRY_ENABLED": "false",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "PYTHONPATH": ".",
        "PYTHONUNBUFFERED": "1",
        **(extra or {}),
    }
