"""The settings as a table for docs/settings.md; a test keeps the page true."""

from __future__ import annotations

from motcham.settings import PREFIX, Settings

_HEAD = """# Cài đặt

Từ biến môi trường hoặc tệp `.env` trong thư mục của bản cài: `MOTCHAM_HOME`, không đặt thì là thư mục gốc của dự án.
Chạy `motcham` từ thư mục nào cũng dùng đúng bản cài đó; đường dẫn tương đối trong cài đặt cũng tính từ đó (đường dẫn gõ
ở dòng lệnh thì tính từ thư mục hiện tại). Mọi cài đặt cũng nhận dạng `…_FILE`: đường dẫn tới tệp chứa giá trị.
Một tên `MOTCHAM_` lạ là lỗi, để không ai gõ nhầm mà không biết.

Trang này được tạo từ mã: `.venv/bin/python -m motcham.settings_doc > docs/settings.md`.

| tên | mặc định | ý nghĩa |
|---|---|---|
"""


def settings_page() -> str:
    rows = (
        f"| `{PREFIX}{name.upper()}` | {f'`{field.default}`' if str(field.default) else ''} | {field.description} |"
        for name, field in Settings.model_fields.items()
    )
    return _HEAD + "\n".join(rows) + "\n"


if __name__ == "__main__":
    print(settings_page(), end="")
