"""Behaviours 5 (`.installed.cfg` is replaced atomically) and 6 (symbolic links are unlinked).

A build that is killed must leave the record of before or after, never half of one: the next build reads it.
"""
import io
import os
from types import ModuleType


def apply(buildout: ModuleType) -> None:
    """Write the record of installed parts through a temporary file; uninstall links as links."""

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

    buildout.Buildout._save_installed_options = _save_installed_options

    def _update_installed(self, **buildout_options):
        path = self['buildout']['installed']
        with open(path) as f:
            text = io.StringIO(f.read())
        text.seek(0, os.SEEK_END)
        text.write('\n[buildout]\n')
        for option, value in buildout_options.items():
            buildout._save_option(option, value, text)
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
