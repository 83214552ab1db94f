"""Behaviour 21: a build starts again under the Python that its release has made, with the engine's buildout and its dialect.

That Python imports the engine's packages by their path: all of them where it has the version of the engine's own, else those
that build and are plain Python, as links in a folder of the release. What is compiled for one version cannot be imported by
another: recipes come from their eggs then, as on a SlapOS node.
"""
import os
import shutil
import subprocess
import sys
from importlib import metadata

from webrunner_engine.dialect.script import ENGINE

_OLDEST = (3, 11)
_SECONDS = 120
_LINKS = '.engine'
_PORTABLE = ('zc.buildout', 'zc.recipe.egg', 'setuptools', 'pip', 'wheel', 'packaging', 'webrunner-engine')
_VERSION = 'import sys; print("Python %d %d" % sys.version_info[:2])'
_BOOTSTRAP = """\
import sys
sys.path[:0] = {paths!r}
import zc.buildout.buildout
import webrunner_engine.dialect
webrunner_engine.dialect.apply(zc.buildout.buildout)
zc.buildout.buildout.main({arguments!r})
"""
# A profile is nothing that bootstrap needs.
_WITHOUT_PROFILE = ['-U', '-c', os.devnull]
_FOLDERS = ('directory', 'bin-directory', 'eggs-directory', 'develop-eggs-directory', 'parts-directory')


def start_again(build, python: str, paths: list[str], record: str, environment: dict[str, str]) -> str:
    """Replace this process by the buildout of `python`; where that cannot be, the reason.

    `paths` come first on the path of its bootstrap, `record` says what was installed, `environment` is that of the new process.
    """
    version = _version_of(python)
    if version is None:
        return 'it does not run as a Python does'
    if version < _OLDEST:
        return f'it is a Python {_dotted(version)}, and the packages of the engine need {_dotted(_OLDEST)}'
    script = os.path.join(build['buildout']['bin-directory'], 'buildout')
    failure = _bootstrap(build, python, [*paths, _packages(build, version)], environment, script)
    if failure is not None:
        return f'its bootstrap failed: {failure}'
    build._logger.info('Starting again with %s (Python %s), which the release names.', python, _dotted(version))
    sys.stdout.flush()
    sys.stderr.flush()
    return os.execve(python, [python, script, f'buildout:pre-rebootstrap-installed={record}', *sys.argv[1:]], environment)


def _version_of(python: str) -> tuple[int, int] | None:
    try:
        words = _output(python, '-c', _VERSION).split()
    except (OSError, subprocess.SubprocessError):
        return None
    return (int(words[1]), int(words[2])) if len(words) == 3 and words[1].isdigit() and words[2].isdigit() else None


def _output(*command: str, environment: dict[str, str] | None = None) -> str:
    return subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=environment,
                          encoding='utf-8', errors='replace', timeout=_SECONDS, check=True).stdout


def _packages(build, version: tuple[int, int]) -> str:
    """The folder from which a Python of that version imports what builds."""
    if os.path.basename(os.path.dirname(ENGINE)) == f'python{_dotted(version)}':
        return ENGINE
    folder = os.path.join(build['buildout']['directory'], _LINKS)
    shutil.rmtree(folder, ignore_errors=True)
    os.mkdir(folder)
    for name in _top_level():
        os.symlink(os.path.join(ENGINE, name), os.path.join(folder, name))
    return folder


def _top_level() -> set[str]:
    """What the portable distributions have in the folder of packages."""
    found: set[str] = set()
    for name in _PORTABLE:
        distribution = next(iter(metadata.distributions(name=name, path=[ENGINE])))
        found.update(file.parts[0] for file in distribution.files or ())
    return found - {'..', '__pycache__'}


def _bootstrap(build, python: str, paths: list[str], environment: dict[str, str], script: str) -> str | None:
    """Have `python` write the `bin/buildout` of the release; where it does not, that stays as it was, and the last line it said."""
    before = None
    if os.path.exists(script):
        before = script + '-old'
        shutil.copy2(script, before)
    options = build['buildout']
    arguments = [*_WITHOUT_PROFILE, *(f'buildout:{name}={options[name]}' for name in _FOLDERS), 'bootstrap']
    try:
        # -P: the folder of the release is no place to import from.
        _output(python, '-P', '-c', _BOOTSTRAP.format(paths=paths, arguments=arguments), environment=environment)
        return None
    except (OSError, subprocess.SubprocessError) as error:
        if before is not None:
            shutil.copy2(before, script)
        lines = (getattr(error, 'stdout', None) or str(error)).strip().splitlines()
        return lines[-1] if lines else str(error)
    finally:
        if before is not None:
            os.remove(before)


def _dotted(version: tuple[int, int]) -> str:
    return f'{version[0]}.{version[1]}'
