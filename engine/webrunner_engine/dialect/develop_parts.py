"""Behaviour 12: a part that makes a folder of the `develop` option is installed before that option is read.

That is how a recipe is developed from a clone of its repository in the very profile that uses it. Upstream reads `develop` before
it installs anything: at the first build the clone is not there, and the recipe is not found.
"""
import functools
import glob
import os
import re
from typing import Any

_REFERENCE = re.compile(r'\$\{([^}:]*):([^}]+)\}')
_DEPTH = 5


def apply(buildout: Any) -> None:
    """Install the makers of missing `develop` folders first, with the parts that they refer to."""
    cls = buildout.Buildout
    upstream_install, upstream_develop = cls.install, cls._develop
    cls._making = False

    @functools.wraps(upstream_install)
    def install(self, install_args):
        makers = [] if install_args else _makers(self)
        if makers:
            self._logger.info('Installing %s first, for the develop option.', ' '.join(makers))
            self._setup_directories()
            for name in makers:
                self[name]  # starts it, and before it those that it refers to
            self._making = True
            try:
                upstream_install(self, list(self._parts))
            finally:
                self._making = False
        return upstream_install(self, install_args)

    cls.install = install

    def _develop(self):
        return '' if self._making else upstream_develop(self)

    cls._develop = _develop


def _makers(buildout) -> list[str]:
    """Names of the sections that make those folders of the `develop` option which are not there."""
    wanted = [buildout._buildout_path(path) for path in (buildout['buildout'].get('develop') or '').split()]
    missing = [path for path in wanted if not glob.glob(path)]
    if not missing:
        return []
    found = []
    for name in buildout._raw:
        location = _location(buildout, name)
        if location is not None and any(path == location or path.startswith(location + os.sep) for path in missing):
            found.append(name)
    return found


def _location(buildout, name: str) -> str | None:
    """Where a part goes, as far as that can be said without starting it, and what it refers to."""
    raw = buildout._raw[name]
    if '<' in raw:
        raw = buildout['buildout']._do_extend_raw(name, raw, [])
    if name == 'buildout' or 'recipe' not in raw:
        return None
    text = raw.get('location', '${buildout:parts-directory}/' + name)
    for _ in range(_DEPTH):
        text = _REFERENCE.sub(lambda match: _value(buildout, name, raw, match), text)
    return None if '${' in text else buildout._buildout_path(text.rstrip('/'))


def _value(buildout, name: str, raw, match) -> str:
    section, option = match.groups()
    if section == 'buildout':
        return buildout['buildout'].get(option) or match.group()
    if section in ('', name):
        return name if option == '_buildout_section_name_' else raw.get(option, match.group())
    return match.group()
