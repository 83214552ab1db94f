"""Behaviour 20: a profile is read in a time that grows with its files, not with the paths to them over `extends`.

Upstream opens a file once for each path and copies all it has at each merge: `software/helloworld` of the SlapOS repository has 81
files on 7 899 paths, nextcloud 266 on 217 513. Here each file is opened, and parsed, once; the result, with the files that each
value comes from, is that of upstream's order (see `merging`). Names of files are normalised: `/a/x/../b.cfg` is `/a/b.cfg`,
unless `x` is a link elsewhere.
"""
import os
import posixpath
import time
from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import urlsplit, urlunsplit

import zc.buildout
import zc.buildout.configparser
import zc.buildout.download

from webrunner_engine.dialect import provenance
from webrunner_engine.dialect.merging import Assignment, Effect, Effects, Entry, Node, Past, Sequence, section_after
from webrunner_engine.dialect.part_events import note_reading

# Seconds until it is told that profiles are being read, and until it is told again.
_FIRST_WORD = 1.0
_NEXT_WORD = 0.3


def apply(buildout: Any) -> None:
    """Replace the function that reads a profile with all that it extends."""
    provenance.apply(buildout)

    def _open(base, filename, seen, download_options, override, downloaded, user_defaults):
        reader = Reader(buildout, download_options, override, downloaded)
        return reader.read(base, filename, user_defaults)

    buildout._open = _open


class _File(NamedTuple):
    """A file that was read: what it and those that it extends do, by section; and what it says itself, by section."""

    nodes: dict[str, Node]
    own: dict[str, Assignment]


class _Place(NamedTuple):
    """A file by its name, and the folder or address that names in it are relative to."""

    name: str
    base: str


class Reader:
    """Reads one profile. `_files` has those that were read, by name."""

    def __init__(self, buildout: Any, download_options, override, downloaded: set[str]):
        self._buildout = buildout
        self._override = override
        self._download_options = download_options
        self._downloaded = downloaded
        self._files: dict[str, _File] = {}
        # Files that are being read: each extends the next one.
        self.reading: list[str] = []
        # Names of sections in the order in which they come first.
        self._order: dict[str, None] = {}
        # When it began, or last told how far it is.
        self._told_at = time.monotonic()
        self._wait = _FIRST_WORD
        # The first file that extends none: the user's defaults come before it.
        self._first: _File | None = None

    def read(self, base: str, filename: str, user_defaults: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
        """The sections with their annotated values, and the user's defaults that are still to be used: none."""
        root = self._file(_place(self._buildout, base, filename))
        begun = self._begin(user_defaults)
        return {name: self._section(root.nodes.get(name, Sequence(())), begun.get(name)) for name in self._order}, {}

    def _begin(self, user_defaults: dict[str, Any]) -> dict[str, Effects]:
        """Sections that are there before the first file; where that has them too, it begins with both."""
        if not user_defaults or self._first is None:
            return {}
        told = {name: dict(section.items()) for name, section in user_defaults.items()}
        first = {name: self._annotated(assignment) for name, assignment in self._first.own.items()}
        merged = self._buildout._update({}, self._buildout._update(told, first))
        begun = {name: {key: Effect(value.value, tuple(Entry(item.operation, item.value, item.source) for item in value.history))
                        for key, value in section.items()} for name, section in merged.items()}
        self._order = dict.fromkeys([*merged, *self._order])
        for name, assignment in self._first.own.items():
            assignment.begin_with(begun.pop(name))
        return begun

    def _annotated(self, assignment: Assignment) -> dict[str, Any]:
        return {key: self._buildout.SectionKey(effect.start, effect.entries[0].source)
                for key, effect in assignment.options.items()}

    def _section(self, node: Node, begun: Effects | None) -> dict[str, Any]:
        item, told = self._buildout.HistoryItem, self._buildout.SectionKey.told
        return {key: told(value, Past(node, key, item, begun)) for key, value in section_after(node, begun).items()}

    def _file(self, place: _Place) -> _File:
        if place.name in self.reading:
            raise zc.buildout.UserError('Recursive file include', list(self.reading), place.name)
        if place.name in self._files:
            return self._files[place.name]
        is_root = not self.reading
        self.reading.append(place.name)
        sections = self._parse(place)
        self._tell()
        # Annotated further down, in place.
        options: dict[str, Any] = sections.get('buildout', {})
        extends = options.pop('extends', '').split()
        if 'extended-by' in options:
            raise zc.buildout.UserError(f'No-longer supported "extended-by" option found in {place.name}.')
        annotated = self._buildout._annotate(sections, place.name)
        if is_root and 'buildout' in annotated:
            self._download_options = self._buildout._update_section(self._download_options, annotated['buildout'])
        nodes: dict[str, list[Node]] = {}
        found = _File({}, {})
        if not extends and self._first is None:
            self._first = found
        optional = options.pop('optional-extends', None)
        for name in [*extends, *(_present(optional.value.split()) if optional else ())]:
            for section, node in self._file(_place(self._buildout, place.base, name)).nodes.items():
                nodes.setdefault(section, []).append(node)
        for name, section in annotated.items():
            self._order.setdefault(name)
            found.own[name] = Assignment({key: value.value for key, value in section.items()}, place.name)
            nodes.setdefault(name, []).append(found.own[name])
        found.nodes.update((name, several[0] if len(several) == 1 else Sequence(tuple(several)))
                           for name, several in nodes.items())
        self.reading.pop()
        self._files[place.name] = found
        return found

    def _tell(self) -> None:
        if time.monotonic() - self._told_at >= self._wait:
            note_reading(len(self._files) + len(self.reading))
            self._told_at, self._wait = time.monotonic(), _NEXT_WORD

    def _parse(self, place: _Place) -> dict[str, dict[str, str]]:
        name, path, is_temporary = place.name, place.name, False
        if self._buildout._isurl(name):
            path, is_temporary = self._download(name)
            name = f'{name} (downloaded as {path})'
        try:
            with open(path) as f:
                return zc.buildout.configparser.parse(f, name, self._buildout._default_globals)
        finally:
            self._downloaded.add(place.name)
            if is_temporary:
                os.remove(path)

    def _download(self, url: str) -> tuple[str, bool]:
        options = self._buildout._unannotate_section(self._buildout._update_section(self._download_options, self._override))
        cache = options.get('extends-cache')
        if cache and '${' in cache:
            raise ValueError(f"extends-cache '{cache}' may not contain ${{section:variable}} to expand.")
        newest = self._buildout.bool_option(options, 'newest', 'false')
        download = zc.buildout.download.Download(
            options, cache=cache, fallback=newest and url not in self._downloaded, hash_name=True)
        return download(url)


def _present(names: list[str]) -> Iterator[str]:
    for name in names:
        if os.path.exists(name):
            yield name
        else:
            print(f'optional-extends file not found: {name}')


def _place(buildout: Any, base: str, name: str) -> _Place:
    """Where a name in a file leads, whose own folder or address is `base`."""
    if buildout._isurl(name):
        return _address(name)
    if buildout._isurl(base) and not os.path.isabs(name):
        return _address(f'{base}/{name}')
    path = _normalised(name if buildout._isurl(base) else os.path.join(base, name))
    return _Place(path, os.path.dirname(path))


def _address(url: str) -> _Place:
    parts = urlsplit(url)
    if '/../' in parts.path or '/./' in parts.path:
        url = urlunsplit(parts._replace(path=posixpath.normpath(parts.path)))
    return _Place(url, url[:url.rfind('/')])


def _normalised(path: str) -> str:
    """Without `x/..`, unless `x` is a link that leads elsewhere."""
    short = os.path.normpath(path)
    if short == path:
        return path
    try:
        return short if os.path.samefile(short, path) else path
    except OSError:
        # One of them, or both, is not there. What is reported missing is reported by its short name.
        return path if os.path.exists(path) else short
