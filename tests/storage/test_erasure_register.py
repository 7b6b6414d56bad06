"""The file beside the database that says what was erased: no line is lost, and none is believed without the secret."""

from __future__ import annotations

import multiprocessing
import stat
from pathlib import Path

from storage.erasures import Erased, ErasureRegister
from storage.vault import Vault
from tests.motcham.test_backup import SECRET
from tests.support.clock import ManualClock


def _register(path: Path, clock: ManualClock) -> ErasureRegister:
    return ErasureRegister(path, Vault([SECRET]), clock)


def _write_many(path: Path, who: int) -> None:
    for number in range(50):
        _register(path, ManualClock()).write([(Erased.CASE, f"{who}-{number}"), (Erased.MEDIA, f"{who}-{number}")])


def test_processes_that_write_at_once_lose_no_line(tmp_path: Path) -> None:
    path = tmp_path / "erasures.log"
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=_write_many, args=(path, who)) for who in range(2)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    read = _register(path, ManualClock()).read()
    assert read is not None
    assert (len(read.lines), read.unreadable) == (200, 0)
    assert len({(line.what, line.of) for line in read.lines}) == 200


def test_a_line_torn_by_a_crash_takes_no_other_with_it_and_nobody_adds_one_without_the_secret(
    tmp_path: Path, clock: ManualClock
) -> None:
    path = tmp_path / "erasures.log"
    _register(path, clock).write([(Erased.CASE, "one")])
    with path.open("a") as file:
        file.write('{"at": "2026-11-25T02:00:00+00:00", "wh')
    _register(path, clock).write([(Erased.CASE, "two")])
    text = path.read_text()
    path.write_text(text + text.splitlines()[1].replace("one", "of somebody else") + "\n")
    read = _register(path, clock).read()
    assert read is not None
    assert [line.of for line in read.lines] == ["one", "two"]
    assert (read.unreadable, read.begun) == (2, clock())
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
