"""Behaviours 9 (`eggs-directory` as written) and 10 (a misspelled egg fails at once)."""
from typing import Any

from zc.buildout import _package_index


def apply(buildout: Any) -> None:
    """Drop upstream's `/v5` below the eggs directory, and never read the whole index of names."""
    buildout._buildout_default_options['eggs-directory-version'] = buildout.SectionKey('', 'DEFAULT_VALUE')
    # Upstream downloads the list of every project (tens of megabytes) in case a name differs by its spelling.
    _package_index.PackageIndex.scan_all = lambda *_, **__: None
