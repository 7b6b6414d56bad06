"""What stands in a masked message instead of what was taken out."""

from __future__ import annotations

import re

PHONE = "[số điện thoại]"
EMAIL = "[email]"
LINK = "[đường dẫn]"
ACCOUNT = "[tài khoản]"
RECEIPT = "[mã phản ánh]"
CODE = "[mã số]"
NUMBER = "[dãy số]"
MONEY = "[số tiền]"
PLATE = "[biển số]"
DAY = "[ngày]"
ADDRESS = "[địa chỉ]"
NAME = "[tên]"
COMPANY = "[công ty]"

_ALL = (PHONE, EMAIL, LINK, ACCOUNT, RECEIPT, CODE, NUMBER, MONEY, PLATE, DAY, ADDRESS, NAME, COMPANY)

MARK = re.compile("|".join(map(re.escape, _ALL)))
"""Any of them."""
