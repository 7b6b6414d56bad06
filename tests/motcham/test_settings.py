"""Promises to the operator about settings."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from motcham.place import ROOT
from motcham.settings import load_settings
from motcham.settings_doc import settings_page
from storage.errors import ConfigError


def load(tmp_path: Path, dotenv: Path | None = None, **given: str) -> object:
    return load_settings({"MOTCHAM_VAR_DIR": str(tmp_path / "var"), **given}, dotenv)


def test_nothing_needs_to_be_set_and_own_secrets_are_kept_for_the_next_start(tmp_path: Path) -> None:
    first, second = load(tmp_path), load(tmp_path)
    assert first == second
    for name in ("secret_key", "internal_secret"):
        assert stat.S_IMODE((tmp_path / "var" / name).stat().st_mode) == 0o600


def test_processes_that_start_at_once_agree_on_their_secrets(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as threads:
        made = list(threads.map(lambda _: load(tmp_path), range(16)))
    assert all(settings == made[0] for settings in made)
    assert sorted(path.name for path in (tmp_path / "var").iterdir()) == ["internal_secret", "secret_key"]
    assert stat.S_IMODE((tmp_path / "var").stat().st_mode) == 0o700


def test_an_unknown_name_is_an_error_that_names_it(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="MOTCHAM_DATABSE_URL"):
        load(tmp_path, MOTCHAM_DATABSE_URL="sqlite:///x")


def test_a_wrong_value_is_named_and_never_shown(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        load(tmp_path, MOTCHAM_PORT="s3cret-by-mistake")
    assert "MOTCHAM_PORT" in str(caught.value)
    assert "s3cret" not in str(caught.value)


def test_a_secret_may_stand_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("1:abc\n")
    settings = load_settings(
        {"MOTCHAM_VAR_DIR": str(tmp_path), "MOTCHAM_TELEGRAM_TOKEN_FILE": str(tmp_path / "token")}, None
    )
    assert settings.telegram_token == "1:abc"
    with pytest.raises(ConfigError, match="MOTCHAM_TELEGRAM_TOKEN_FILE"):
        load(tmp_path, MOTCHAM_TELEGRAM_TOKEN_FILE=str(tmp_path / "missing"))


def test_the_environment_wins_over_the_env_file(tmp_path: Path) -> None:
    dotenv = tmp_path / ".env"
    dotenv.write_text('MOTCHAM_PORT="9001"\nexport MOTCHAM_HOST=127.0.0.2\n# MOTCHAM_NOPE=1\nOTHER=x\n')
    settings = load_settings({"MOTCHAM_VAR_DIR": str(tmp_path), "MOTCHAM_PORT": "9002"}, dotenv)
    assert (settings.port, settings.host) == (9002, "127.0.0.2")


def test_the_page_about_settings_is_true() -> None:
    assert (ROOT / "docs" / "settings.md").read_text(encoding="utf-8") == settings_page()


@pytest.mark.parametrize(
    ("names", "only_here"),
    [
        ({}, True),
        ({"MOTCHAM_PUBLIC_URL": "http://127.0.0.1:8000"}, True),
        ({"MOTCHAM_HOST": "0.0.0.0"}, False),  # noqa: S104
        ({"MOTCHAM_PUBLIC_URL": "https://motcham.example"}, False),
        ({"MOTCHAM_PUBLIC_URL": "127.0.0.1"}, False),
    ],
)
def test_demo_accounts_go_without_a_code_only_where_nobody_else_can_come(
    tmp_path: Path, names: dict[str, str], only_here: bool
) -> None:
    assert load(tmp_path, **names).only_here is only_here


def test_the_second_factor_is_required_unless_somebody_says_otherwise(tmp_path: Path) -> None:
    assert load(tmp_path).require_second_factor
    assert not load(tmp_path, MOTCHAM_REQUIRE_SECOND_FACTOR="false").require_second_factor
