"""Behaviour 13: developing a folder with a setup.py needs no network.

Upstream runs `pip install --editable`, which downloads setuptools for an environment of its own, at every build. What buildout
uses of it are the `.egg-info` and the extension modules in the folder: the setuptools of the engine makes them as well, at once.
"""
import functools
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import zc.buildout
from zc.buildout import easy_install

# What `setup.py develop` was, before setuptools handed it over to pip.
_COMMANDS = ('egg_info', 'build_ext', '--inplace')


def apply(buildout: Any) -> None:
    """Make the egg-link of a setuptools project without pip; a project with pyproject.toml says itself what builds it."""
    upstream = easy_install.develop

    @functools.wraps(upstream)
    def develop(setup, dest, build_ext=None, executable=sys.executable):
        path = Path(setup).expanduser().resolve()
        folder = path if path.is_dir() else path.parent
        if build_ext or (folder / 'pyproject.toml').exists() or not (folder / 'setup.py').is_file():
            return upstream(setup, dest, build_ext, executable)
        _run_setup(folder)
        info = _egg_info(folder)
        return upstream(setup, dest, build_ext, executable) if info is None else _link(folder, info, dest)

    easy_install.develop = develop


def _run_setup(folder: Path) -> None:
    done = subprocess.run([sys.executable, 'setup.py', '-q', *_COMMANDS], cwd=folder, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding='utf-8', errors='replace', check=False)
    if done.returncode:
        raise zc.buildout.UserError(f'{folder}/setup.py failed:\n{done.stdout.rstrip()}')


def _egg_info(folder: Path) -> Path | None:
    """The .egg-info made last, beside setup.py or in the folder of its packages; other projects may be there too."""
    # PKG-INFO is written each time, whereas the time of its folder stays.
    found = [*folder.glob('*.egg-info/PKG-INFO'), *folder.glob('*/*.egg-info/PKG-INFO')]
    return max(found, key=os.path.getmtime).parent if found else None


def _link(folder: Path, info: Path, dest: str) -> str:
    """Write the egg-link (where the packages are, and where setup.py is from there); its path."""
    path = os.path.join(dest, info.stem + '.egg-link')
    with open(path, 'w') as f:
        f.write(f'{info.parent}\n{os.path.relpath(folder, info.parent)}')
    return path
