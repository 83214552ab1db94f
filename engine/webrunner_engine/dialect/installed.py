"""Behaviours 5 (`.installed.cfg` is replaced atomically), 6 (symbolic links are unlinked) and 15 (it can always be read again).

A build that is killed must leave the record of before or after, never half of one: the next build reads it.
"""
import io
import os
from typing import Any

from zc.buildout.configparser import option_start, parse


def apply(buildout: Any) -> None:
    """Write the record of installed parts through a temporary file; uninstall links as links."""
    # Sections as they are in the file, once it was read for an update.
    buildout.Buildout._installed_sections = None

    def record(sections) -> str:
        texts = []
        for name in ['buildout', *sections['buildout']['parts'].split()]:
            text = io.StringIO()
            # Another name (that of a parameter with a blank, say) would make the record unreadable for good. Left out, it has
            # the part count as changed at the next build, and no more.
            buildout._save_options(name, {key: value for key, value in sections[name].copy().items() if _is_readable(key)}, text)
            texts.append(text.getvalue())
        return '\n'.join(texts)

    def _save_installed_options(self, installed_options):
        path = self['buildout']['installed']
        if not path:
            return
        _replace(path, record(installed_options), durable=True)
        self._installed_sections = None

    buildout.Buildout._save_installed_options = _save_installed_options

    def _update_installed(self, **buildout_options):
        # Upstream appends another [buildout]; recipes that read the file with configparser (slapos.cookbook:free_port)
        # refuse a section that is there twice.
        path = self['buildout']['installed']
        if self._installed_sections is None:
            with open(path) as f:
                self._installed_sections = parse(f, path)
        sections = self._installed_sections
        sections['buildout'].update(buildout_options)
        # After a power cut the record of before is as good: the parts are only looked at once more.
        _replace(path, record(sections), durable=False)

    buildout.Buildout._update_installed = _update_installed

    upstream_uninstall = buildout.Buildout._uninstall

    def _uninstall(self, installed):
        rest = []
        for path in installed.split('\n'):
            if path and os.path.islink(self._buildout_path(path)):
                os.unlink(self._buildout_path(path))
            else:
                rest.append(path)
        upstream_uninstall(self, '\n'.join(rest))

    buildout.Buildout._uninstall = _uninstall

    upstream_rmtree = buildout.rmtree

    def rmtree(path):
        # Also reached when a recipe fails, for the paths that it had registered as created.
        if os.path.islink(path):
            os.unlink(path)
        else:
            upstream_rmtree(path)

    buildout.rmtree = rmtree


def _is_readable(option: str) -> bool:
    """Whether buildout reads an option of that name as it writes it."""
    match = option_start(f'{option}=')
    return match is not None and match['name'] == option


def _replace(path: str, text: str, durable: bool) -> None:
    temporary = path + '.tmp'
    with open(temporary, 'w') as f:
        f.write(text)
        if durable:
            f.flush()
            os.fsync(f.fileno())
    os.replace(temporary, path)
