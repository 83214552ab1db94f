"""How eggs are built from their sources (behaviour 22): patched where a part says so, and without an environment of pip's own.

A patched egg has the version of its source with `+SlapOSPatched001`, the number being that of its patches, or the one that is
given: such a version is what the section of versions pins. As SlapOS's fork of buildout does, sources are built by what is
installed, with the eggs that the part sets up for that. Only a project whose build needs what is not there gets an environment
of its own from pip, which downloads that.
"""
import functools
import os
import re
import shlex
import subprocess
import tempfile
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

import pkg_resources
import zc.buildout
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from setuptools import archive_util
from setuptools.command import setopt
from zc.buildout import easy_install
from zc.buildout.download import Download
from zc.buildout.easy_install import Installer

_MARKER = 'SlapOSPatched'
_MARKED = re.compile(rf'[+-]{_MARKER}\d+', re.IGNORECASE)


class Patches(NamedTuple):
    """What is done to the sources of an egg; `files` are paths or addresses, with `#` and a sum behind them where one is known."""

    files: list[str]
    binary: str
    options: str
    revision: int

    @property
    def tag(self) -> str:
        """What comes behind the version of the egg."""
        return f'+{_MARKER}{self.revision:03}'

    def apply_to(self, folder: str, download: Download) -> None:
        """Patch unpacked sources, and have their version say so."""
        for file in self.files:
            address, _, md5sum = file.partition('#')
            path, is_temporary = download(address, md5sum.removeprefix('md5=') or None)
            try:
                self._apply(path, address, folder)
            finally:
                if is_temporary:
                    os.remove(path)
        setup_cfg = os.path.join(folder, 'setup.cfg')
        Path(setup_cfg).touch()
        setopt.edit_config(setup_cfg, {'egg_info': {'tag_build': self.tag}})

    def _apply(self, path: str, address: str, folder: str) -> None:
        with open(path, 'rb') as f:
            done = subprocess.run([self.binary, *shlex.split(self.options)], cwd=folder, stdin=f, stdout=subprocess.PIPE,
                                  stderr=subprocess.STDOUT, encoding='utf-8', errors='replace', check=False)
        if done.returncode:
            raise zc.buildout.UserError(f'The patch {address} does not apply with {self.options}:\n{done.stdout.rstrip()}')


class _Manner:
    """How sources are built at this moment; a process has one build."""

    def __init__(self) -> None:
        self.patches: Mapping[str, Patches] = {}
        self.download: Download | None = None
        # Whether the part has set up what a build needs.
        self.is_set_up = False
        self.project = ''
        self.is_isolated = True


_manner = _Manner()


@contextmanager
def built_with(patches: Mapping[str, Patches], download: Download, is_set_up: bool) -> Iterator[None]:
    """While it lasts, eggs are built with those patches (by canonical name of egg), and by what is set up."""
    before = _manner.patches, _manner.download, _manner.is_set_up
    _manner.patches, _manner.download, _manner.is_set_up = patches, download, is_set_up
    try:
        yield
    finally:
        _manner.patches, _manner.download, _manner.is_set_up = before


def apply(buildout: Any) -> None:
    """Follow what is built, and build it in our manner. To be applied after `pins`."""
    upstream_obtain = Installer._obtain

    def _obtain(self, requirement, source=None):
        if canonicalize_name(requirement.project_name) not in _manner.patches:
            return upstream_obtain(self, requirement, source)
        return upstream_obtain(self, pkg_resources.Requirement.parse(_MARKED.sub('', str(requirement))), 1)

    Installer._obtain = _obtain

    upstream_get = Installer._get_dist

    @functools.wraps(upstream_get)
    def _get_dist(self, requirement, ws):
        try:
            return upstream_get(self, requirement, ws)
        except easy_install.MissingDistribution as error:
            if not _MARKED.search(str(requirement)) or canonicalize_name(requirement.project_name) in _manner.patches:
                raise
            name = requirement.project_name
            raise zc.buildout.UserError(
                f'{error} It is a patched version: a part with the recipe zc.recipe.egg:custom and the option {name}-patches, or '
                f'patches, makes it, and has to come first.') from error

    Installer._get_dist = _get_dist

    upstream_move, upstream_install = easy_install._move_to_eggs_dir_and_compile, Installer._call_pip_install

    def _move_to_eggs_dir_and_compile(dist, dest):
        patches = _manner.patches.get(canonicalize_name(dist.project_name))
        with _building(dist):
            # What was built already has the version that its patches gave it.
            if patches is not None and not _MARKED.search(dist.version):
                dist = dist.clone(version=dist.version + patches.tag)
            return upstream_move(dist, dest)

    easy_install._move_to_eggs_dir_and_compile = _move_to_eggs_dir_and_compile

    def _call_pip_install(self, spec, dest, dist):
        with _building(dist):
            return upstream_install(self, spec, dest, dist)

    Installer._call_pip_install = _call_pip_install

    upstream_pip = easy_install.call_pip_install

    @functools.wraps(upstream_pip)
    def call_pip_install(spec, dest, editable=False):
        with tempfile.TemporaryDirectory() as temporary:
            folder = _sources(spec, temporary)
            if folder is None:
                return upstream_pip(spec, dest, editable)
            patches = None if editable else _manner.patches.get(_manner.project)
            if patches is not None and _manner.download is not None:
                patches.apply_to(folder, _manner.download)
            with _isolated(not _manner.is_set_up and _needs_more(folder)):
                return upstream_pip(spec if editable else folder, dest, editable)

    easy_install.call_pip_install = call_pip_install

    upstream_output = easy_install.get_subprocess_output

    @functools.wraps(upstream_output)
    def get_subprocess_output(args, **options):
        if not _manner.is_isolated and args[1:4] == ['-m', 'pip', 'install']:
            args = [*args[:4], '--no-build-isolation', *args[4:]]
        return upstream_output(args, **options)

    easy_install.get_subprocess_output = get_subprocess_output


@contextmanager
def _building(dist) -> Iterator[None]:
    before, _manner.project = _manner.project, canonicalize_name(dist.project_name)
    try:
        yield
    finally:
        _manner.project = before


@contextmanager
def _isolated(is_isolated: bool) -> Iterator[None]:
    before, _manner.is_isolated = _manner.is_isolated, is_isolated
    try:
        yield
    finally:
        _manner.is_isolated = before


def _sources(spec: str, temporary: str) -> str | None:
    """The folder of the sources that pip is given, unpacked where they are an archive; None where they are neither."""
    path = unquote(urlsplit(spec).path) if spec.startswith('file://') else spec
    if os.path.isdir(path):
        return path
    if not os.path.isfile(path) or path.endswith('.whl'):
        return None
    try:
        archive_util.unpack_archive(path, temporary)
    except archive_util.UnrecognizedFormat:
        return None
    found = [entry.path for entry in os.scandir(temporary) if entry.is_dir()]
    return found[0] if len(found) == 1 and not (Path(temporary) / 'setup.py').exists() else temporary


def _needs_more(folder: str) -> bool:
    """Whether the build of a project needs what the engine does not bring."""
    try:
        with open(os.path.join(folder, 'pyproject.toml'), 'rb') as f:
            needed = tomllib.load(f).get('build-system', {}).get('requires', [])
    except FileNotFoundError:
        return False
    except (OSError, ValueError):
        # pip says what is wrong with it.
        return True
    return not all(isinstance(one, str) and _is_met(Requirement(one)) for one in needed)


def _is_met(requirement: Requirement) -> bool:
    if requirement.marker is not None and not requirement.marker.evaluate():
        return True
    found = easy_install.pkg_resources.working_set.by_key.get(canonicalize_name(requirement.name))
    return found is not None and not requirement.extras and requirement.specifier.contains(found.version, prereleases=True)
