"""The words that announce a name, those that names are made of, and those that are none.

Sets of "bare" words are compared without diacritics, the others as they are written. Where a set is written with
diacritics although it could do without, the bare word means something else, too ("đang thi công", "vi phạm thì").
"""

from __future__ import annotations

from knowledge.folding import fold


def _words(*lines: str) -> frozenset[str]:
    return frozenset(" ".join(lines).split())


def _phrases(*listed: str) -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(phrase.split()) for phrase in listed)


def _bare_too(phrases: frozenset[tuple[str, ...]]) -> frozenset[tuple[str, ...]]:
    return phrases | {tuple(map(fold, phrase)) for phrase in phrases}


# --- people -------------------------------------------------------------------------------------------------------

PRONOUNS = _words("em tôi toi mình minh tui anh chị chi cháu chau con tao tớ")

SURE_TITLES = _phrases(
    "anh", "chị", "ông", "bà", "cô", "chú", "bác", "sếp", "quản lý", "tổ trưởng", "tổ phó", "chuyền trưởng",
    "giám đốc", "trưởng phòng", "quản đốc", "nhân sự", "kế toán",
)  # fmt: skip
_OTHER_TITLES = _phrases(
    "em", "thầy", "cậu", "chuyền phó", "nhóm trưởng", "ca trưởng", "phó phòng", "giám sát", "bảo vệ", "phiên dịch",
    "đồng chí", "chủ tịch", "thư ký", "chủ trọ", "chủ xưởng", "đồng nghiệp", "mr", "mrs", "ms", "miss", "leader",
    "lead",
)  # fmt: skip
TITLES = _bare_too(SURE_TITLES | _OTHER_TITLES)
# Given names that mean nothing else behind such a title.
GIVEN = _words(
    "tuấn hùng dũng hương thảo trang linh nga huệ phượng oanh yến quyên trinh vy khánh kiên cường quân lan hải hằng",
    "thủy thuỷ loan nhung ngọc phúc đức thắng long việt hiếu sơn tùng tú hưng vinh minh tiến thúy thuý hạnh duyên",
    "diễm hồng vân trâm phương ngân quỳnh châu mỹ lệ thơ đạt phát lộc quang huy hoàng bảo khoa thịnh dung hậu thoa",
    "hoa tuyết mến thơm nhàn đào liên hòa hoà sáu bảy tám chín",
)

FAMILIES = _words(
    "nguyễn trần lê phạm huỳnh võ vũ đặng bùi đỗ ngô đinh trịnh trương hoàng phan phùng đàm vương quách tạ triệu",
    "khuất nghiêm lưu",
)
# Family names that are everyday words, too: they need more around them.
COMMON_FAMILIES = _words(
    "hồ dương lý đoàn mai cao hà thái châu la từ tô lâm lương tăng kiều thạch sơn kim danh tống tiêu văn giang",
)
BARE_FAMILIES = _words("nguyen tran pham huynh hoang trinh bui")
BARE_COMMON_FAMILIES = _words(
    "le vo vu dang do ngo dinh truong phan phung dam vuong quach ta trieu luu ho duong ly doan mai cao ha thai chau",
    "to lam luong kieu",
)
MIDDLE = _words("thị văn")
MIDDLE_FAMILIES = FAMILIES | _words("hồ dương lý mai cao hà thái châu tô lâm tăng kiều thạch tống tiêu")
BARE_MIDDLE = _words("thi van")
BARE_MIDDLE_FAMILIES = _words("nguyen tran huynh hoang trinh")
ONLY_FAMILIES = _words("nguyễn huỳnh")

NO_PEOPLE = _phrases(  # bare; places and things that begin like a family name
    "ho chi minh", "ha noi", "ha nam", "ha giang", "ha tinh", "ha long", "ha dong", "thai binh", "thai nguyen",
    "thai lan", "lam dong", "cao bang", "chau doc", "chau a", "chau au", "kien giang", "duong lich", "mai linh",
    "tu liem", "to quoc", "doan vien", "doan thanh nien", "doan phi", "van phong", "kim dong", "cao dang", "cao tang",
    "ly thuyet", "ly do", "ho so", "la ma", "luong toi thieu", "luong co ban", "luong co so", "luong huu",
    "luong thang", "luong thuong", "luong tang ca", "luong lam them", "thai san", "cao nhat", "cao hon", "cong doan",
    "cong ty",
)  # fmt: skip

# --- companies ----------------------------------------------------------------------------------------------------

WORKPLACES = _phrases(  # bare
    "cong ty", "cty", "cti", "c ty", "xi nghiep", "nha may", "tap doan", "doanh nghiep", "benh vien", "khach san",
    "sieu thi", "nha hang", "ngan hang", "cua hang", "hop tac xa", "htx", "truong mam non", "truong tieu hoc",
    "truong thcs", "truong thpt", "company",
)  # fmt: skip
KINDS = _phrases(  # bare; what stands between "công ty" and its name
    "may", "may mac", "giay", "giay da", "det", "det may", "go", "xnk", "tm", "dv", "sx", "cp", "mtv", "tnhh",
    "co phan", "trach nhiem huu han", "mot thanh vien", "san xuat", "thuong mai", "dich vu", "xuat nhap khau",
    "dien tu", "thuc pham", "thuy san", "co khi", "xay dung", "bao ve", "lien doanh", "tu nhan", "bao bi", "nhua",
    "da giay", "noi that", "van tai", "logistics", "va",
)  # fmt: skip
LEGAL_FORMS = _phrases("tnhh", "mtv", "cp", "co phan", "trach nhiem huu han", "mot thanh vien")
WORKING_AT = frozenset({("lam", "o"), ("lam", "tai"), ("lam", "cho"), ("lam", "ben"), ("viec", "o"), ("viec", "tai"),
                        ("viec", "cho")})  # fmt: skip

# --- no names -----------------------------------------------------------------------------------------------------

STOP = _words(
    "ai anh ạ à ạh ấy bao bắt báo bên bị bởi bằng cả các cái có còn cô công cty cũ của cùng cũng cho chị chỉ chính",
    "chưa chúng chủ dạ dịch do dưới được đã đang đâu để đến đều đi đó đóng đòi đuổi em ép gì giờ giảm gửi hai hay hả",
    "hết hiện hơn hỏi hôm họ ít kêu khi không khác ko kỳ là làm lại lên lương lúc mà mình mỗi mọi mới mong một muốn",
    "này nào năm nay nên nếu nghe nghỉ ngày người nhà nhé nhưng nhiều nhờ những nó nói nợ nộp nữa oi ơi ở phạt phải",
    "phòng qua quá quê quyết  ra rất rồi sa sao sau sẽ số sinh sđt tại tên theo",
    "thế thì thôi thường tháng thuế thứ tính toàn tôi từ tuổi trả trên trong trước trừ từng tui tăng tới và vào vẫn",
    "vậy vì với về việc vui vừa xin xong yêu ý chậm cắt cấm bỏ cần đưa đình đâm giữ lừa lấy luôn mất mở nhận nhập",
    "nhắn nhân phá phép phía quản tổ chuyền trưởng sn ns sdt cccd cmnd stk bhxh bhyt bhtn",
    "quản tổ chuyền trưởng sn ns sdt cccd cmnd stk bhxh bhyt bhtn",
)
# Without diacritics, as lower-case words only: a written "Lam" or "Bao" may well be a name.
BARE_STOP = _words(
    "a ah anh bao bat ben bi bo cac cai can cham chi cho chua chung co con cong cu cua cung cty da dang dau de den di",
    "do dong duoc duoi em ep gi gio gui hai han hay het hien hoi hom ho k ko khi khong la lai lam len luong luc ma",
    "minh moi mong mot muon nao nam nay nen neu nghi ngay nguoi nha nhe nhung nhieu nho no noi nua o oi phai phat",
    "phong qua que ra rat roi sa sao sau se so sinh sdt tai ten theo the thi thoi thuong thang toi tu tuoi tra tren",
    "trong truoc tru tui tang va vao van vay vi voi ve viec xin xong y",
)
# Everyday words that the second word of a name often is: "Lan Anh".
SECOND = _words("anh")
# Capitalised at the head of a phrase, these go on as a common noun: "Em là Công nhân", "anh Công đoàn".
COMMON_HEADS = _words(
    "công đoàn người kế thực nhân lao giáo bảo tổ quản thợ lái phụ trưởng cán học luật bộ nhà sở ban phòng nghị hợp",
    "cong doan nguoi ke thuc giao quan tho truong can luat",
)
