"""Behaviour 18: stand-ins of the engine's own for the extensions that the stack of SlapOS asks of every release.

`slapos.rebootstrap` works with SlapOS's fork of buildout alone (see `rebootstrap`). `slapos.extension.shared` marks a folder whose
parts others share by the file `.shared`. No egg of them is looked for, whatever is pinned; other extensions are loaded as ever.
"""
import functools
import os
from typing import Any

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

from webrunner_engine.dialect import rebootstrap

REBOOTSTRAP = 'slapos-rebootstrap'
SHARED = 'slapos-extension-shared'


def apply(buildout: Any) -> None:
    """Take those two out of the extensions that are looked for, and do their work. To be applied before others wrap `install`."""
    cls = buildout.Buildout
    # Extensions ask for it: the fork has an option of that name, which ours has not.
    cls.dry_run = False
    cls._stand_ins = frozenset()
    cls._building_python = False
    upstream_install, upstream_load, upstream_unload = cls.install, cls._load_extensions, cls._unload_extensions

    @functools.wraps(upstream_load)
    def _load_extensions(self):
        if rebootstrap.is_building_python(self):
            return
        options = self['buildout']
        specs = (options.get('extensions') or '').split()
        own = frozenset(map(_name, specs)) & {REBOOTSTRAP, SHARED}
        if own:
            self._stand_ins |= own
            # Nobody looks for them from here on, neither to load nor to unload them.
            options['extensions'] = '\n'.join(spec for spec in specs if _name(spec) not in own)
        upstream_load(self)
        if REBOOTSTRAP in own:
            rebootstrap.build_python(self, functools.partial(upstream_install, self))

    cls._load_extensions = _load_extensions

    @functools.wraps(upstream_unload)
    def _unload_extensions(self):
        # What extensions do at the end of a build waits for that end.
        if rebootstrap.is_building_python(self):
            return
        upstream_unload(self)
        options = self['buildout']
        if SHARED in self._stand_ins and options.get('shared-parts'):
            with open(os.path.join(options['directory'], '.shared'), 'w'):
                pass

    cls._unload_extensions = _unload_extensions


def _name(spec: str) -> str:
    try:
        return canonicalize_name(Requirement(spec).name)
    except InvalidRequirement:
        # Buildout says what is wrong with it.
        return spec
