"""A restore that broke off after the data were back and before they were erased again: nothing may start on them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from motcham.settings import Settings
from storage.errors import BackupFault, ConfigError

_BROKE_OFF = (
    "Lần khôi phục trước bị ngắt giữa chừng: dữ liệu đã xóa có thể đang hiện lại. Chạy lại "
    "`motcham restore … --replace` cho đến khi lệnh báo xong, rồi mới khởi động ({mark})."
)


@contextmanager
def restoring(settings: Settings, put_back: Callable[[], None]) -> Iterator[None]:
    """Put the data back, then the block; the mark goes when both end well. A BackupFault of `put_back` changed nothing:
    the mark is then as it was before."""
    mark = _mark(settings)
    was_there = mark.exists()
    mark.touch(mode=0o600)
    try:
        put_back()
    except BackupFault:
        if not was_there:
            mark.unlink()
        raise
    yield
    mark.unlink()


def refuse_unfinished_restore(settings: Settings) -> None:
    if _mark(settings).exists():
        raise ConfigError(_BROKE_OFF.format(mark=_mark(settings)))


def _mark(settings: Settings) -> Path:
    return settings.var_dir / "restoring"
