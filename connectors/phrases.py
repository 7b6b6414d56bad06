"""What the connectors themselves say to a worker, when the dialogue cannot."""

from __future__ import annotations

from connectors.messages import Button, Reply
from grievances.evidence.words import kind_name

_ASK_HUMAN = Button("Gặp cán bộ", payload="/ask_human")
_MENU = Button("Mục chính", payload="/menu")

APOLOGY = Reply(
    "Xin lỗi bạn, máy đang trục trặc nên mình chưa trả lời được tin vừa rồi. "
    "Bạn nhắn lại sau ít phút, hoặc chạm nút dưới đây để gặp cán bộ Công đoàn nhé.",
    (_ASK_HUMAN,),
)
NOT_UNDERSTOOD = Reply(
    "Mình chưa hiểu ý bạn. Bạn nói lại bằng câu khác, hoặc chọn một mục dưới đây nhé.", (_MENU, _ASK_HUMAN)
)
TEXT_CUT = Reply(
    "Tin của bạn dài quá nên mình chỉ đọc được phần đầu. Phần còn lại bạn gửi thành tin khác giúp mình nhé."
)


def no_such_file(mime: str) -> str:
    """Instead of a file that the worker's platform does not take."""
    name = kind_name(mime)
    return (
        f"Công đoàn muốn gửi bạn một {name[0].lower()}{name[1:]}, nhưng ứng dụng này không chuyển được. "
        "Bạn nhắn lại cách nhận khác giúp mình nhé: ảnh chụp, email, hoặc đến Công đoàn lấy bản giấy."
    )
