"""`bin/buildout` of a software release: the script that bootstrap writes applies the dialect too.

Partitions use the same script, so this is the one place that makes a whole release speak the dialect.
"""
import os
from typing import Any

import zc.buildout

ENGINE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.realpath(__file__))))
"""Folder of the engine's packages, also where another Python imports them by links."""
_IMPORT = 'import zc.buildout.buildout\n'
APPLY = f'# The engine in {ENGINE}\nimport webrunner_engine.dialect\nwebrunner_engine.dialect.apply(zc.buildout.buildout)\n'


def apply(buildout: Any) -> None:
    """Make bootstrap write the dialect in `bin/buildout`, and nothing write it without."""
    upstream_bootstrap = buildout.Buildout.bootstrap

    @buildout.command
    def bootstrap(self, args):
        upstream_bootstrap(self, args)
        path = os.path.join(self['buildout']['bin-directory'], 'buildout')
        with open(path) as f:
            text = f.read()
        if APPLY in text:
            return
        if _IMPORT not in text:
            raise zc.buildout.UserError(f'{path} is not as expected: it does not import buildout.')
        with open(path, 'w') as f:
            f.write(text.replace(_IMPORT, _IMPORT + APPLY, 1))

    buildout.Buildout.bootstrap = bootstrap

    def _maybe_upgrade(self):
        # Upstream would fetch another buildout when the profile pins one, and write a bin/buildout without the dialect.
        self._logger.debug('The buildout of the engine is used, whatever version is pinned.')

    buildout.Buildout._maybe_upgrade = _maybe_upgrade
