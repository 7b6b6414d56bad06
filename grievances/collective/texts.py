"""What members of a collective case are told: plainly, and that nobody learns who they are."""

from __future__ import annotations

from grievances.messages import case_buttons
from grievances.notices import Notice
from storage.tables import CaseRecord

JOINED = (
    "Phản ánh của bạn được gộp với những phản ánh khác về cùng nơi làm việc, để Công đoàn giải quyết chung. "
    "Không ai biết bạn là ai: cán bộ chỉ thấy có bao nhiêu người cùng phản ánh. "
    "Mã của bạn vẫn dùng được, bạn vẫn kể thêm, rút lại hay đánh giá riêng như trước."
)
RELEASED = "Phản ánh của bạn lại được giải quyết riêng, không gộp với phản ánh khác nữa. Mã của bạn vẫn dùng được."
GOES_ON = "Có thông tin mới từ người lao động nên vụ việc được xử lý tiếp."
ALL_WITHDRAWN = "Mọi người lao động đã rút lại phản ánh."
DISSOLVED = "Các phản ánh đã được tách ra để giải quyết riêng."


def told(key: str, case: CaseRecord, text: str) -> Notice:
    return Notice(key, text, case_buttons(case))
