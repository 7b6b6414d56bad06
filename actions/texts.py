"""Every sentence that the dialogue says, in one place. Answers to questions are not here: see data/responses/.

Read them as a tired worker on a cheap phone does: short, plain, kind. What stands in {braces} is filled in.
"""

from __future__ import annotations

from collections.abc import Mapping

from grievances.live.words import OFFICE_HOURS
from grievances.model import CaseKind, Category, Status

# --- talk ---------------------------------------------------------------------------------------------------------

WELCOME = (
    "Chào bạn! Mình là Một Chạm, trợ lý tự động của Công đoàn.\n"
    "Bạn cứ hỏi về lương, hợp đồng, bảo hiểm, nghỉ phép… Ở chỗ làm có chuyện chưa đúng, bạn chạm «Phản ánh»: "
    "cán bộ Công đoàn đọc và trả lời bạn tại đây.\n{unit}\n{privacy}"
)
WELCOME_UNIT = "Phản ánh của bạn sẽ tới {unit}.\n"
GREETING = "Chào bạn! Mình là Một Chạm, trợ lý tự động của Công đoàn. Bạn cần hỏi hay báo chuyện gì?\n\n{seen_by}"
MENU = "Bạn chọn một việc, hoặc cứ gõ câu hỏi (không dấu cũng được). Xem, xóa điều mình giữ: nhắn «dữ liệu của tôi»."
THANKS = "Không có gì, giúp được bạn là mình vui. Cần gì bạn cứ nhắn nhé!"
GOODBYE = "Tạm biệt bạn, chúc bạn luôn bình an! Khi cần, bạn cứ nhắn mình."
AFFIRM = "Vâng. Bạn cần hỏi hay báo gì nữa thì cứ viết, hoặc chọn ở đây nhé:"
AFFIRM_WHICH = "Mình chưa rõ bạn chọn việc nào. Bạn chạm vào nút đúng ý ở tin trước, hoặc chọn ở đây nhé:"
AFFIRM_ADD = "Vâng, bạn muốn thêm gì?"
DENY = "Vâng, mình không làm gì thêm. Khi cần, bạn cứ nhắn mình nhé."
OUT_OF_SCOPE = (
    "Chuyện này mình không rành. Mình giúp được về lương, hợp đồng, bảo hiểm, nghỉ phép, an toàn lao động "
    "và Công đoàn. Bạn muốn hỏi việc nào?"
)
ABUSE = (
    "Mình hiểu bạn đang bực. Nếu chỗ làm có chuyện chưa đúng, bạn báo để Công đoàn giúp. "
    "Còn nếu mình trả lời chưa ổn, mời bạn gặp cán bộ nhé."
)
CANCELLED = "Vâng, mình dừng ở đây và không gửi gì thêm."
STALE_BUTTON = "Nút này cũ quá rồi nên không dùng được nữa. Bạn chọn lại giúp mình nhé:"

# Who else can see the chat: in full at the first contact, in short whenever a worker is about to write.
_OTHERS: Mapping[str, str] = {
    "zalo": "Zalo có thể xem được cuộc trò chuyện này",
    "telegram": "Telegram có thể xem được cuộc trò chuyện này",
    "web": "nếu dùng chung máy, người khác có thể đọc được trang này",
}
SEEN_BY: Mapping[str, str] = {channel: f"Lưu ý: {others}." for channel, others in _OTHERS.items()}
PRIVACY: Mapping[str, str] = {
    channel: f"Mình không hỏi tên bạn, và hỏi bạn trước khi giữ điều gì. {seen_by} Bạn đừng viết mật khẩu, số căn cước."
    for channel, seen_by in SEEN_BY.items()
}

# --- what is not text ---------------------------------------------------------------------------------------------

SHARED: Mapping[str, str] = {
    "share_sticker": "Cảm ơn nhãn dán của bạn! Bạn cần hỏi hay báo chuyện gì, cứ viết cho mình nhé.",
    "share_location": "Mình không dùng vị trí của bạn. Muốn báo nơi làm việc, bạn viết tên công ty, xã, tỉnh nhé.",
    "share_contact": "Mình không đọc được danh thiếp. Muốn để lại số điện thoại cho cán bộ, bạn gõ số thành chữ nhé.",
    "share_other": "Mình chưa đọc được loại tin này. Bạn viết thành chữ giúp mình nhé.",
}
MEDIA_NAMES: Mapping[str, str] = {"image": "ảnh", "voice": "tin thoại", "video": "video", "file": "tệp"}
MEDIA_ADDED = "Mình nhận được {what} và đã thêm vào phản ánh.{heard} Bạn muốn thêm gì nữa không?"
MEDIA_WAITING = (
    "Mình nhận được {what} nhưng chưa gửi cho ai.{heard} Bạn muốn gửi kèm vào việc gì? "
    "Nếu không dùng đến, mình sẽ xóa sau một ngày."
)
# A voice note is for the officers: whoever asks something must know that the machine did not hear it.
NOT_HEARD = " Mình không nghe được tin thoại, chỉ cán bộ nghe được; muốn hỏi mình, bạn viết thành chữ nhé."
MEDIA_ADDED_SHORT = "Mình nhận được {what} và đã thêm vào phản ánh."
MEDIA_KEPT = "Mình nhận được {what}, sẽ gửi kèm lời bạn viết."
MEDIA_HELD = "Mình nhận được {what} nhưng chưa gửi cho ai. Muốn gửi kèm, tính xong bạn chọn «Phản ánh»."
MEDIA_ATTACHED = "Mình đã thêm vào phản ánh. Bạn muốn thêm gì nữa không?"
MEDIA_REMOVED = "Mình đã xóa thứ bạn vừa gửi. Chưa có ai mở xem. Bạn cần gì nữa không?"
NOTHING_TO_REMOVE = "Mình không còn giữ ảnh, tệp nào vừa gửi để xóa. Bạn cần gì nữa không?"
NEED_WORDS = "Bước này mình cần bạn gõ thành chữ."

# --- questions ----------------------------------------------------------------------------------------------------

OFFER = "Mình chưa chắc hiểu đúng. Ý bạn là việc nào?"
MAYBE = "Nếu bạn hỏi về «{title}»:\n{short}\n\nChỗ làm có chuyện chưa đúng thì bạn chọn «Phản ánh việc này»."
UNKNOWN = (
    "Xin lỗi, mình chưa hiểu ý bạn. Bạn viết lại ngắn hơn giúp mình (không dấu cũng được), "
    "hoặc để cán bộ Công đoàn trả lời bạn."
)
NONE_OF_THESE = (
    "Vậy mình chưa có câu trả lời đúng ý bạn. Bạn thử viết lại cách khác, hoặc để cán bộ Công đoàn trả lời bạn nhé."
)
BASIS = "Căn cứ: {basis}."
AS_OF = "Theo quy định tại ngày {day}."
IN_REVIEW = "Lưu ý: có chỗ trong phần này Công đoàn đang kiểm tra lại. Bạn chọn «Hỏi cán bộ» để được xác nhận nhé."
RATED_HELPFUL = "Cảm ơn bạn! Bạn cần hỏi gì nữa không?"
RATED_WRONG = (
    "Cảm ơn bạn đã nói thật. Bạn viết lại câu hỏi theo cách khác, "
    "hoặc chuyển câu hỏi cho cán bộ Công đoàn để được trả lời kỹ hơn nhé."
)

# --- reporting ----------------------------------------------------------------------------------------------------

CHOOSE_CATEGORY = (
    "Bạn muốn phản ánh việc gì? Chạm một mục là mình gửi tới Công đoàn, không ghi tên bạn.{along}\n\n{seen_by}"
)
SKIP_COMPANY = "Gửi thẳng cấp trên"
SENT_ABOVE = (
    "Mình sẽ gửi thẳng Công đoàn cấp trên. Công đoàn tại công ty bạn không thấy phản ánh này.\n\n"
    "Bạn chạm một mục nhé, mình không ghi tên bạn.{along}\n\n{seen_by}"
)
TAKEN_ALONG = "\n\nGửi kèm lời bạn viết: «{words}»\nKhông muốn gửi, bạn nhắn «hủy»."
ASKED_TOO = "\n\nMuốn xem quyền của bạn trước, chọn «{title}» ở cuối."
SAME_OR_NEW = "Bạn muốn thêm lời này vào phản ánh vừa gửi, hay gửi thành phản ánh mới?"
ALREADY_OPEN = "Bạn vừa gửi một phản ánh rồi. Bạn muốn gửi thêm một phản ánh mới nữa không?"
OPENED = (
    "Mình đã gửi phản ánh «{name}» tới Công đoàn{along}. Cán bộ sẽ trả lời bạn tại đây.\n\n"
    "Mã của bạn: {receipt}\n"
    "Bạn chép hoặc chụp lại nhé: mã chỉ hiện một lần này, ai có mã đều xem được phản ánh.\n\n"
    "{danger}Phản ánh không ghi tên bạn. Các bước dưới đây đều không bắt buộc:"
)
SENT_ALONG_WORDS = "lời bạn viết"
SENT_ALONG_MEDIA = "ảnh, tệp bạn gửi"
DANGER = "Nếu đang nguy hiểm, gọi ngay 113 (công an), 114 (cháy, cứu hộ) hoặc 115 (cấp cứu).\n\n"
ASK_PHOTO = (
    "Bạn gửi ảnh, tệp (PDF, Word, Excel) hoặc tin thoại vào đây nhé: phiếu lương, bảng chấm công, chỗ làm…\n"
    "Mình xóa tên máy, nơi chụp, người soạn khỏi tệp; còn tên, số căn cước, mặt người trong ảnh thì bạn tự che nhé.\n"
    "Bước này không bắt buộc."
)
DETAILS_ADDED = "Mình đã thêm lời của bạn vào phản ánh. Bạn muốn thêm gì nữa không?"
WORKPLACE_SET = "Mình đã ghi nơi làm việc. Bạn muốn thêm gì nữa không?"
CONTACT_SET = "Mình đã ghi cách liên hệ. Bạn muốn thêm gì nữa không?"
NOTHING_TO_ADD = "Mình không còn giữ lời nào để thêm. Bạn kể lại giúp mình nhé."
FINISHED = (
    "Cảm ơn bạn đã tin Công đoàn. Có tin mới, mình nhắn bạn tại đây. "
    "Khi muốn xem lại, bạn chọn «Phản ánh đã gửi» hoặc dùng mã đã giữ."
)

# --- moments of free text -----------------------------------------------------------------------------------------

_OPTIONAL = "\nBước này không bắt buộc; nhắn «hủy» nếu đổi ý."
_OR_CANCEL = "\nNhắn «hủy» nếu đổi ý."
ASK_TEXT: Mapping[str, str] = {
    "details_form": (
        "Bạn kể ở đây nhé: chuyện gì, ở đâu, từ bao giờ, mấy người bị. Vài dòng cũng được, gửi kèm ảnh cũng được."
        + _OPTIONAL
    ),
    "workplace_form": (
        "Bạn làm ở công ty, xưởng nào, xã (phường), tỉnh nào? Biết nơi, Công đoàn tìm đúng người giúp nhanh hơn."
        + _OPTIONAL
    ),
    "contact_form": (
        "Bạn viết số điện thoại hoặc cách liên hệ khác. Mình niêm phong lại: cán bộ muốn xem phải nêu lý do và được "
        "người giữ danh tính đồng ý (tin khẩn cấp thì người nhận tin xem được ngay). Bạn sẽ biết khi có người xem."
        + _OPTIONAL
    ),
    "receipt_form": "Bạn gõ mã đã giữ, dạng CD-XXXX-XXXX-XXXX. Chữ hoa hay chữ thường đều được." + _OR_CANCEL,
    "reply_form": "Bạn viết câu trả lời, mình chuyển ngay cho cán bộ. Gửi ảnh cũng được." + _OR_CANCEL,
}
ASK_REQUEST: Mapping[CaseKind, str] = {
    CaseKind.HUMAN_REQUEST: "Bạn viết điều muốn hỏi, mình chuyển ngay cho cán bộ Công đoàn." + _OR_CANCEL,
    CaseKind.JOIN_UNION: "Bạn viết tên công ty và cách liên hệ để Công đoàn hướng dẫn bạn gia nhập." + _OR_CANCEL,
    CaseKind.FOUND_UNION: "Bạn viết tên công ty, khoảng bao nhiêu người, và cách liên hệ để Công đoàn tới giúp."
    + _OR_CANCEL,
    CaseKind.INITIATIVE: "Bạn viết góp ý hoặc sáng kiến ở đây, mình chuyển ngay cho Công đoàn." + _OR_CANCEL,
    CaseKind.RUMOUR: "Bạn chép lại tin đó, và thấy ở đâu nếu nhớ. Công đoàn kiểm tra rồi báo lại bạn." + _OR_CANCEL,
}

# --- an officer, and other requests -------------------------------------------------------------------------------

ASK_HUMAN = (
    "Cán bộ Công đoàn (người thật) sẽ đọc và trả lời bạn tại đây, có thể bạn phải chờ. Bạn muốn nhắn cán bộ thế nào?"
)
WITH_YOUR_WORDS = "\n\nLời bạn viết: «{words}»"
JOIN_UNION = "Rất mừng vì bạn muốn vào Công đoàn! Chạm một nút, cán bộ sẽ hướng dẫn bạn tại đây."
FOUND_UNION = (
    "Công đoàn cấp trên sẽ giúp công nhân ở chỗ bạn lập Công đoàn. Chạm một nút, cán bộ sẽ trả lời bạn tại đây."
)
INITIATIVE = "Cảm ơn bạn! Góp ý của bạn được chuyển thẳng tới Công đoàn, có trả lời mình nhắn bạn tại đây."
RUMOUR = "Cảm ơn bạn đã cảnh giác. Tin chưa rõ thì mình đừng chia sẻ vội; để Công đoàn kiểm tra rồi báo lại bạn."
SENT: Mapping[CaseKind, str] = {
    CaseKind.HUMAN_REQUEST: (
        "Mình đã chuyển tới cán bộ Công đoàn. Ai rảnh sẽ vào trò chuyện với bạn ngay ở đây; chưa ai rảnh thì "
        f"Công đoàn trả lời trong giờ làm việc ({OFFICE_HOURS})."
    ),
    CaseKind.JOIN_UNION: "Mình đã gửi nguyện vọng vào Công đoàn của bạn.",
    CaseKind.FOUND_UNION: "Mình đã báo Công đoàn cấp trên.",
    CaseKind.INITIATIVE: "Mình đã gửi góp ý của bạn tới Công đoàn.",
    CaseKind.RUMOUR: "Mình đã gửi tin này để Công đoàn kiểm tra.",
}
SENT_CODE = (
    " Cán bộ sẽ trả lời bạn tại đây.\n\n"
    "Mã của bạn: {receipt}\n"
    "Bạn chép hoặc chụp lại nhé: mã chỉ hiện một lần này.\n\n"
    "Các bước dưới đây đều không bắt buộc:"
)

# --- following a case ---------------------------------------------------------------------------------------------

NO_CASES = "Cuộc trò chuyện này chưa gửi phản ánh nào. Nếu bạn có mã phản ánh, mình tra giúp."
MY_CASES = "Bạn muốn xem phản ánh nào?"
CASE_LINE = "• {name}, gửi {day}: {status}"
CASE_NOT_FOUND = "Mình không tìm thấy phản ánh này từ cuộc trò chuyện đây. Nếu có mã, bạn gõ mã để xem nhé."
CODE_NOT_FOUND = "Mình không tìm thấy mã này. Bạn xem lại từng chữ rồi gõ lại giúp mình nhé."
NOT_A_CODE = "Mã này chưa đúng dạng CD-XXXX-XXXX-XXXX. Bạn xem lại từng chữ rồi gõ lại giúp mình nhé."
CASE_HEAD = "{kind}: {name}\nGửi ngày {day} · {status}"
CASE_EARLIER = "(còn {count} mục cũ hơn)"
NEXT_STEP: Mapping[Status, str] = {
    Status.RECEIVED: "Công đoàn đã nhận, bạn chờ cán bộ đọc và trả lời nhé.",
    Status.ACKNOWLEDGED: "Cán bộ đã nhận việc của bạn và đang xem. Có tin mới mình nhắn bạn ngay.",
    Status.IN_PROGRESS: "Cán bộ đang giải quyết. Có tin mới mình nhắn bạn ngay.",
    Status.WAITING_EMPLOYER: "Công đoàn đang làm việc với công ty. Có kết quả mình nhắn bạn ngay.",
    Status.WAITING_WORKER: "Cán bộ đang chờ bạn trả lời hoặc gửi thêm thông tin.",
    Status.RESOLVED: "Bạn thấy việc này đã được giải quyết ổn chưa?",
    Status.REJECTED: "Nếu chưa đồng ý, bạn kể thêm hoặc gặp cán bộ nhé.",
    Status.REFERRED: "Nơi nhận sẽ giải quyết tiếp. Nếu lâu chưa thấy trả lời, bạn kể thêm để Công đoàn hỏi giúp nhé.",
    Status.CLOSED: "Nếu việc chưa ổn, bạn bấm “Mở lại” rồi kể thêm, Công đoàn sẽ xem tiếp.",
    Status.WITHDRAWN: "Bạn đã rút lại phản ánh này.",
}
ASK_WITHDRAW_EMERGENCY = (
    "Mọi người đều an toàn rồi chứ? Nếu báo nhầm, mình rút tin khẩn cấp lại để cán bộ không phải lo. "
    "Rút rồi mà lại có chuyện, bạn cứ nhắn, mình báo ngay."
)
ASK_WITHDRAW = "Bạn chắc chắn muốn rút lại phản ánh «{name}»? Rút rồi thì không mở lại được, chỉ gửi phản ánh mới."
WITHDRAWN = "Mình đã rút lại phản ánh và xóa nơi làm việc, cách liên hệ bạn để lại."
RATED_GOOD = "Cảm ơn bạn! Công đoàn rất vui vì việc đã ổn."
RATED_BAD = "Mình đã báo cán bộ xem lại việc này. Bạn kể thêm điều chưa ổn để được giúp đúng hơn nhé."
REPLY_SENT = "Mình đã chuyển lời của bạn cho cán bộ. Có trả lời mình nhắn ngay."

# --- privacy ------------------------------------------------------------------------------------------------------

ASK_UNSUBSCRIBE = (
    "Hiện mình chỉ nhắn khi phản ánh của bạn có tin mới.\n"
    "Nếu vẫn muốn ngừng, mình cắt liên kết với các phản ánh bạn đã gửi và xóa cách liên hệ bạn để lại; "
    "khi đó bạn chỉ xem được bằng mã."
)
FORGOTTEN = "Xong rồi: mình đã quên cuộc trò chuyện này và sẽ không nhắn tin về các phản ánh cũ nữa.\n\n{left}"
# What our forgetting cannot reach, and how to remove it by hand.
LEFT_BEHIND: Mapping[str, str] = {
    "zalo": "Tin nhắn cũ vẫn còn trong Zalo trên máy bạn, bạn nhớ xóa cuộc trò chuyện.",
    "telegram": "Tin nhắn cũ vẫn còn trong Telegram trên máy bạn, bạn nhớ xóa cuộc trò chuyện.",
    "web": "Tin nhắn cũ vẫn còn trên trang này: bạn chạm hình thùng rác ở đầu trang để xóa hẳn.",
}

# --- names that fit on a button -----------------------------------------------------------------------------------

CATEGORY_TITLES: Mapping[Category, str] = {
    Category.WAGES: "Tiền lương, thưởng",
    Category.HOURS: "Giờ làm, tăng ca",
    Category.SAFETY: "An toàn lao động",
    Category.MEALS: "Bữa ăn, vệ sinh",
    Category.INSURANCE: "Bảo hiểm",
    Category.DISMISSAL: "Nghỉ việc, kỷ luật",
    Category.HARASSMENT: "Quấy rối, xúc phạm",
    Category.OTHER: "Việc khác",
}
