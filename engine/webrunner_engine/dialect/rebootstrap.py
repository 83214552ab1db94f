"""The engine's own stand-in for the extension `slapos.rebootstrap` (behaviour 18).

It does what that extension does first: `python` of the section [buildout] names a section with the option `executable`.
That section and all that it refers to are built before any other part starts, together with those that
`rebootstrap-prepend-paths` names. They come into the record of installed parts as any part does: nothing is built twice.

On a SlapOS node buildout then starts again under that Python, and hands over in `pre-rebootstrap-installed` what was
built. Here the Python of the engine goes on, which the log says; there is nothing to hand over.
"""
import os
import platform
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import zc.buildout


def is_building_python(build) -> bool:
    """Whether a `Buildout` is at what `build_python` does."""
    return getattr(build, '_building_python', False)


def build_python(build, install: Callable[[list[str]], None]) -> None:
    """Build the Python that a release names, unless it is there; `install` installs parts, as the method of that name does.

    Raises UserError where the profile does not name one, or where it does not come to be.
    """
    options = build['buildout']
    # The extension reads it when it is started again.
    options.get('pre-rebootstrap-installed')
    section = options['python'].strip()
    executable = _option(build, 'python', section, 'executable')
    for name in (options.get('rebootstrap-prepend-paths') or '').split():
        _option(build, 'rebootstrap-prepend-paths', name, 'location')
    if os.path.abspath(executable) == os.path.abspath(sys.executable):
        return
    if not _is_program(executable):
        parts = list(build._parts)
        build._logger.info('Installing [%s] first, for slapos.rebootstrap, with what it needs: %s.', section, ' '.join(parts))
        with _before_the_rest(build):
            install(parts)
    if not _is_program(executable):
        raise zc.buildout.UserError(
            f'[{section}] is installed, but there is no program {executable}, which its option executable names.')
    build._logger.warning('The Python of the engine (%s) goes on with the build, where a SlapOS node would start again with %s.',
                          platform.python_version(), executable)


@contextmanager
def _before_the_rest(build) -> Iterator[None]:
    """While it lasts, installing some parts is not taken for the whole of the build."""
    show, update = build.show_picked_versions, build.update_versions_file
    build._building_python, build.show_picked_versions, build.update_versions_file = True, False, ''
    try:
        yield
    finally:
        build._building_python, build.show_picked_versions, build.update_versions_file = False, show, update


def _is_program(path: str) -> bool:
    return os.path.isfile(path) and os.access(path, os.X_OK)


def _option(build, asking: str, section: str, option: str) -> str:
    """An option that a section needs to have, since `asking` of [buildout] names that section; starts its recipe."""
    if section not in build._raw:
        raise zc.buildout.UserError(f'{asking} of [buildout] names [{section}], which does not exist.')
    value = build[section].get(option)
    if value is None:
        raise zc.buildout.UserError(
            f'{asking} of [buildout] names [{section}], which has no option {option}, and its recipe sets none.')
    return value
