"""Which line of which file gives an option its value: found when it is asked for, which is when something fails."""
import io
import os.path
from collections.abc import Callable, Iterator
from typing import NamedTuple

import zc.buildout.buildout
from zc.buildout.configparser import Error, parse, section_header

# No line of a profile has it.
_SEPARATOR = '\x1f'
_DEPTH = 30


class Place(NamedTuple):
    """A line of a profile, counted from 1; without a line where the profile is not a file of this machine, or has changed."""

    file: str
    line: int | None

    def __str__(self) -> str:
        return self.file if self.line is None else f'{self.file}:{self.line}'


def option_place(build, section: str, option: str, matches: Callable[[str], bool]) -> Place | None:
    """Where a `Buildout` has an option from: the line that `matches`, else the one that the option begins with.

    None for what no file says: defaults, and values that recipes set.
    """
    found = list(_definitions(build, section, option, _DEPTH))
    for file, lines in found:
        for number, line in lines:
            if matches(line):
                return Place(file, number)
    return next((Place(file, lines[0][0] if lines else None) for file, lines in found), None)


def section_place(build, section: str) -> Place | None:
    """The first line of `recipe` of a section of a `Buildout`, or of what else it has."""
    options = build._annotated.get(section, {})
    places = (option_place(build, section, option, lambda _: False) for option in ('recipe', '<', *options))
    return next((place for place in places if place is not None), None)


def lines_of(file: str, section: str, option: str) -> list[tuple[int, str]]:
    """The lines of an option in one profile, with their numbers, as buildout reads it: conditions and `+=` heeded.

    None of them where the file is not there, or cannot be read as a profile.
    """
    try:
        with open(file, encoding='utf-8') as f:
            sections = parse(_numbered(f), file, zc.buildout.buildout._default_globals)
    except (OSError, UnicodeDecodeError, Error):
        return []
    lines = []
    for name, value in sections.get(section, {}).items():
        if name.rstrip('+- ') == option:
            for line in value.split('\n'):
                words, separator, number = line.rpartition(_SEPARATOR)
                if separator:
                    lines.append((int(number), words))
    return lines


def _numbered(lines) -> io.StringIO:
    """The profile, with the number of each line at the end of what belongs to a value."""
    text = io.StringIO()
    for number, line in enumerate(lines, 1):
        line = line.rstrip('\n')
        is_value = line.strip() and line[0] not in '#;' and not section_header(line)
        text.write(f'{line}{_SEPARATOR}{number}\n' if is_value else f'{line}\n')
    text.seek(0)
    return text


def _definitions(build, section: str, option: str, depth: int) -> Iterator[tuple[str, list[tuple[int, str]]]]:
    """Files that say an option of a section, those that count most first, with its lines; sections that it extends come last."""
    options = build._annotated.get(section, {})
    for name, key in options.items():
        if name.rstrip('+- ') == option:
            for item in key.latest():
                if item.source and '/' in item.source:
                    yield plain(item.source), lines_of(item.source, section, option)
    if depth and '<' in options and option != '<':
        for base in reversed(options['<'].value.split('\n')):
            yield from _definitions(build, base.strip(), option, depth - 1)


def plain(source: str) -> str:
    """The path or address of a profile, without the way on which it was found (`stack/../component`)."""
    return source if '://' in source else os.path.normpath(source)
