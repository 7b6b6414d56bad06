"""Train the assistant: `python -m bot.train --out models/x.tar.gz`. Prints progress in Vietnamese."""

from __future__ import annotations

import argparse
import gc
import logging
import os
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

import structlog

from bot.environment import prepare

# Answers live in the application, so retrieval intents have no responses here, and no selector chooses among them.
_HARMLESS = (
    "either need to add a response phrase",
    "training a response selector",
    "Slot auto-fill has been removed",
)
DOMAIN_PLACES = ("domain.yml", "domain")


@contextmanager
def step(title: str) -> Iterator[None]:
    """Say what is going on and how long it took."""
    print(f"• {title} …", flush=True)
    started = time.perf_counter()
    yield
    print(f"  xong sau {time.perf_counter() - started:.1f} giây", flush=True)


def train(out: Path, config: str, domain: str, data: list[str]) -> None:
    """Train from files and write the model where it was asked for; exit with what to mend when the files are faulty."""
    from rasa.shared.exceptions import RasaException

    out.parent.mkdir(parents=True, exist_ok=True)
    said = StringIO()
    try:
        with redirect_stdout(said):
            _train(out, config, domain, data)
    except RasaException as error:
        raise SystemExit(f"Dữ liệu huấn luyện có lỗi, mô hình cũ được giữ nguyên:\n{error}") from None
    except SystemExit:  # Rasa prints what is wrong and exits
        raise SystemExit(f"Huấn luyện không thành công, mô hình cũ được giữ nguyên:\n{said.getvalue()}") from None


def _train(out: Path, config: str, domain: str, data: list[str]) -> None:
    """What rasa.model_training.train does for rules and examples, but for its importers."""
    from rasa import model_training
    from rasa.shared.data import TrainingType

    from bot.files import TrainingFiles

    files = TrainingFiles(config, domain, data)
    model_training._check_unresolved_slots(files.get_domain(), files.get_stories())
    model_training._train_graph(
        files,
        training_type=TrainingType.BOTH,
        output_path=str(out.parent),
        fixed_model_name=out.name,
        force_full_training=True,
    )


def main(arguments: list[str] | None = None) -> None:
    options = _parser().parse_args(arguments)
    out = Path(options.out)
    if not out.name.endswith(".tar.gz"):
        raise SystemExit("Tên tệp mô hình phải kết thúc bằng .tar.gz")
    prepare()
    os.environ["LOG_LEVEL"] = "ERROR"  # Rasa draws a progress bar for each of its steps otherwise
    gc.disable()  # what is made here stays to the end: millions of tokens and features, looked through again and again
    os.environ["RASA_MAX_CACHE_SIZE"] = "0"  # everything is trained anew each time
    warnings.showwarning = _show_warning
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    with step("Nạp thư viện"):
        # Slow the first time; whoever waits should see why.
        import rasa.model_training  # noqa: F401

        import bot.nlu.learning  # noqa: F401
    with step("Học từ các câu ví dụ và kịch bản"):
        train(out, options.config, options.domain or _domain(), options.data)
    print(f"Mô hình mới: {out} ({out.stat().st_size / 1e6:.1f} MB)", flush=True)


def _show_warning(message: Warning | str, category: type[Warning], *_: Any, **__: Any) -> None:
    """Show what Rasa finds odd in the training files, and nothing of what libraries say to programmers."""
    text = " ".join(str(message).split())
    if category is UserWarning and not any(harmless in text for harmless in _HARMLESS):
        print(f"  Lưu ý: {text}", flush=True)


def _domain() -> str:
    for place in DOMAIN_PLACES:
        if Path(place).exists():
            return place
    raise SystemExit("Không tìm thấy domain.yml")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bot.train", description="Huấn luyện trợ lý")
    parser.add_argument("--out", required=True, help="tệp mô hình sẽ ghi ra, ví dụ models/motcham.tar.gz")
    parser.add_argument("--config", default="config.yml")
    parser.add_argument("--domain", default="", help="domain.yml hoặc thư mục domain/")
    parser.add_argument("--data", nargs="+", default=["data/nlu", "data/stories"])
    return parser


if __name__ == "__main__":
    main()
