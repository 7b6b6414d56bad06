"""The page of figures: who sees it, what it says, and where its numbers lead."""

from __future__ import annotations

import html
import re
from datetime import timedelta

import pytest

from grievances.model import CaseKind, Category
from storage.clock import in_vietnam
from tests.console.cast import House
from tests.support.clock import ManualClock


async def fill(house: House, count: int, **options: object) -> None:
    """From so many workers."""
    for number in range(count):
        await house.open(chat=f"{number:032x}", **options)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["officer", "supervisor", "viewer", "admin"])
async def test_who_reads_reports_sees_the_figures(house: House, name: str) -> None:
    await fill(house, 6)
    await fill(house, 7, category=Category.SAFETY, unit="mill")
    page = await (await house.visitor(name)).get("/reports")
    assert page.status_code == 200
    assert "13 vụ việc" in page.text
    assert "An toàn lao động" in page.text
    assert "Công đoàn cơ sở Công ty May An Phú" in page.text


@pytest.mark.parametrize("name", ["trainer", "custodian"])
async def test_for_others_there_is_no_such_page(house: House, name: str) -> None:
    assert (await (await house.visitor(name)).get("/reports")).status_code == 404


async def test_an_outsider_sees_no_figure_of_another_unit(house: House) -> None:
    await fill(house, 9)
    visitor = await house.visitor("outsider")
    for address in ("/reports", f"/reports?unit={house.units['zone'].id}", "/reports?period=year"):
        page = await visitor.get(address)
        assert "Kỳ này chưa có vụ việc nào" in page.text
        assert 'data-value="9"' not in page.text
        assert "Sông Hồng" not in page.text


async def test_a_number_leads_to_just_those_cases(house: House) -> None:
    await fill(house, 6)
    await fill(house, 8, category=Category.SAFETY)
    visitor = await house.visitor("officer")
    page = await visitor.get("/reports")
    links = {(html.unescape(address), int(number)) for address, number in re.findall(
        r'<td class="num"[^>]*><a href="/console(/cases\?[^"]+)">(\d+)</a>', page.text)}  # fmt: skip
    assert {number for _, number in links} == {6, 8, 14}
    for address, number in links:
        assert f"{number} vụ việc" in (await visitor.get(address)).text


async def test_small_groups_are_neither_shown_nor_linked(house: House) -> None:
    await fill(house, 20)
    await fill(house, 3, category=Category.HARASSMENT)
    page = await (await house.visitor("officer")).get("/reports")
    assert 'data-value="3"' not in page.text
    assert 'data-value="20"' not in page.text  # of 23, it would tell the three
    assert "không hiện" in page.text


async def test_few_cases_show_nothing(house: House) -> None:
    await fill(house, 4)
    page = await (await house.visitor("officer")).get("/reports")
    assert "Kỳ này có dưới 5 vụ việc nên không hiện số liệu" in page.text
    assert 'data-value="4"' not in page.text


async def test_the_filters_stand_in_the_address_and_on_the_page(house: House, clock: ManualClock) -> None:
    await fill(house, 6)
    await fill(house, 7, kind=CaseKind.INITIATIVE, category=Category.OTHER)
    visitor = await house.visitor("officer")
    assert "7 vụ việc" in (await visitor.get("/reports", kind="initiative")).text
    assert "6 vụ việc" in (await visitor.get("/reports", category="wages")).text
    today = in_vietnam(clock()).date()
    before = (today - timedelta(days=1)).isoformat()
    page = await visitor.get("/reports", period="custom", **{"from": "2026-01-01", "to": before})
    assert "Kỳ này chưa có vụ việc nào" in page.text
    assert 'value="2026-01-01"' in page.text


@pytest.mark.parametrize(
    "address",
    [
        "/reports?period=nonsense&unit=x&category=%00&kind=&channel=fax&workplace=abc",
        "/reports?period=custom&from=2026-02-30&to=9999-99-99",
        "/reports?period=custom&from=2099-12-31&to=1900-01-01",
        "/reports?period=custom",
    ],
)
async def test_addresses_that_make_no_sense_break_nothing(house: House, address: str) -> None:
    assert (await (await house.visitor("officer")).get(address)).status_code == 200


async def test_a_category_that_stands_out_is_said_at_the_top(house: House) -> None:
    await fill(house, 9, category=Category.SAFETY)
    page = await (await house.visitor("officer")).get("/reports")
    assert "Tăng bất thường trong 7 ngày qua" in page.text


async def test_what_a_figure_asks_for_is_kept_when_the_list_is_filtered_further(house: House) -> None:
    await fill(house, 6)
    visitor = await house.visitor("officer")
    page = await visitor.get("/cases", progress="on_time", workplace="a" * 64)
    assert '<input type="hidden" name="progress" value="on_time">' in page.text
    assert f'<input type="hidden" name="workplace" value="{"a" * 64}">' in page.text
    assert "Đang xử lý, còn hạn" in page.text
