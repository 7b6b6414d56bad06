"""All settings, read once from the environment and `.env`; an unknown MOTCHAM_ name is an error. Relative paths begin
at the home of the installation, wherever the command was started."""

from __future__ import annotations

import contextlib
import os
import secrets
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from dotenv import dotenv_values
from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from motcham.place import ROOT
from storage.errors import ConfigError

PREFIX = "MOTCHAM_"
_FILE_SUFFIX = "_FILE"
_HOME = PREFIX + "HOME"
_LEFT_BEHIND = ("var/secret_key", "var/motcham.sqlite")
_HOME_MISSING = f"{_HOME}={{home}}: cần đường dẫn đầy đủ tới một thư mục đang có"
_HOME_IN_FILE = f"{_HOME} chỉ đặt được bằng biến môi trường, không đặt trong .env: {{path}}"
_OTHER_DATA = (
    f"Thư mục hiện tại {{here}} có {{left}}, nhưng Một Chạm đang dùng thư mục {{home}}. Đặt biến môi trường {_HOME} "
    "bằng thư mục đúng (một trong hai) rồi chạy lại. Chưa có gì bị thay đổi."
)
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


class Settings(BaseSettings):
    """Every secret may also be given as MOTCHAM_<NAME>_FILE, the path of a file that holds it."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="forbid")

    home: str = Field(
        "",
        description="Thư mục của bản cài: nơi có `.env`, và đường dẫn tương đối nào cũng tính từ đây; để trống thì là "
        "thư mục gốc của dự án. Chỉ đặt bằng biến môi trường",
    )
    database_url: str = Field(
        "sqlite:///var/motcham.sqlite", description="Cơ sở dữ liệu: sqlite:/// hoặc postgresql://"
    )
    redis_url: str = Field("", description="Redis/Valkey để đánh thức các tiến trình; để trống khi chạy một máy")
    host: str = Field("127.0.0.1", description="Địa chỉ lắng nghe của ứng dụng")
    port: int = Field(8000, description="Cổng của ứng dụng")
    public_url: str = Field("", description="Địa chỉ công khai https://… mà Zalo và Telegram gọi tới")
    rasa_url: str = Field("http://127.0.0.1:5005", description="Địa chỉ Rasa; nhiều địa chỉ cách nhau bằng dấu phẩy")
    secret_key: str = Field(
        "", description="Khóa bí mật ≥ 16 ký tự; nhiều khóa cách nhau bằng dấu phẩy, khóa mới đứng đầu"
    )
    internal_secret: str = Field(
        "",
        description="Mật khẩu giữa ứng dụng và Rasa; để trống thì tạo một lần trong VAR_DIR (nhiều máy: đặt như nhau)",
    )
    require_second_factor: bool = Field(
        True,
        description="Bắt buộc xác thực hai lớp với vai trò đọc vụ việc, giữ danh tính, quản lý cán bộ "
        "(`false` chỉ để chạy thử; tài khoản mẫu tạo trên máy chỉ nghe nội bộ được miễn sẵn)",
    )
    demo_password: str = Field("", description="Mật khẩu các tài khoản mẫu; để trống thì tạo ngẫu nhiên")
    var_dir: Path = Field(Path("var"), description="Thư mục dữ liệu lúc chạy")
    erasure_register: str = Field(
        "",
        description="Tệp sổ xóa dữ liệu, ghi điều đã xóa để khôi phục bản sao lưu không làm hiện lại; để trống thì là "
        "`erasures.log` trong VAR_DIR (nhiều máy: một tệp dùng chung)",
    )

    zalo_app_id: str = Field("", description="Zalo App ID")
    zalo_app_secret: str = Field("", description="App Secret Key (OAuth)")
    zalo_oa_id: str = Field("", description="Official Account ID")
    zalo_oa_secret: str = Field("", description="OA Secret Key (trang Webhook)")
    zalo_access_token: str = Field("", description="Access token ban đầu")
    zalo_refresh_token: str = Field("", description="Refresh token ban đầu")
    zalo_api_base: str = Field("https://openapi.zalo.me", description="Địa chỉ API của Zalo OA")
    zalo_oauth_base: str = Field("https://oauth.zaloapp.com", description="Địa chỉ OAuth của Zalo")
    zalo_buttons: Literal["text", "native"] = Field("text", description="Nút trên Zalo: danh sách số hoặc nút thật")
    zalo_strict_signature: bool = Field(False, description="Trả 401 khi chữ ký sai (chỉ bật sau khi đã chạy thật)")
    zalo_site_verification: str = Field("", description="Mã xác thực tên miền của Zalo")
    zalo_code_verifier: str = Field("", description="Mã PKCE cố định, nếu trang quản trị Zalo yêu cầu")
    zalo_media_hosts: str = Field("zdn.vn,zadn.vn", description="Tên miền được phép tải ảnh từ Zalo")

    alert_mail_url: str = Field(
        "",
        description="Máy chủ gửi e-mail báo tin cho cán bộ, dạng Apprise: "
        "`mailtos://tài-khoản:mật-khẩu@máy-chủ:587?from=địa-chỉ-gửi`; để trống thì không gửi e-mail",
    )
    alert_telegram_token: str = Field(
        "", description="Token của bot Telegram báo tin cho cán bộ; để trống thì dùng bot ở `TELEGRAM_TOKEN`"
    )

    telegram_token: str = Field("", description="Token của bot Telegram")
    telegram_secret: str = Field("", description="secret_token của webhook")
    telegram_api_base: str = Field("https://api.telegram.org/bot", description="base_url, kết thúc bằng /bot")
    telegram_file_base: str = Field("https://api.telegram.org/file/bot", description="base_file_url")

    @property
    def secret_keys(self) -> list[str]:
        return [key.strip() for key in self.secret_key.split(",") if key.strip()]

    @property
    def register_path(self) -> Path:
        return Path(self.erasure_register) if self.erasure_register else self.var_dir / "erasures.log"

    @property
    def rasa_urls(self) -> list[str]:
        return [url.strip().rstrip("/") for url in self.rasa_url.split(",") if url.strip()]

    @property
    def only_here(self) -> bool:
        """Nobody on another machine can reach us: what is for trying out may be simpler."""
        host = urlsplit(self.public_url).hostname if self.public_url else self.host
        return self.host in _LOOPBACK and host in _LOOPBACK

    @property
    def site(self) -> str:
        """Where workers' pages are, without a slash at the end; on this machine alone while it is not public."""
        return self.public_url.rstrip("/") or f"http://127.0.0.1:{self.port}"

    @property
    def zalo_ready(self) -> bool:
        return bool(self.zalo_app_id and self.zalo_oa_id and self.zalo_oa_secret)

    @property
    def telegram_ready(self) -> bool:
        return bool(self.telegram_token)


def load_settings(environ: dict[str, str] | None = None, dotenv: Path | None = Path(".env")) -> Settings:
    """Read, check, and fill in a secret of our own when none is given. Raise ConfigError with what to mend."""
    outside = dict(os.environ) if environ is None else environ
    home = _find_home(outside)
    values = {**_read_dotenv(home / dotenv if dotenv else None), **outside, _HOME: str(home)}
    named = {name.removeprefix(PREFIX): value for name, value in values.items() if name.startswith(PREFIX)}
    given = {name.lower(): value for name, value in _read_secret_files(named, home).items()}
    unknown = sorted(set(given) - set(Settings.model_fields))
    if unknown:
        raise ConfigError("Không có cài đặt nào tên " + ", ".join(PREFIX + name.upper() for name in unknown))
    try:
        settings = Settings.model_validate(given)
    except ValidationError as error:
        raise ConfigError(_explain(error)) from None
    return _with_secrets(_with_whole_paths(settings, home))


def _find_home(outside: Mapping[str, str]) -> Path:
    given = outside.get(_HOME, "")
    if not given:
        _refuse_other_data(Path.cwd())
        return ROOT
    home = Path(given)
    if not home.is_absolute() or not home.is_dir():
        raise ConfigError(_HOME_MISSING.format(home=given))
    return home


def _refuse_other_data(here: Path) -> None:
    """Whoever starts us among the data of an installation means that one; a new database beside it helps nobody."""
    if here == ROOT:
        return
    left = [name for name in _LEFT_BEHIND if (here / name).exists()]
    if any(name.startswith(PREFIX) for name in dotenv_values(here / ".env")):
        left.insert(0, ".env")
    if left:
        raise ConfigError(_OTHER_DATA.format(here=here, left=", ".join(left), home=ROOT))


def _read_dotenv(path: Path | None) -> dict[str, str]:
    values = {name: value for name, value in dotenv_values(path).items() if value is not None} if path else {}
    if _HOME in values:
        raise ConfigError(_HOME_IN_FILE.format(path=path))
    return values


def _with_whole_paths(settings: Settings, home: Path) -> Settings:
    return settings.model_copy(
        update={
            "var_dir": home / settings.var_dir,
            "database_url": _whole_url(settings.database_url, home),
            "erasure_register": settings.erasure_register and str(home / settings.erasure_register),
        }
    )


def _whole_url(url: str, home: Path) -> str:
    """The file of an embedded database; anything else stays as it is."""
    scheme, mark, path = url.partition(":///")
    if not scheme.startswith("sqlite") or not mark or not path or path.startswith(":memory:"):
        return url
    return f"{scheme}:///{home / path}"


def _read_secret_files(named: dict[str, str], home: Path) -> dict[str, str]:
    values = dict(named)
    for name, path in named.items():
        plain = name.removesuffix(_FILE_SUFFIX)
        if name == plain or plain.lower() not in Settings.model_fields:
            continue
        del values[name]
        try:
            values[plain] = (home / path).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise ConfigError(f"Không đọc được tệp của {PREFIX}{name}: {error.strerror}") from None
    return values


def _explain(error: ValidationError) -> str:
    """Name the setting and the fault; never the value, which may be a secret."""
    return "; ".join(
        f"{PREFIX}{str(item['loc'][0]).upper()}: {item['msg']}" for item in error.errors(include_input=False)
    )


def _with_secrets(settings: Settings) -> Settings:
    keys = settings.secret_key or _own_secret(settings.var_dir / "secret_key")
    with_key = settings.model_copy(update={"secret_key": keys})
    if with_key.internal_secret:
        return with_key
    return with_key.model_copy(update={"internal_secret": _own_secret(settings.var_dir / "internal_secret")})


def _own_secret(path: Path) -> str:
    """A secret made once and kept in a file that only this user can read. Of processes that start at once, the first
    decides: a file appears only when it is whole."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not path.exists():
        descriptor, made = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")  # mode 0600
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(secrets.token_urlsafe(32))
        with contextlib.suppress(FileExistsError):
            os.link(made, path)
        Path(made).unlink()
    return path.read_text(encoding="utf-8").strip()
