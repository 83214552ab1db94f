"""Who asks for a download: the option of the profile that names it, and its place, as the end of a sentence."""
import functools
import linecache
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NamedTuple

from packaging.utils import canonicalize_name

from webrunner_engine.dialect.places import Place, lines_of, option_place, plain, section_place

_EGG_OPTIONS = ('eggs', 'egg', 'setup-eggs', 'recipe')
_ADDRESS_OPTIONS = ('url', 'repository', 'patches')
_REFERENCE = re.compile(r'\$\{[^}]*\}')
_PROJECT = re.compile(r'[\w.-]+')
# Options with Python text.
_SCRIPTS = ('init', 'install', 'update')
Matches = Callable[[str], bool]


class Work(NamedTuple):
    """What a build is at: a section, and the option of it where that is known beforehand."""

    section: str
    option: str | None = None


class Asking:
    """What a build and its search for eggs are at: one per process, since a process has one build."""

    def __init__(self) -> None:
        self.build = None
        self._work: Work | None = None
        self._egg: str | None = None
        # Profiles that were read, with what they extend.
        self._profiles: dict[str, list[str]] = {}

    def note_profile(self, file: str, extends: str) -> None:
        """A profile was read: its path or address, and its option `extends`."""
        self._profiles[plain(file)] = extends.split()

    @contextmanager
    def at(self, work: Work) -> Iterator[None]:
        """While it lasts, what is asked for is asked for by `work`, unless by a section that is starting."""
        before, self._work = self._work, work
        try:
            yield
        finally:
            self._work = before

    @contextmanager
    def looking_for(self, egg: str) -> Iterator[None]:
        """While it lasts, what is asked for is about a distribution."""
        before, self._egg = self._egg, canonicalize_name(egg)
        try:
            yield
        finally:
            self._egg = before

    def words(self, address: str) -> str:
        """`asked for by [section] option, file:line`, with what is known of it; empty where nothing is."""
        build = self.build
        if not hasattr(build, '_annotated'):
            return self._extending(address)
        starting = getattr(build, '_starting', None)
        work = Work(starting[-1].name) if starting else self._work
        if work is None:
            return ''
        option, matches = self._option(work, address)
        place = option_place(build, work.section, option, matches) if option else section_place(build, work.section)
        return f"asked for by [{work.section}]{f' {option}' if option else ''}{f', {place}' if place else ''}"

    def _option(self, work: Work, address: str) -> tuple[str | None, Matches]:
        """The option that asks for an address, and what tells the line of it."""
        matches = _names(address) if self._egg is None else _names_egg(self._egg)
        if work.option is not None:
            return work.option, matches
        values = _values(self.build, work.section)
        likely = [name for name in (_ADDRESS_OPTIONS if self._egg is None else _EGG_OPTIONS) if name in values]
        option = _first(values, [*likely, *values], matches)
        if option is not None:
            return option, matches
        # A script may put its address together anywhere.
        runs = _running_line(work.section)
        option = runs and _first(values, _SCRIPTS, runs)
        if option and runs:
            return option, runs
        return likely[0] if likely else None, matches

    def _extending(self, address: str) -> str:
        for file, names in self._profiles.items():
            for name in names:
                if name == address or f"{file.rpartition('/')[0]}/{name}" == address:
                    lines = [number for number, line in lines_of(file, 'buildout', 'extends') if name in line.split()]
                    return f'asked for by [buildout] extends, {Place(file, lines[0] if lines else None)}'
        return ''


def _values(build, section: str) -> dict[str, str]:
    """The options of a section as they are kept, substituted as far as they were."""
    options = build._data.get(section)
    values = {} if options is None else {**options._raw, **options._cooked, **options._data}
    return {name: value for name, value in values.items() if name[:1] not in '_<'}


def _first(values: dict[str, str], names: Iterable[str], matches: Matches) -> str | None:
    return next((name for name in names if any(map(matches, values.get(name, '').split('\n')))), None)


def _names(address: str) -> Matches:
    """Whether a line of a profile gives an address: substitutions in it match whatever they may stand for."""
    bare = address.partition('#')[0]

    def matches(line: str) -> bool:
        return bare in line or any(_may_be(word.partition('#')[0], bare) for word in line.split())

    return matches


def _may_be(word: str, address: str) -> bool:
    parts = _REFERENCE.split(word)
    # What is nothing but references may be anything.
    return len(parts) > 1 and any(parts) and re.fullmatch('.*'.join(map(re.escape, parts)), address) is not None


def _names_egg(egg: str) -> Matches:
    """Whether a line of a profile has a distribution among its words, by whatever spelling."""
    def matches(line: str) -> bool:
        found = (_PROJECT.match(word) for word in line.split())
        return any(match and canonicalize_name(match.group()) == egg for match in found)

    return matches


def _running_line(section: str) -> Matches | None:
    """The line that runs of the Python text which `slapos.recipe.build` has in the options of a section."""
    frame: FrameType | None = sys._getframe()
    while frame is not None:
        if frame.f_code.co_filename == section:
            text = linecache.getline(section, frame.f_lineno).strip()
            return functools.partial(_is_line, text) if text else None
        frame = frame.f_back
    return None


def _is_line(text: str, line: str) -> bool:
    return line.strip() == text
