"""Where a value comes from, without copies: a `SectionKey` whose history is made up only when somebody asks for it.

Upstream keeps, for each option, a list of all that happened to it, and copies it at each merge. A file that is extended on ten
thousand paths has ten thousand entries in the history of each of its options: here they are told from the files when they are
wanted, the latest first (`buildout annotate` shows the latest assignment and what was added since).
"""
import copy
from collections.abc import Iterable, Iterator
from typing import Any

# Operations that leave what was before: the history goes on behind them.
INCREMENTS = ('ADD', 'REMOVE')


def apply(buildout: Any) -> None:
    """Replace the class of annotated values; its instances print, and answer, as upstream's do."""
    upstream: Any = buildout.SectionKey

    class SectionKey(upstream):
        """A value with its history: `_past`, told by somebody from its end on, and then `_recent`."""

        def __init__(self, value: str, source: str):
            self._past: Iterable[Any] | None = None
            self._recent: list[Any] = []
            super().__init__(value, source)

        @classmethod
        def told(cls, value: str, past: Iterable[Any]) -> 'SectionKey':
            """A value whose history `past` gives whenever it is iterated over, the latest entry first."""
            key = cls.__new__(cls)
            key.value, key._past, key._recent = value, past, []
            return key

        @property
        def history(self) -> list[Any]:
            """The whole list. It may be long: for the latest entries use `latest`."""
            if self._past is not None:
                self._recent, self._past = [*reversed(list(self._past)), *self._recent], None
            return self._recent

        @history.setter
        def history(self, items: list[Any]) -> None:
            self._past, self._recent = None, items

        def latest(self) -> Iterator[Any]:
            """The entries, the latest first."""
            yield from reversed(self._recent)
            if self._past is not None:
                yield from self._past

        @property
        def source(self) -> str:
            return next(self.latest()).source

        def addToHistory(self, operation: str, value: str, source: str) -> None:
            self._recent.append(buildout.HistoryItem(operation, value, source))

        def overrideValue(self, sectionkey) -> None:
            self.value = sectionkey.value
            last = next(sectionkey.latest())
            if last.operation in INCREMENTS:
                self._past, self._recent = sectionkey._past, list(sectionkey._recent)
            else:
                self.addToHistory('OVERRIDE', sectionkey.value, last.source)

        def __deepcopy__(self, memo):
            # Entries never change once they are made: they are shared.
            other = type(self).__new__(type(self))
            other.value, other._past, other._recent = self.value, self._past, list(self._recent)
            return other

        def __copy__(self):
            return copy.deepcopy(self)

        def printVerbose(self, basedir: str) -> None:
            buildout.print_()
            for item in self.latest():
                item.printAll(basedir)
            buildout.print_()

        def printTerse(self, basedir: str) -> None:
            shown: list[str] = []
            for item in self.latest():
                item.printShort(shown, basedir)
                if item.operation not in INCREMENTS:
                    break
            for line in reversed(shown):
                if line.strip():
                    buildout.print_(line)

    buildout.SectionKey = SectionKey
    defaults = buildout._buildout_default_options
    for option, value in defaults.items():
        defaults[option] = SectionKey(value.value, value.source)
