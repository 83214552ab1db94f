"""Behaviour 14: a part whose recipe is no longer there is uninstalled all the same.

Upstream looks for an uninstaller in the recipe of every part that it takes away. Where the recipe left the profile together with
its last part (a folder of the `develop` option mostly), that build and each one after it would stop there. It would also ask
the package index for that recipe, even offline: whatever is only to be uninstalled is taken from what is there.
"""
from typing import Any

import zc.buildout
from zc.buildout.easy_install import Installer

_GROUP = 'zc.buildout.uninstall'
# The error of an offline build has no class of its own.
_OFFLINE = "We don't have a distribution for "
_NO_UNINSTALLER = 'Entry point '


def apply(buildout: Any) -> None:
    """Take a recipe that cannot be found or imported for one that has no uninstaller, and say so; ask no index for it."""
    upstream = buildout._install_and_load
    obtain = Installer._obtain

    def _obtain(self, requirement, source=None):
        # Without a folder to install into, which is what offline means, upstream reads the index and then refuses its answer.
        return None if self._dest is None else obtain(self, requirement, source)

    def _install_and_load(spec, group, entry, build):
        if group != _GROUP:
            return upstream(spec, group, entry, build)
        offline, build.offline = build.offline, True
        try:
            return upstream(spec, group, entry, build)
        except (zc.buildout.UserError, ImportError) as error:
            if not _is_gone(error):
                raise
            reason = str(error).partition('\n')[0]
            build._logger.warning('What the part installed is removed without its recipe %s: %s', spec, reason)
            # Upstream goes on after this one.
            raise ImportError(str(error)) from error
        finally:
            build.offline = offline

    Installer._obtain = _obtain
    buildout._install_and_load = _install_and_load


def _is_gone(error: Exception) -> bool:
    if isinstance(error, ImportError):
        # Most recipes have none, which is nothing to tell.
        return not str(error).startswith(_NO_UNINSTALLER)
    return str(error).startswith(_OFFLINE)
