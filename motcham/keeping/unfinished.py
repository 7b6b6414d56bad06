"""A restore that broke off after the data were back and before they were erased again: nothing may start on them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from motcham.settings import Settings
from storage.errors import ConfigError

_BROKE_OFF = (
    "Lần khôi phục trước bị ngắt giữa chừng: dữ liệu đã xóa có thể đang hiện lại. Chạy lại "
    "`motcham restore … --replace` cho đến khi lệnh báo xong, rồi mới khởi động ({mark})."
)


@contextmanager
def restoring(settings: Settings) -> Iterator[None]:
    """The mark goes only when the block ends well."""
    mark = _mark(settings)
    mark.touch(mode=0o600)
    yield
    mark.unlink()


def refuse_unfinished_restore(settings: Settings) -> None:
    if _mark(settings).exists():
        raise ConfigError(_BROKE_OFF.format(mark=_mark(settings)))


def _mark(settings: Settings) -> Path:
    return settings.var_dir / "restoring"
