"""Behaviours 5 (`.installed.cfg` is replaced atomically) and 6 (symbolic links are unlinked).

A build that is killed must leave the record of before or after, never half of one: the next build reads it.
"""
import io
import os
from types import ModuleType

from zc.buildout.configparser import parse


def apply(buildout: ModuleType) -> None:
    """Write the record of installed parts through a temporary file; uninstall links as links."""

    # Sections as they are in the file, once it was read for an update.
    buildout.Buildout._installed_sections = None

    def _save_installed_options(self, installed_options):
        path = self['buildout']['installed']
        if not path:
            return
        text = io.StringIO()
        buildout._save_options('buildout', installed_options['buildout'], text)
        for part in installed_options['buildout']['parts'].split():
            text.write('\n')
            buildout._save_options(part, installed_options[part], text)
        _replace(path, text.getvalue(), durable=True)
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
        text = io.StringIO()
        buildout._save_options('buildout', sections['buildout'], text)
        for part in sections['buildout']['parts'].split():
            text.write('\n')
            buildout._save_options(part, sections[part], text)
        # After a power cut the record of before is as good: the parts are only looked at once more.
        _replace(path, text.getvalue(), durable=False)

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


def _replace(path: str, text: str, durable: bool) -> None:
    temporary = path + '.tmp'
    with open(temporary, 'w') as f:
        f.write(text)
        if durable:
            f.flush()
            os.fsync(f.fileno())
    os.replace(temporary, path)
