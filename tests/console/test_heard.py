"""Trainers see what the bot did not understand in their units, decide about it, and take the decision back."""

from __future__ import annotations

import re

import httpx
import pytest
from ruamel.yaml import YAML
from sqlalchemy import select

from console.heard.meanings import Meanings
from knowledge.heard import Reason
from knowledge.intents import INTENT_NAMES
from motcham.place import ROOT
from storage.tables import AuditEvent, HeardMessage
from tests.console.cast import House, Topics, Visitor
from tests.console.heard import hear, seed_heard

HOSTILE = "<script>alert(1)</script> {{7*7}} [x](y) \u202e câu"


def texts(page: httpx.Response) -> list[str]:
    return re.findall(r'<li class="card heard-item">.*?heard-text"[^>]*>([^<]*)<', page.text, re.DOTALL)


def key_of(page: httpx.Response, said: str) -> str:
    """The key of the row with these words."""
    row = next(row for row in page.text.split('<li class="card heard-item">')[1:] if said in row)
    found = re.search(r"/heard/([0-9a-f]{64})", row)
    assert found
    return found[1]


async def key(visitor: Visitor, said: str) -> str:
    return key_of(await visitor.get("/heard"), said)


async def acts(house: House) -> list[tuple[str, str]]:
    async with house.database.reading() as tx:
        events = await tx.scalars(select(AuditEvent).where(AuditEvent.object_type == "heard").order_by(AuditEvent.id))
        return [(event.action, event.object_id) for event in events]


async def test_a_trainer_sees_what_was_not_understood(both_houses: House) -> None:
    await seed_heard(both_houses)
    page = await (await both_houses.visitor("trainer")).get("/heard")
    assert page.status_code == 200
    assert texts(page)[0] == "nghỉ tết có được trả lương ko ạ"
    assert "40 lần" in page.text
    assert "Trợ lý đoán: Tiền lương làm thêm giờ · Mức đóng đoàn phí" in page.text
    assert re.search(r"Trợ lý đã trả lời: <strong>Mức đóng đoàn phí", page.text)
    assert "Trợ lý không đoán ra chủ đề nào" in page.text
    assert "Tôi tên là [tên], sđt [số điện thoại], [công ty] nợ lương" in page.text
    assert "0912345678" not in page.text
    assert "faq/" not in page.text
    assert "6 câu mới" in page.text


@pytest.mark.parametrize("name", ["officer", "below", "outsider"])
async def test_officers_do_not_find_the_page(house: House, name: str) -> None:
    await hear(house, "câu của công nhân")
    question = await key(await house.visitor("trainer"), "câu của công nhân")
    visitor = await house.visitor(name)
    for path in ("/heard", "/heard/file", f"/heard/{question}"):
        answer = await visitor.get(path)
        assert answer.status_code == 404, path
        assert "câu của công nhân" not in answer.text
    for act in ("take", "dismiss", "undo"):
        answer = await visitor.post(f"/heard/{question}/{act}", {"intent": "faq/overtime_pay"})
        assert answer.status_code == 404, act
    assert "/heard" not in (await visitor.get("/cases")).text
    assert texts(await (await house.visitor("trainer")).get("/heard")) == ["câu của công nhân"]


async def test_a_trainer_sees_the_own_unit_and_below_and_nothing_else(house: House) -> None:
    for unit in ("root", "zone", "mill", "south"):
        await hear(house, f"câu ở {unit}", unit=unit)
    trainer, admin = await house.visitor("trainer"), await house.visitor("admin")
    assert set(texts(await trainer.get("/heard"))) == {"câu ở zone", "câu ở mill"}
    assert len(texts(await admin.get("/heard"))) == 4
    foreign = await key(admin, "câu ở south")
    assert (await trainer.get(f"/heard/{foreign}")).status_code == 404
    for act in ("take", "dismiss", "undo"):
        answer = await trainer.post(f"/heard/{foreign}/{act}", {"intent": "faq/overtime_pay"})
        assert answer.status_code == 404
    await admin.post(f"/heard/{foreign}/take", {"intent": "faq/overtime_pay"})
    assert "câu ở south" not in (await trainer.get("/heard/file")).text
    assert "câu ở south" in (await admin.get("/heard/file")).text
    assert "câu ở south" not in (await trainer.get("/heard", state="taken", done=foreign)).text


async def test_a_question_is_taken_into_a_topic_and_downloaded(both_houses: House) -> None:
    await seed_heard(both_houses)
    trainer = await both_houses.visitor("trainer")
    question = await key(trainer, "nghỉ tết")
    page = await trainer.get(f"/heard/{question}", back="reason=unknown")
    assert page.text.count('value="faq/overtime_pay"') == 1
    answer = await trainer.post(f"/heard/{question}/take", {"intent": "faq/union_dues_rate", "back": "reason=unknown"})
    assert answer.headers["location"] == f"/console/heard?reason=unknown&done={question}"
    after = await trainer.client.get(answer.headers["location"])
    assert "Đã thêm vào “Mức đóng đoàn phí”" in after.text
    assert "nghỉ tết có được trả lương ko ạ" not in texts(after)
    taken = await trainer.get("/heard", state="taken")
    assert "Đã thêm vào <strong>Mức đóng đoàn phí</strong>" in taken.text

    file = await trainer.get("/heard/file")
    assert file.headers["content-disposition"] == 'attachment; filename="cau-da-chon.yml"'
    read = YAML(typ="safe").load(file.text)
    assert read["nlu"] == [{"intent": "faq/union_dues_rate", "examples": "- nghỉ tết có được trả lương ko ạ\n"}]
    await hear(both_houses, "nghỉ tết có được trả lương ko ạ")
    assert "nghỉ tết" in " ".join(texts(await trainer.get("/heard")))


async def test_a_question_is_dismissed_and_comes_back(both_houses: House) -> None:
    await hear(both_houses, "ủa", 2)
    trainer = await both_houses.visitor("trainer")
    question = await key(trainer, "ủa")
    answer = await trainer.post(f"/heard/{question}/dismiss", {"back": "q=ua&page=1"})
    assert answer.headers["location"] == f"/console/heard?q=ua&done={question}"
    after = await trainer.client.get(answer.headers["location"])
    assert "Đã bỏ qua:" in after.text
    assert "Hoàn tác" in after.text
    assert texts(after) == []
    undone = await trainer.post(f"/heard/{question}/undo", {"back": ""})
    assert undone.headers["location"] == "/console/heard"
    page = await trainer.get("/heard")
    assert texts(page) == ["ủa"]
    assert "Đã hoàn tác" in page.text
    assert "2 lần" in page.text


async def test_who_comes_second_is_told_and_nothing_changes(house: House) -> None:
    await hear(house, "ủa")
    trainer, admin = await house.visitor("trainer"), await house.visitor("admin")
    question = await key(trainer, "ủa")
    await admin.post(f"/heard/{question}/dismiss")
    for act in ("take", "dismiss"):
        answer = await trainer.post(f"/heard/{question}/{act}", {"intent": "faq/overtime_pay"})
        assert answer.status_code == 303
        assert "Người khác vừa xử lý câu này" in (await trainer.client.get(answer.headers["location"])).text
    assert (await trainer.get(f"/heard/{question}")).status_code == 404
    async with house.database.reading() as tx:
        assert (await tx.scalars(select(HeardMessage.state))).all() == ["dismissed"]


@pytest.mark.parametrize("intent", ["", "faq/khong_co", "nonsense", "faq/overtime_pay\x00x", "x" * 5000, "nlu_offer"])
async def test_only_what_there_is_can_be_chosen(house: House, intent: str) -> None:
    await hear(house, "ủa")
    trainer = await house.visitor("trainer")
    question = await key(trainer, "ủa")
    answer = await trainer.post(f"/heard/{question}/take", {"intent": intent})
    assert answer.status_code == 422
    assert "Bạn chọn một chủ đề giúp nhé." in answer.text
    assert texts(await trainer.get("/heard")) == ["ủa"]


async def test_the_list_is_filtered_by_reason_and_words(house: House) -> None:
    await seed_heard(house)
    trainer = await house.visitor("trainer")
    assert texts(await trainer.get("/heard", reason="rated_bad")) == ["doan phi trừ nhiều quá tính sao"]
    assert texts(await trainer.get("/heard", q="đoàn phí")) == ["doan phi trừ nhiều quá tính sao"]
    assert texts(await trainer.get("/heard", q="CHU NHAT", reason="unknown")) == ["ot dem chu nhat tinh may cham"]
    nothing = await trainer.get("/heard", q="không có đâu")
    assert "Không có câu nào khớp" in nothing.text
    assert "Bỏ lọc" in nothing.text


@pytest.mark.parametrize("value", ["", "x", "\x00", "' OR 1=1 --", "9" * 40, "-1", HOSTILE, "á" * 3000])
async def test_a_strange_query_string_is_no_trouble(both_houses: House, value: str) -> None:
    await hear(both_houses, "câu thường")
    trainer = await both_houses.visitor("trainer")
    for name in ("q", "reason", "state", "page", "done"):
        page = await trainer.get("/heard", **{name: value})
        assert page.status_code == 200, name
        assert "<script>alert" not in page.text


@pytest.mark.parametrize("question", ["x", "0" * 64, "%00", "'", "0" * 3000])
async def test_a_question_that_there_is_not_is_not_found(both_houses: House, question: str) -> None:
    trainer = await both_houses.visitor("trainer")
    assert (await trainer.get(f"/heard/{question}")).status_code == 404
    for act in ("take", "dismiss", "undo"):
        answer = await trainer.post(f"/heard/{question}/{act}", {"intent": "faq/overtime_pay"})
        assert answer.status_code == 404, act


async def test_hostile_words_are_shown_and_do_nothing(house: House) -> None:
    await hear(house, HOSTILE)
    trainer = await house.visitor("trainer")
    question = await key(trainer, "alert(1)")
    pages = [await trainer.get("/heard"), await trainer.get(f"/heard/{question}")]
    await trainer.post(f"/heard/{question}/take", {"intent": "faq/overtime_pay"})
    pages.append(await trainer.get("/heard", done=question, state="taken"))
    for page in pages:
        assert "<script>alert" not in page.text
        assert "{{7*7}}" in page.text
        assert "\u202e" not in page.text
    read = YAML(typ="safe").load((await trainer.get("/heard/file")).text)
    assert read["nlu"][0]["examples"] == "- <script>alert(1)</script> {{7*7}} x (y) câu\n"


async def test_many_questions_are_paged(house: House) -> None:
    for number in range(27):
        await hear(house, f"câu số {number}")
    trainer = await house.visitor("trainer")
    first, last = await trainer.get("/heard"), await trainer.get("/heard", page="2")
    assert (len(texts(first)), len(texts(last))) == (25, 2)
    assert "đang xem 26–27" in last.text
    assert set(texts(first)).isdisjoint(texts(last))
    assert len(texts(await trainer.get("/heard", q="cau so", page="2"))) == 2


async def test_an_empty_list_says_so(house: House) -> None:
    trainer = await house.visitor("trainer")
    assert "Không còn câu nào chờ xem" in (await trainer.get("/heard")).text
    assert "Chưa có câu nào được thêm vào chủ đề" in (await trainer.get("/heard", state="taken")).text
    assert YAML(typ="safe").load((await trainer.get("/heard/file")).text)["nlu"] == []


async def test_every_act_is_in_the_audit_log_without_the_words(house: House) -> None:
    await hear(house, "chuyện riêng của em")
    trainer = await house.visitor("trainer")
    question = await key(trainer, "chuyện riêng")
    await trainer.get(f"/heard/{question}")
    await trainer.post(f"/heard/{question}/take", {"intent": "faq/overtime_pay"})
    await trainer.post(f"/heard/{question}/undo")
    await trainer.post(f"/heard/{question}/dismiss")
    await trainer.get("/heard/file")
    assert await acts(house) == [
        ("heard.listed", ""), ("heard.read", question), ("heard.taken", question),
        ("heard.undone", question), ("heard.dismissed", question), ("heard.exported", ""),
    ]  # fmt: skip
    log = (await (await house.visitor("admin")).get("/audit", group="heard")).text
    for name in ("Thêm câu vào chủ đề", "Bỏ qua câu chưa hiểu", "Tải các câu đã chọn"):
        assert name in log
    assert "chuyện riêng" not in log


async def test_a_form_from_elsewhere_changes_nothing(house: House) -> None:
    await hear(house, "ủa")
    trainer = await house.visitor("trainer")
    question = await key(trainer, "ủa")
    for act in ("take", "dismiss", "undo"):
        answer = await trainer.post(f"/heard/{question}/{act}", {"csrf": "falsch", "intent": "greet"})
        assert answer.status_code == 403
    assert texts(await trainer.get("/heard")) == ["ủa"]


async def test_a_topic_that_is_gone_has_a_name_all_the_same(house: House) -> None:
    await hear(house, "câu cũ", reason=Reason.RATED_BAD, guesses=("faq/khong_con",))
    page = await (await house.visitor("trainer")).get("/heard")
    assert "Chủ đề không còn nữa" in page.text


def test_trainers_can_choose_every_intent_that_the_bot_knows() -> None:
    taught = set()
    for path in (ROOT / "data" / "nlu").glob("*.yml"):
        taught |= {block["intent"] for block in YAML(typ="safe").load(path.read_text(encoding="utf-8"))["nlu"]}
    assert {intent for intent in taught if not intent.startswith("faq/")} == set(INTENT_NAMES)
    meanings = Meanings(Topics())
    assert [meaning.title for meaning in meanings.topics] == ["Mức đóng đoàn phí", "Tiền lương làm thêm giờ"]
