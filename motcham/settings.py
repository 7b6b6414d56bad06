"""All settings, read once from the environment and `.env`; an unknown MOTCHAM_ name is an error."""

from __future__ import annotations

import contextlib
import os
import secrets
import tempfile
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from dotenv import dotenv_values
from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from storage.errors import ConfigError

PREFIX = "MOTCHAM_"
_FILE_SUFFIX = "_FILE"
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


class Settings(BaseSettings):
    """Every secret may also be given as MOTCHAM_<NAME>_FILE, the path of a file that holds it."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="forbid")

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
    from_file = {k: v for k, v in dotenv_values(dotenv).items() if v is not None} if dotenv else {}
    values = {**from_file, **(dict(os.environ) if environ is None else environ)}
    named = {name.removeprefix(PREFIX): value for name, value in values.items() if name.startswith(PREFIX)}
    given = {name.lower(): value for name, value in _read_secret_files(named).items()}
    unknown = sorted(set(given) - set(Settings.model_fields))
    if unknown:
        raise ConfigError("Không có cài đặt nào tên " + ", ".join(PREFIX + name.upper() for name in unknown))
    try:
        settings = Settings.model_validate(given)
    except ValidationError as error:
        raise ConfigError(_explain(error)) from None
    return _with_secrets(settings)


def _read_secret_files(named: dict[str, str]) -> dict[str, str]:
    values = dict(named)
    for name, path in named.items():
        plain = name.removesuffix(_FILE_SUFFIX)
        if name == plain or plain.lower() not in Settings.model_fields:
            continue
        del values[name]
        try:
            values[plain] = Path(path).read_text(encoding="utf-8").strip()
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
