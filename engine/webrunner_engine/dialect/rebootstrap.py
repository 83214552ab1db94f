"""The engine's own stand-in for the extension `slapos.rebootstrap` (behaviour 18).

It does what that extension does: `python` of the section [buildout] names a section with the option `executable`. That section
and all that it refers to are built before any other part starts, together with those that `rebootstrap-prepend-paths` names,
which come first on the path of the second start. Then buildout starts again under that Python (see `second_start`), and is
handed over what was built (see `handed_over`): nothing is built twice.

Where it cannot start again, or is not to (`WEBRUNNER_NO_REBOOTSTRAP=1`), the Python of the engine goes on, and the log says so.
"""
import os
import platform
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import zc.buildout

from webrunner_engine.dialect import second_start
from webrunner_engine.dialect.part_events import handed_on

VARIABLE = 'WEBRUNNER_NO_REBOOTSTRAP'
_RECORD = '.prerebootstrap'
# What makes a part of a section.
_MAKING = ('recipe', '<', 'init', 'install', 'update')


def is_switched_off() -> bool:
    """Whether the environment says that the Python of the engine builds."""
    return os.environ.get(VARIABLE, '') not in ('', '0')


def is_building_python(build) -> bool:
    """Whether a `Buildout` is at what `build_python` does."""
    return getattr(build, '_building_python', False)


def build_python(build, install: Callable[[list[str]], None]) -> None:
    """Build the Python that a release names and start again under it; `install` installs parts, as the method of that name does.

    Returns under that Python, or where the one of the engine goes on. Raises UserError where the profile does not name one, or
    where it does not come to be.
    """
    environment = {**os.environ, **handed_on(build)}
    options = build['buildout']
    again = (options.get('pre-rebootstrap-installed') or '').strip()
    section = options['python'].strip()
    if not again and is_switched_off():
        _use_own(build, section)
        return
    executable = _option(build, 'python', section, 'executable')
    paths = [_option(build, 'rebootstrap-prepend-paths', name, 'location')
             for name in (options.get('rebootstrap-prepend-paths') or '').split()]
    if again or os.path.abspath(executable) == os.path.abspath(sys.executable):
        build._handed_over = again
        return
    parts = list(build._parts)
    build._logger.info('Installing [%s] first, for slapos.rebootstrap, with what it needs: %s.', section, ' '.join(parts))
    record = options['installed'] + _RECORD
    with _before_the_rest(build, record):
        install(parts)
    if not _is_program(executable):
        raise zc.buildout.UserError(
            f'[{section}] is installed, but there is no program {executable}, which its option executable names.')
    reason = second_start.start_again(build, executable, paths, record, environment)
    build._logger.warning('The Python of the engine (%s) goes on with the build, where a SlapOS node would start again '
                          'with %s: %s.', platform.python_version(), executable, reason)
    build._handed_over = record


def _use_own(build, section: str) -> None:
    """Have the Python of the engine stand for the one that a release would build."""
    build._logger.warning('The Python of the engine (%s) builds this release in the place of [%s], as the settings say. '
                          'A SlapOS node builds that one first, and all else with it.', platform.python_version(), section)
    if section == 'buildout' or section not in build._raw:
        return
    written = build._raw[section]
    if '<' in written:
        written = build['buildout']._do_extend_raw(section, written, [])
    build._raw[section] = {
        **{name: value for name, value in written.items() if name not in _MAKING},
        'executable': sys.executable, 'location': sys.prefix, 'version': f'{sys.version_info.major}.{sys.version_info.minor}',
    }


@contextmanager
def _before_the_rest(build, record: str) -> Iterator[None]:
    """While it lasts, installing some parts is not taken for the whole of the build, and is put on a record of its own."""
    options = build['buildout']
    installed, show, update = options['installed'], build.show_picked_versions, build.update_versions_file
    build._building_python, build.show_picked_versions, build.update_versions_file = True, False, ''
    options['installed'] = record
    try:
        yield
    finally:
        options['installed'] = installed
        build._installed_sections = None
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
