"""What was installed for `slapos.rebootstrap` is handed over to the rest of the build (behaviour 21).

Its record is kept apart: it was signed with the recipes of another Python. The rest of the build takes those parts for installed,
under the signatures that they have now, unless their options are others.
"""
import os
from typing import Any


def apply(buildout: Any) -> None:
    """Add the parts on that record to those that are installed. To be applied after `signatures`."""
    cls = buildout.Buildout
    # Path of the record; empty where nothing is handed over.
    cls._handed_over = ''
    cls._taken_over, cls._known = {}, {}
    upstream_read = cls._read_installed_part_options

    def _read_installed_part_options(self):
        found, exists = upstream_read(self)
        # While the Python is built it is read as the record of installed parts.
        if self._building_python or not os.path.isfile(self._handed_over):
            return found, exists
        options = self['buildout']
        installed, options['installed'] = options['installed'], self._handed_over
        try:
            before, _ = upstream_read(self)
        finally:
            options['installed'] = installed
        started = set(self._parts)
        self._taken_over = {name: before[name] for name in (before['buildout']['parts'] or '').split() if name in started}
        found.update(self._taken_over)
        parts = dict.fromkeys([*(found['buildout']['parts'] or '').split(), *self._taken_over])
        found['buildout']['parts'] = ' '.join(parts)
        self._known = found
        self._save_installed_options(found)
        return found, True

    cls._read_installed_part_options = _read_installed_part_options

    upstream_signatures = cls._compute_part_signatures

    def _compute_part_signatures(self, parts):
        upstream_signatures(self, parts)
        for name in self._taken_over:
            if name in parts:
                self._taken_over[name]['__buildout_signature__'] = self[name]['__buildout_signature__']
        if self._taken_over:
            # From here on a failure of this build does not forget them.
            self._save_installed_options(self._known)

    cls._compute_part_signatures = _compute_part_signatures
