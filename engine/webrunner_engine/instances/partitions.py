"""What slapproxy has allocated, read from its SQLite file: it works while slapproxy is down, and starts no process.

Rows are those of slapproxy's tables. An instance that another one requested has, in `requested_by`, the *reference* of the
root of its tree; a root has ''. References are unique among roots, and among the instances of one tree.

A shared instance has no row of its own: its parameters are in `slave_instance_list` of its host, which is what makes it be
there, and what was published for it in the table `slave`, which keeps it also when it is gone.
"""
import os
import sqlite3
from typing import Any, NamedTuple

from slapos.proxy.db_version import DB_VERSION
from slapos.slap.slap import COMPUTER_PARTITION_REQUEST_LIST_TEMPLATE_FILENAME as _TRANSACTION
from slapos.util import loads

from webrunner_engine.kit.files import read_left

Row = sqlite3.Row
_LARGEST = 16 * 1024 * 1024

NOT_PARAMETERS = frozenset({'slave_title', 'slave_reference', 'slap_software_type'})
"""What slapproxy itself says of a shared instance, among its parameters."""


class Shared(NamedTuple):
    """A shared instance, in the partition of its host."""

    host: str
    reference: str
    shared_reference: str
    # The reference of the root of the tree that requested it; '' for a user.
    requested_by: str
    parameters: dict[str, str]
    connection_xml: str | None


def read_partitions(database: str) -> list[Row]:
    """The allocated partitions of slapproxy's file `database`, in the order of their numbers."""
    return _select(database, "SELECT * FROM partition{} WHERE slap_state = 'busy' ORDER BY length(reference), reference")


def read_shared(database: str, rows: list[Row]) -> list[Shared]:
    """The shared instances of the allocated partitions `rows`, in the order of their hosts and references."""
    lists = {row['reference']: row['slave_instance_list'] for row in rows if row['slave_instance_list']}
    if not lists:
        return []
    known = {row['reference']: row for row in _select(database, 'SELECT * FROM slave{}')}
    return [_shared(host, entry, known.get(entry['slave_reference'])) for host, text in lists.items()
            for entry in sorted(loads(text.encode()), key=lambda entry: str(entry['slave_reference']))]


def _shared(host: str, entry: dict[str, Any], row: Row | None) -> Shared:
    name = entry['slave_reference']
    asked_by = (row['asked_by'] or '') if row is not None else ''
    return Shared(host, name.removeprefix(f'{asked_by}_'), name, asked_by,
                  {key: value for key, value in entry.items() if key not in NOT_PARAMETERS},
                  None if row is None else row['connection_xml'])


def read_releases(database: str) -> list[str]:
    """URLs of the releases that are to be built."""
    rows = _select(database, "SELECT url FROM software{} WHERE requested_state = 'available' ORDER BY url")
    return [row['url'] for row in rows]


def missing_profile(url: str) -> str | None:
    """File name of the profile of a release, where it is one of this machine and is no longer there."""
    path = url.removeprefix('file://')
    return path if path.startswith('/') and not os.path.exists(path) else None


def find_root(rows: list[Row], reference: str) -> Row | None:
    """The instance that a user requested as `reference`."""
    return next((row for row in rows if row['partition_reference'] == reference and not row['requested_by']), None)


def tree_of(rows: list[Row], row: Row) -> list[Row]:
    """All instances of the tree of `row`, the root first."""
    reference = row['requested_by'] or row['partition_reference']
    root = find_root(rows, reference)
    return [found for found in [root] if found is not None] + [found for found in rows if found['requested_by'] == reference]


def requested_by_profiles(instance_root: str, names: list[str]) -> set[str]:
    """References of the instances that partitions asked for when they were deployed last, as slapgrid keeps them."""
    found: set[str] = set()
    for name in names:
        kept = read_left(os.path.join(instance_root, name, _TRANSACTION % name), _LARGEST)
        # A name may have whatever else is a line end for `splitlines`.
        found.update((kept or b'').decode('utf-8', 'replace').split('\n'))
    return found


def _select(database: str, query: str) -> list[Row]:
    if not os.path.exists(database):
        return []
    # Not to be made when missing; and not read-only, since after a kill of slapproxy whoever comes first has to undo
    # what it had half written. It writes for a few milliseconds at a time.
    connection = sqlite3.connect(f'file:{_quoted(database)}?mode=rw', uri=True, timeout=2)
    try:
        connection.row_factory = sqlite3.Row
        # The number of the schema comes from the installed slapos.core itself.
        return connection.execute(query.format(DB_VERSION)).fetchall()
    except sqlite3.OperationalError as error:
        # slapproxy makes its tables at its first request.
        if 'no such table' in str(error):
            return []
        raise
    finally:
        connection.close()


def _quoted(path: str) -> str:
    return path.replace('%', '%25').replace('?', '%3f').replace('#', '%23')
