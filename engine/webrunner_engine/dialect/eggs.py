"""Behaviours 9 (`eggs-directory` as written), 10 (a misspelled egg fails at once) and 23 (an egg is found in any folder of eggs).

Upstream finds what pip made of an egg, which has the metadata of a wheel, in the folder alone that it installs into: neither an
offline build nor a part of `zc.recipe.egg` found what `zc.recipe.egg:custom` had built.
"""
import functools
import glob
import os
from typing import Any

import zc.buildout
from zc.buildout import _package_index
from zc.buildout.easy_install import Installer


def apply(buildout: Any) -> None:
    """Drop upstream's `/v5` below the eggs directory, never read the whole index of names, and look into folders of eggs."""
    buildout._buildout_default_options['eggs-directory-version'] = buildout.SectionKey('', 'DEFAULT_VALUE')
    # Upstream downloads the list of every project (tens of megabytes) in case a name differs by its spelling.
    _package_index.PackageIndex.scan_all = lambda *_, **__: None

    upstream_init = buildout.Buildout.__init__

    @functools.wraps(upstream_init)
    def __init__(self, *args, **kwargs):
        try:
            upstream_init(self, *args, **kwargs)
        except PermissionError as error:
            if error.filename is None or os.path.exists(error.filename):
                raise
            raise zc.buildout.UserError(
                f'The folder {error.filename} cannot be made: permission denied. The options of [buildout] that name it, such as '
                'eggs-directory, need a folder that this account may write.') from error

    buildout.Buildout.__init__ = __init__

    upstream = Installer._make_env

    def _make_env(self):
        self._path = [*_eggs_in(self._path), *self._path]
        return upstream(self)

    Installer._make_env = _make_env


def _eggs_in(folders: list[str]) -> list[str]:
    return [os.path.dirname(info) for folder in folders
            for info in glob.glob(os.path.join(glob.escape(folder), '*.egg', '*.dist-info'))]
