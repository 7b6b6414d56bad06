"""Rasa without TensorFlow, which its own neural components need and none of ours.

Rasa imports all of its components, whichever a configuration names, and with them TensorFlow: half of the seconds until
the bot listens, and most of its memory. Here names of TensorFlow can be imported and inherited from, so that those
components can be defined; whoever uses one of them is told why that does not work.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any, NoReturn

_ABSENT = frozenset(["tensorflow", "keras"])


class TensorFlowIsAbsent(Exception):
    """The configuration names a component of Rasa that learns with TensorFlow."""

    def __init__(self) -> None:
        super().__init__("this assistant runs without TensorFlow: see bot/without_tensorflow.py")


class _AbsentType(type):
    def __getattr__(cls, name: str) -> _AbsentType:
        return _absent(name)

    def __call__(cls, *_: Any, **__: Any) -> NoReturn:
        raise TensorFlowIsAbsent


def _absent(name: str) -> _AbsentType:
    if name.startswith("__"):
        raise AttributeError(name)
    return _AbsentType(name, (), {})


class _AbsentModule(ModuleType):
    __path__: Sequence[str] = ()  # it has submodules, whatever they are called

    def __getattr__(self, name: str) -> _AbsentType:
        return _absent(name)


class _Absentee(MetaPathFinder, Loader):
    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        return ModuleSpec(fullname, self) if fullname.partition(".")[0] in _ABSENT else None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return _AbsentModule(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """Nothing is in it."""


def leave_out() -> None:
    """To be called before Rasa is imported; does nothing when TensorFlow is there already."""
    if not _ABSENT.intersection(sys.modules):
        sys.meta_path.insert(0, _Absentee())
