"""Wherever `motcham` is started from, it works on the same installation."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from motcham.place import ROOT
from motcham.settings import Settings, load_settings
from storage.errors import ConfigError

KEY = "a-secret-of-enough-length"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    made = tmp_path / "nhà"
    made.mkdir()
    return made


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    made = tmp_path / "elsewhere"
    made.mkdir()
    monkeypatch.chdir(made)
    return made


def load(home: Path | None, **given: str) -> Settings:
    named = {f"MOTCHAM_{name}": value for name, value in given.items()}
    return load_settings(named | ({"MOTCHAM_HOME": str(home)} if home else {}))


def test_from_another_folder_the_same_database_is_used(home: Path, elsewhere: Path) -> None:
    (home / ".env").write_text("MOTCHAM_PORT=9001\nMOTCHAM_SECRET_KEY_FILE=khoa\n")
    (home / "khoa").write_text(KEY)
    settings = load(home)
    assert (settings.port, settings.secret_keys, settings.home) == (9001, [KEY], str(home))
    assert settings.database_url == f"sqlite:///{home}/var/motcham.sqlite"
    assert (settings.var_dir, settings.register_path) == (home / "var", home / "var" / "erasures.log")
    assert list(elsewhere.iterdir()) == []


def test_paths_are_relative_to_the_home_and_whole_ones_stay(home: Path, elsewhere: Path) -> None:
    settings = load(
        home, VAR_DIR="data", DATABASE_URL="sqlite:///data/db.sqlite", ERASURE_REGISTER="so", SECRET_KEY=KEY
    )
    assert (settings.var_dir, settings.register_path) == (home / "data", home / "so")
    assert settings.database_url == f"sqlite:///{home}/data/db.sqlite"
    for url in ("sqlite:////srv/db.sqlite", "sqlite:///:memory:", "postgresql://u:p%40ss@db/motcham?ssl=require"):
        assert load(home, DATABASE_URL=url, SECRET_KEY=KEY).database_url == url


def test_without_a_home_it_is_the_folder_of_the_project(elsewhere: Path) -> None:
    settings = load(None, SECRET_KEY=KEY, INTERNAL_SECRET=KEY)
    assert settings.home == str(ROOT)
    assert settings.var_dir == ROOT / "var"


@pytest.mark.parametrize("left", [".env", "var/secret_key", "var/motcham.sqlite"])
def test_data_in_the_current_folder_are_not_passed_over_in_silence(elsewhere: Path, left: str) -> None:
    (elsewhere / left).parent.mkdir(exist_ok=True)
    (elsewhere / left).write_text("MOTCHAM_PORT=9001\n")
    with pytest.raises(ConfigError, match=f"(?s){left}.*MOTCHAM_HOME") as told:
        load(None, SECRET_KEY=KEY)
    assert str(elsewhere) in str(told.value)
    assert str(ROOT) in str(told.value)
    assert load(elsewhere, SECRET_KEY=KEY).home == str(elsewhere)


def test_the_env_file_of_another_program_is_nobodys_business(elsewhere: Path) -> None:
    (elsewhere / ".env").write_text("DJANGO_DEBUG=1\n")
    assert load(None, SECRET_KEY=KEY, INTERNAL_SECRET=KEY).home == str(ROOT)


def test_a_home_that_is_not_there_is_an_error_and_no_new_database(home: Path, elsewhere: Path) -> None:
    for wrong in ("nhà", str(home / "không-có"), str(home / ".env")):
        with pytest.raises(ConfigError, match="MOTCHAM_HOME"):
            load_settings({"MOTCHAM_HOME": wrong})
    (home / ".env").write_text("MOTCHAM_HOME=/srv/motcham\n")
    with pytest.raises(ConfigError, match="biến môi trường"):
        load(home)


def test_the_command_finds_its_installation_from_anywhere(home: Path, elsewhere: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MOTCHAM_")}
    environment |= {"MOTCHAM_HOME": str(home), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "motcham", "migrate"]
    done = subprocess.run(command, env=environment, cwd=elsewhere, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert (home / "var" / "motcham.sqlite").exists()
    assert f"{home}/var/motcham.sqlite" in done.stdout
    assert list(elsewhere.iterdir()) == []
