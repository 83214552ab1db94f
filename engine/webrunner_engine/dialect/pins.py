"""Behaviours 16 (what the engine brings stands for its pins) and 17 (`1.0:whl` takes the wheel) of the section of versions.

The stack of SlapOS pins the buildout that it is built with, a fork that no index has (`zc.buildout = 3.0.1+slapos010`), and that
fork lets a pin ask for the wheel. The running buildout is the engine's, whatever is pinned.
"""
import functools
import os
from collections.abc import Mapping
from importlib import metadata
from typing import Any
from urllib.parse import urlsplit

import pkg_resources
from packaging.utils import canonicalize_name
from zc.buildout import easy_install
from zc.buildout.easy_install import Installer

from webrunner_engine.dialect.switch import DownloadRefused

OWN = ('zc.buildout', 'zc.recipe.egg', 'setuptools', 'pip', 'wheel')
"""What builds with: imported by the running buildout, or called by it. No other version of it can take part in the build."""
_ALWAYS = frozenset(map(canonicalize_name, OWN[:2]))
_OWN = frozenset(map(canonicalize_name, OWN))
_WHEEL = ':whl'


class _Pins(dict[str, str]):
    """Versions by canonical name, without the mark of those that are to be wheels."""

    wheels: frozenset[str] = frozenset()


class _Wheels(pkg_resources.Requirement):
    """A requirement that only a wheel meets."""

    def __contains__(self, item: Any) -> bool:
        return super().__contains__(item) and urlsplit(getattr(item, 'location', '')).path.endswith('.whl')

    __hash__ = pkg_resources.Requirement.__hash__


def apply(buildout: Any) -> None:
    """Read pins as SlapOS's fork of buildout does, with the engine's own distributions in the place of that fork's."""
    upstream_normalize = easy_install.normalize_versions

    def normalize_versions(versions: Mapping[str, str]) -> _Pins:
        found = upstream_normalize(versions)
        pins = _Pins((name, _version(pin)) for name, pin in found.items())
        pins.wheels = frozenset(name for name, pin in found.items() if pin.strip().endswith(_WHEEL))
        return pins

    easy_install.normalize_versions = normalize_versions

    upstream_constrain = Installer._constrain

    def _constrain(self, requirement):
        name = canonicalize_name(requirement.project_name)
        pin = self._versions.get(name)
        if not pin:
            return upstream_constrain(self, requirement)
        own = _own_version(name)
        if own is not None and (name in _ALWAYS or (name in _OWN and requirement.specifier.contains(own, prereleases=True))
                                or _stands_in(self, requirement, name, pin, own)):
            return _exactly(requirement, own)
        return upstream_constrain(self, requirement)

    Installer._constrain = _constrain

    upstream_obtain = Installer._obtain

    def _obtain(self, requirement, source=None):
        if source or canonicalize_name(requirement.project_name) not in getattr(self._versions, 'wheels', ()):
            return upstream_obtain(self, requirement, source)
        found = upstream_obtain(self, _Wheels(str(requirement)))
        if found is None:
            easy_install.logger.warning('There is no wheel of %s for this Python; its pin, with %s, takes no other file.',
                                        requirement, _WHEEL)
        return found

    Installer._obtain = _obtain

    upstream_load = buildout.Buildout._load_extensions
    buildout.Buildout._told_of_pins = False

    @functools.wraps(upstream_load)
    def _load_extensions(self):
        replaced = _replaced(self.versions)
        if replaced and not self._told_of_pins:
            self._told_of_pins = True
            self._logger.info('Versions of the engine stand for what is pinned: %s.', ', '.join(replaced))
        return upstream_load(self)

    buildout.Buildout._load_extensions = _load_extensions

    upstream_load_recipe = buildout._install_and_load
    buildout.Buildout._told_of_recipes = frozenset()

    def _install_and_load(spec, group, entry, build):
        if group == 'zc.buildout':
            _tell_of_recipe(spec, build)
        return upstream_load_recipe(spec, group, entry, build)

    buildout._install_and_load = _install_and_load


def _tell_of_recipe(spec: str, build) -> None:
    """Say, once, that a recipe is the engine's where the profile pins another version of it."""
    name = canonicalize_name(pkg_resources.Requirement.parse(spec).project_name)
    # A part that the option `develop` refers to starts before buildout has read the versions.
    versions = getattr(build, 'versions', {})
    pins = {canonicalize_name(other): pin for other, pin in versions.items()}
    own, pin = _own_version(name), _version(pins.get(name, ''))
    if own is None or name in _OWN or name in build._told_of_recipes or not pin or pin[0] in '<>' or pin == own:
        return
    found = pkg_resources.working_set.by_key.get(pkg_resources.Requirement.parse(spec).key)
    if found is not None and found.version == own:
        build._told_of_recipes |= {name}
        build._logger.info('The recipes of %s are those of the engine, %s (pinned: %s).', name, own, pin)


def _version(pin: str) -> str:
    return pin.strip().removesuffix(_WHEEL).rstrip()


def _replaced(versions: Mapping[str, str]) -> list[str]:
    """One phrase for each pin that gives way to the engine's own distribution."""
    found = []
    for name, pin in versions.items():
        own = _own_version(name) if canonicalize_name(name) in _OWN else None
        # Buildout's own defaults are no pins.
        if own is not None and pin and _version(pin) != own and pin[0] not in '<>':
            found.append(f'{name} {own} (pinned: {pin})')
    return found


@functools.cache
def _own_version(name: str) -> str | None:
    """Version of a distribution of the engine's environment, or None."""
    packages = os.path.dirname(os.path.dirname(os.path.dirname(easy_install.__file__)))
    return next((found.version for found in metadata.distributions(name=name, path=[packages])), None)


def _exactly(requirement: pkg_resources.Requirement, version: str) -> pkg_resources.Requirement:
    extras = f"[{','.join(requirement.extras)}]" if requirement.extras else ''
    return pkg_resources.Requirement.parse(f'{requirement.project_name}{extras}=={version}')


def _stands_in(installer: Installer, requirement, name: str, pin: str, own: str) -> bool:
    """Whether the engine's distribution takes the place of a local version (`1.0+slapos1`) that is nowhere to be had."""
    if '+' not in pin or pin == own or not requirement.specifier.contains(own, prereleases=True):
        return False
    answers = installer.__dict__.setdefault('_stand_ins', {})
    if name not in answers:
        answers[name] = not _is_to_be_had(installer, _exactly(requirement, pin))
        if answers[name]:
            easy_install.logger.info('Version %s of %s is not to be had: %s of the engine stands for it.', pin, name, own)
    return answers[name]


def _is_to_be_had(installer: Installer, requirement: pkg_resources.Requirement) -> bool:
    try:
        return any(found is not None for found in installer._satisfied(requirement))
    except DownloadRefused:
        # No index has local versions, and whatever else it could be found in may not be asked.
        return False
