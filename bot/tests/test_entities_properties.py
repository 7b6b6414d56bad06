"""What is written in one of the known ways is read back as it was meant, and no text at all is too much."""

from __future__ import annotations

import datetime
import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.nlu.entities.finder import Entity
from bot.nlu.normalise import fold
from bot.tests.entity_finding import FINDER, dated, found, lasting

VIETNAMESE = "aàáảãạăằắẳẵặâầấẩẫậeèéẻẽẹêềếểễệiìíỉĩịoòóỏõọôồốổỗộơờớởỡợuùúủũụưừứửữựyỳýỷỹỵđbcghklmnpqrstvx"
LISTED = (
    "8 8tr5 1.500.000 12/2024 15/3/1990 1990 90 0912 năm nam tháng thang ngày t thứ giờ h tiếng rưỡi phút nửa một hai "
    "ba bốn tư lăm mốt bảy bay sau mười mươi chục trăm nghìn k triệu tr củ tỷ lít đ đồng dong phần trăm % / - . , : ( "
    "+ điều nghị định NĐ-CP ca kíp số sinh sn lẻ không phẩy con công nhân bà rịa vũng tàu ở bd cd CD-7K4M P2XR-9TQH usd"
)
PIECES = LISTED.split()
MESSAGES = st.one_of(
    st.text(max_size=300),
    st.text(alphabet=VIETNAMESE + VIETNAMESE.upper() + " 0123456789.,?!/-:%\u200b\u0300\u0301\u031b\n", max_size=200),
    st.lists(st.sampled_from(PIECES), max_size=40).map(" ".join),
    st.lists(st.sampled_from(PIECES), max_size=40).map("".join),
    st.lists(st.sampled_from(PIECES), min_size=200, max_size=600).map(" ".join),
)
DIGITS = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"]
AROUND = st.sampled_from(["{}", "em nói là {}", "{} ạ", "dạ {}, em cảm ơn", "({})"])


def in_words(number: int) -> str:
    """Spell a number from 1 to 999."""
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    spelt = [f"{DIGITS[hundreds]} trăm"] if hundreds else []
    if tens == 0 and ones and hundreds:
        spelt += ["lẻ", DIGITS[ones]]
    elif tens:
        spelt += ["mười"] if tens == 1 else [DIGITS[tens], "mươi"]
        spelt += [{1: "một" if tens == 1 else "mốt", 5: "lăm"}.get(ones, DIGITS[ones])] if ones else []
    elif ones:
        spelt += [DIGITS[ones]]
    return " ".join(spelt)


def ways_to_write(thousands: int) -> list[str]:
    """A whole number of thousands of đồng, as people write it."""
    dong = thousands * 1000
    millions, rest = divmod(thousands, 1000)
    dotted = f"{dong:,}".replace(",", ".")
    decimals = f"{thousands / 1000:.3f}".rstrip("0").rstrip(".")
    ways = [
        dotted + "đ",
        f"{dotted} đồng",
        f"{dong:,} vnd",
        f"{dong}đ",
        f"{thousands}k",
        f"{thousands} nghìn",
        f"{thousands} ngan",
    ]
    ways += [f"{decimals} triệu", f"{decimals.replace('.', ',')}tr", f"{decimals.replace('.', ',')} củ"]
    if millions and rest:
        ways += [f"{millions}tr{rest:03}", f"{millions} triệu {rest} nghìn", f"{millions}tr{rest}k"]
        ways += [f"{in_words(millions)} triệu {in_words(rest)} nghìn"] if millions < 1000 else []
    elif rest:
        ways.append(f"{in_words(rest)} ngàn đồng")
    return ways


@given(st.integers(1, 999_999), st.data(), AROUND)
def test_money_is_read_back_from_every_way_to_write_it(thousands: int, data: st.DataObject, around: str) -> None:
    text = data.draw(st.sampled_from(ways_to_write(thousands)))
    assert found(around.format(text)) == [("money", thousands * 1000)]
    assert found(fold(around.format(text))) == [("money", thousands * 1000)]


@given(st.integers(11, 999), AROUND)
def test_a_number_in_words_is_read_back(number: int, around: str) -> None:
    assert found(around.format(in_words(number))) == [("number", float(number))]


@given(st.integers(1, 60), st.integers(1, 99), st.integers(1, 30), AROUND)
def test_a_duration_is_read_back(years: int, months: int, days: int, around: str) -> None:
    in_figures = f"{years} năm {months} tháng {days} ngày"
    assert found(around.format(in_figures)) == [("duration", lasting(years, months, days))]
    assert found(around.format(fold(in_figures))) == [("duration", lasting(years, months, days))]
    spelt = f"{in_words(years)} năm {in_words(months)} tháng"
    assert found(around.format(spelt)) == [("duration", lasting(years, months))]


@given(st.dates(datetime.date(1941, 1, 1), datetime.date(2039, 12, 31)), st.data(), AROUND)
def test_a_date_is_read_back(day: datetime.date, data: st.DataObject, around: str) -> None:
    d, m, y = day.day, day.month, day.year
    ways = [f"{d}/{m}/{y}", f"{d:02}/{m:02}/{y}", f"{d}-{m}-{y}", f"{d}.{m}.{y}", f"{d:02}/{m:02}/{y % 100:02}"]
    ways += [f"ngày {d} tháng {m} năm {y}", f"{d} thang {m} nam {y}", f"{d}/{m} năm {y}", day.isoformat()]
    text = data.draw(st.sampled_from(ways))
    assert found(around.format(text)) == [("date", dated(day.isoformat()))]
    assert found(around.format(f"tháng {m} năm {y}")) == [("date", dated(f"{y}-{m:02}"))]
    assert found(around.format(f"{m:02}/{y}")) == [("date", dated(f"{y}-{m:02}"))]
    assert found(around.format(f"năm {y}")) == [("date", dated(str(y)))]


@given(st.text("0123456789CFGHJKMNPQRTVWX", min_size=12, max_size=12), st.sampled_from(["CD-", "cd ", "CD"]), AROUND)
def test_a_receipt_is_read_back(body: str, prefix: str, around: str) -> None:
    code = f"{body[:4]}-{body[4:8]}-{body[8:]}"
    expected = [] if body.isdigit() or body.isalpha() else [("receipt", f"CD-{code}")]
    receipts = [entity for entity in found(around.format(prefix + code)) if entity[0] == "receipt"]
    assert receipts == expected


@settings(deadline=None)
@given(MESSAGES)
def test_entities_of_any_text_have_their_places_and_never_overlap(text: str) -> None:
    entities = FINDER.find(text)
    assert all(0 <= entity.start < entity.end <= len(text) for entity in entities)
    assert all(before.end <= after.start for before, after in itertools.pairwise(entities))
    assert all(_is_as_agreed(entity) for entity in entities)


def _is_as_agreed(entity: Entity) -> bool:
    value = entity.value
    if isinstance(value, dict):
        keys = {
            "duration": {"years", "months", "days", "hours"},
            "date": {"date", "precision"},
            "province": {"name", "said"},
        }
        return set(value) == keys[entity.entity]
    types = {"money": int, "number": float, "percent": float, "receipt": str}
    return type(value) is types[entity.entity]


@pytest.mark.parametrize("text", ["\ud800 8tr5", "8tr5 \udfff", "\x00 8tr5"])
def test_broken_characters_disturb_nothing(text: str) -> None:
    assert found(text) == [("money", 8_500_000)]
