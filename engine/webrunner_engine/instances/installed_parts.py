"""Which part of a partition made a file, as its .installed.cfg says."""
import os

import zc.buildout.configparser

_INSTALLED = '__buildout_installed__'
_SPACES = (('%(__buildout_space__)s', ' '), ('%(__buildout_space_n__)s', '\n'), ('%(__buildout_space_r__)s', '\r'),
           ('%(__buildout_space_f__)s', '\f'), ('%(__buildout_space_v__)s', '\v'))


def part_of(partition_folder: str, path: str) -> str | None:
    """Name of the part that lists `path` among what it installed; None where none does, or nobody can tell."""
    try:
        with open(os.path.join(partition_folder, '.installed.cfg'), encoding='utf-8', errors='surrogateescape') as f:
            sections = zc.buildout.configparser.parse(f, '.installed.cfg')
    except (OSError, zc.buildout.configparser.Error):
        return None
    for name, options in sections.items():
        if path in _plain(options.get(_INSTALLED, '')).split('\n'):
            return name
    # Some recipes do not list what they make where it is their only output.
    return next((name for name, options in sections.items() if name != 'buildout' and path in map(_plain, options.values())), None)


def _plain(value: str) -> str:
    for mark, character in _SPACES:
        value = value.replace(mark, character)
    return value
