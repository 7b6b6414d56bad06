"""The files that lawyers edit, read and checked: answers, documents, parameters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from storage.errors import ConfigError

Unit = Literal["vnd", "percent", "days", "months", "hours", "years", "times", "number"]


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Citation(_Entry):
    document: str
    article: str = ""


class Topic(_Entry):
    """One FAQ topic in two layers. `review`: what a lawyer must still look at, or null. `source` stands for a basis
    that is no legal document: a programme of the union, a tradition. `calculator`: the calculator that works this out
    for one's own case, if there is one."""

    title: Annotated[str, Field(max_length=24)]
    short: Annotated[str, Field(min_length=1, max_length=400)]
    detail: Annotated[str, Field(min_length=1, max_length=1800)]
    basis: tuple[Citation, ...]
    source: str = ""
    effective_from: date | None
    confidence: Literal["high", "medium", "low"]
    review: str | None
    review_by: date
    related: tuple[str, ...] = ()
    calculator: str = ""


class Document(_Entry):
    """A legal document of the register. `replaces` names documents that ended when this one began."""

    number: str
    title: str
    effective_from: date | None
    relations: str = ""
    replaces: tuple[str, ...] = ()


class DatedValue(_Entry):
    """A number, or `same_as`: the parameter whose number the law takes for this one as long as it says nothing else."""

    starts: Annotated[date, Field(alias="from")]
    value: float | None = None
    same_as: str = ""
    source: str

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.value is None) == (not self.same_as):
            raise ValueError("cần đúng một trong hai: value hoặc same_as")
        return self


class Parameter(_Entry):
    """A number that the law changes, with each value's first day."""

    title: str
    unit: Unit
    values: Annotated[tuple[DatedValue, ...], Field(min_length=1)]


def read_topics(folder: Path) -> dict[str, Topic]:
    """All topics of `data/responses/*.yml`. Raise ConfigError that names file and entry."""
    return _merge(
        (path, name, _parse(path, name, Topic, raw))
        for path in sorted(folder.glob("*.yml"))
        for name, raw in _mapping(path, "topics").items()
    )


def topic_groups(folder: Path) -> dict[str, str]:
    """For each topic the group it belongs to: the name of its file in `data/responses`, without `.yml`."""
    return {name: path.stem for path in sorted(folder.glob("*.yml")) for name in _mapping(path, "topics")}


def read_parameters(folder: Path) -> dict[str, Parameter]:
    """All parameters of `data/law/parameters/*.yml`. Raise ConfigError that names the entry at fault."""
    parameters = _merge(
        (path, name, _parse(path, name, Parameter, raw))
        for path in sorted(folder.glob("*.yml"))
        for name, raw in _load(path).items()
    )
    for name, parameter in parameters.items():
        for dated in parameter.values:
            if dated.same_as and not _may_be_same(parameter, parameters.get(dated.same_as)):
                raise ConfigError(
                    f"{folder}: «{name}»: same_as «{dated.same_as}» phải là một tham số cùng đơn vị, có số"
                )
    return parameters


def _may_be_same(parameter: Parameter, other: Parameter | None) -> bool:
    """One step only: who looks for a number finds it at the second place at the latest."""
    return other is not None and other.unit == parameter.unit and not any(dated.same_as for dated in other.values)


def read_documents(path: Path) -> dict[str, Document]:
    documents = (_parse(path, str(raw.get("number")), Document, raw) for raw in _load(path)["documents"])
    return _merge((path, document.number, document) for document in documents)


def _merge[T](entries: Iterable[tuple[Path, str, T]]) -> dict[str, T]:
    merged: dict[str, T] = {}
    for path, name, value in entries:
        if name in merged:
            raise ConfigError(f"{path}: «{name}» đã có ở chỗ khác")
        merged[name] = value
    return merged


def _mapping(path: Path, key: str) -> dict[str, Any]:
    loaded = _load(path)
    if set(loaded) != {key} or not isinstance(loaded[key], dict):
        raise ConfigError(f"{path}: tệp phải có đúng một mục «{key}:»")
    return dict(loaded[key])


def _load(path: Path) -> dict[str, Any]:
    try:
        loaded = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    except YAMLError as error:
        raise ConfigError(f"{path}: sai cú pháp YAML: {error}") from None
    if not isinstance(loaded, dict):
        raise ConfigError(f"{path}: tệp trống hoặc không phải là danh mục")
    return dict(loaded)


def _parse[M: BaseModel](path: Path, name: str, model: type[M], raw: Any) -> M:
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        faults = "; ".join(f"{'.'.join(map(str, item['loc']))}: {item['msg']}" for item in error.errors())
        raise ConfigError(f"{path}: «{name}»: {faults}") from None


def texts(topic: Topic) -> Iterator[str]:
    """The texts of a topic that may hold parameters."""
    yield topic.short
    yield topic.detail
