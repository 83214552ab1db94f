"""Behaviour 22: the options of `zc.recipe.egg` that SlapOS's fork has.

| option | what |
|---|---|
| `patches`, `<egg>-patches` | patches of the sources of an egg, as paths or addresses with `#` and a sum |
| `patch-options`, `patch-binary`, `patch-revision`, each also with `<egg>-` | how: `-p0`, `patch`, and their number |
| `setup-eggs` | what is installed for the build of the egg, and no longer |
| `environment` | the section with variables of that build, of a develop egg too |

What else a part needs first stands in `depends`, which is only there to refer to it.
"""
import functools
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from packaging.utils import canonicalize_name
from zc.buildout import easy_install
from zc.buildout.download import Download
from zc.recipe.egg.custom import Custom, Develop
from zc.recipe.egg.egg import Eggs

from webrunner_engine.dialect.source_eggs import Patches, built_with

_SPECIFIER = re.compile(r'[<>=!~;\[].*', re.DOTALL)


def apply(buildout: Any) -> None:
    """Give the recipes those options. Theirs is one class per kind of part: `:scripts` is one of `Eggs`."""
    _custom()
    _develop()
    _eggs()


def _custom() -> None:
    upstream_init, upstream_install = Custom.__init__, Custom.install

    @functools.wraps(upstream_init)
    def __init__(self, buildout, name, options):
        upstream_init(self, buildout, name, options)
        self._buildout = buildout

    def install(self):
        patches = _patches_of(self.options, [self.options.get('egg', self.options.get('eggs', self.name))])
        with _setting_up(self._buildout, self.options, self.environment, patches) as self.environment:
            return upstream_install(self)

    Custom.__init__, Custom.install = __init__, install


def _develop() -> None:
    upstream_init, upstream_install = Develop.__init__, Develop.install

    @functools.wraps(upstream_init)
    def __init__(self, buildout, name, options):
        upstream_init(self, buildout, name, options)
        self._buildout = buildout
        self.environment = _environment(buildout, options)
        options['_environment-data'] = repr(sorted(self.environment.items()))

    def install(self):
        with _setting_up(self._buildout, self.options, self.environment, {}) as variables, _variables(variables):
            return upstream_install(self)

    Develop.__init__, Develop.install = __init__, install


def _eggs() -> None:
    upstream = Eggs._working_set

    @functools.wraps(upstream)
    def _working_set(self, distributions, *args, **kwargs):
        patches = _patches_of(self.options, distributions)
        if not patches and 'setup-eggs' not in self.options:
            return upstream(self, distributions, *args, **kwargs)
        given = _environment(self.buildout, self.options)
        with _setting_up(self.buildout, self.options, given, patches) as variables, _variables(variables):
            return upstream(self, distributions, *args, **kwargs)

    Eggs._working_set = _working_set


def _environment(buildout, options) -> Mapping[str, str]:
    section = options.get('environment')
    return buildout[section] if section else {}


def _patches_of(options, specs: list[str]) -> dict[str, Patches]:
    """By canonical name, the patches of those eggs that a part has patches for."""
    own = {canonicalize_name(name.removesuffix('-patches')): name.removesuffix('-patches')
           for name in options if name.endswith('-patches')}
    named = {canonicalize_name(name): name for name in (_SPECIFIER.sub('', spec).strip() for spec in specs)}
    found: dict[str, Patches] = {}
    for key in {**named, **own}:
        spellings = [name for name in (own.get(key), named.get(key)) if name is not None]

        def given(what: str, default: str, spellings=spellings) -> str:
            names = [*(f'{name}-{what}' for name in spellings), what]
            return next((options[name] for name in names if name in options), default).strip()

        # What stands for all is about those that the part names.
        files = (given('patches', '') if key in named else options[f'{own[key]}-patches']).split()
        if files:
            found[key] = Patches(files, given('patch-binary', 'patch'), given('patch-options', '-p0'),
                                 int(given('patch-revision', str(len(files)))))
    return found


@contextmanager
def _setting_up(buildout, options, given: Mapping[str, str], patches: dict[str, Patches]) -> Iterator[Mapping[str, str]]:
    """Install what a build needs; while it lasts, eggs are built with that. The variables of the build, with those `given`."""
    section = buildout['buildout']
    eggs = [line.strip() for line in options.get('setup-eggs', '').split('\n') if line.strip()]
    with built_with(patches, Download(section, hash_name=True), is_set_up=bool(eggs) or 'PYTHONPATH' in given):
        if eggs:
            # The recipe puts variables into it.
            paths = [path.replace('%', '%%') for path in _paths_of(section, options, eggs)]
            further = given.get('PYTHONPATH', os.environ.get('PYTHONPATH', '').replace('%', '%%'))
            given = {**given, 'PYTHONPATH': os.pathsep.join(filter(None, [*paths, further]))}
        yield given


def _paths_of(section, options, eggs: list[str]) -> list[str]:
    working_set = easy_install.install(
        eggs, section['eggs-directory'], links=(options.get('find-links') or section.get('find-links') or '').split(),
        index=options.get('index') or section.get('index'), path=[section['develop-eggs-directory']],
        newest=section.get('newest') == 'true')
    return list(working_set.entries)


@contextmanager
def _variables(values: Mapping[str, str]) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in values}
    os.environ.update((name, value % os.environ) for name, value in values.items())
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
