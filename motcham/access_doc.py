"""Which role opens which page, as a table for docs/access.md; a test keeps the page true."""

from __future__ import annotations

from console.route_access import RouteAccess, route_access
from console.web.words import ROLE_NAMES
from grievances.model import Role

_HEAD = """# Ai mở được trang nào

Mọi trang của bảng điều khiển (dưới `/console`) đều đóng, trừ trang được ghi ở đây. Ngoài quyền, mỗi người chỉ thấy đơn
vị của mình và các đơn vị bên dưới; điều không được xem trông giống hệt điều không có (404). Vai trò đọc vụ việc, giữ
danh tính hoặc quản lý cán bộ phải xác thực hai lớp trước khi mở được bất cứ trang nào.

*Xác nhận lại*: phải nhập lại mật khẩu (và mã xác thực) trong 15 phút trước đó.

Trang này được tạo từ mã: `.venv/bin/python -m motcham.access_doc > docs/access.md`.

"""
_OPEN, _CLOSED = "✓", "·"


def access_page() -> str:
    roles = list(Role)
    head = ["trang", "cần quyền", *(ROLE_NAMES[role] for role in roles)]
    lines = [head, ["---", "---", *("---" for _ in roles)]]
    for access in route_access():
        marks = [_OPEN if access.open_to(role) else _CLOSED for role in roles]
        lines.append([f"`{access.method} {access.path}`", _needs(access), *marks])
    return _HEAD + "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _needs(access: RouteAccess) -> str:
    if access.public:
        return "không cần đăng nhập"
    named = [f"`{permission}`" for permission in access.permissions] or ["đăng nhập"]
    return ", ".join([*named, *(["xác nhận lại"] if access.confirmed else [])])


if __name__ == "__main__":
    print(access_page(), end="")
