"""Numbers of the law as Vietnamese reads them: "2.530.000 đồng", "0,5%", "12 tháng"."""

from __future__ import annotations

from dataclasses import dataclass, replace

from knowledge.content import Unit

_WORDS: dict[Unit, str] = {
    "vnd": " đồng",
    "percent": "%",
    "days": " ngày",
    "months": " tháng",
    "hours": " giờ",
    "years": " năm",
    "times": " lần",
    "number": "",
}


@dataclass(frozen=True)
class Quantity:
    """A value with its unit; may be scaled and added in a text: `{{ base_salary * 10 }}`."""

    value: float
    unit: Unit

    def __str__(self) -> str:
        return format_number(round(self.value) if self.unit == "vnd" else self.value) + _WORDS[self.unit]

    def __mul__(self, factor: float | Quantity) -> Quantity:
        if isinstance(factor, Quantity):
            return self._share(factor)
        return replace(self, value=self.value * factor)

    __rmul__ = __mul__

    def __truediv__(self, divisor: float) -> Quantity:
        return replace(self, value=self.value / divisor)

    def __add__(self, other: Quantity) -> Quantity:
        self._require_same_unit(other)
        return replace(self, value=self.value + other.value)

    def __sub__(self, other: Quantity) -> Quantity:
        self._require_same_unit(other)
        return replace(self, value=self.value - other.value)

    def _share(self, other: Quantity) -> Quantity:
        """Money times a rate: the rate is a percentage or a bare number, on either side."""
        for amount, rate in ((self, other), (other, self)):
            if rate.unit == "percent":
                return replace(amount, value=amount.value * rate.value / 100)
            if rate.unit in ("number", "times", "months"):
                return replace(amount, value=amount.value * rate.value)
        raise TypeError(f"{self.unit} × {other.unit}")

    def _require_same_unit(self, other: Quantity) -> None:
        if self.unit != other.unit:
            raise TypeError(f"{self.unit} + {other.unit}")


def format_number(value: float) -> str:
    """1234567.5 → "1.234.567,5"; at most two decimals, no trailing zeros."""
    text = f"{value:,.2f}".rstrip("0").rstrip(".")
    return text.replace(",", " ").replace(".", ",").replace(" ", ".")
