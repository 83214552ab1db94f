"""What instances asked the Master for that this node does not serve, and the rules by which such requests are answered.

slapproxy forgets a request that it refuses or forwards. So what came of the last one of each name is kept in the partition
that asked, in `.slapgrid/requests.json`. The rules are in `etc/requests.json` of the node: which releases are asked of another
Master (slapproxy's `multimaster`), and which requests have a stand-in, an answer that somebody typed.
"""
import json
import logging
import os
import re
from typing import Any, Literal, NotRequired, TypedDict, cast

from slapos.grid.utils import md5digest

from webrunner_engine.instances.parameters import expand
from webrunner_engine.instances.partitions import Row, read_releases, requested_by_profiles
from webrunner_engine.kit.contract import PendingRequest, RequestRules
from webrunner_engine.kit.files import read_bytes, replace_file
from webrunner_engine.kit.times import iso

logger = logging.getLogger('webrunner.requests')
_NO_RULES: RequestRules = {'forwards': [], 'standIns': []}
_MOST = 100
"""Requests that are kept of one partition."""

Outcome = Literal['refused', 'allocated', 'forwarded', 'standIn']


class Record(TypedDict):
    """What came of the last request of one name."""

    url: str
    softwareType: str
    shared: bool
    parameters: dict[str, Any]
    outcome: Outcome
    since: float
    reason: NotRequired[str]
    master: NotRequired[str]
    connection: NotRequired[dict[str, Any]]


def read_rules(base: str) -> RequestRules:
    """The rules of the node in `base`."""
    try:
        return cast(RequestRules, {**_NO_RULES, **json.loads(read_bytes(_rules_path(base)) or '{}')})
    except (ValueError, TypeError):
        logger.warning('%s is damaged: requests are answered without rules', _rules_path(base))
        return _NO_RULES


def write_rules(base: str, rules: RequestRules) -> None:
    """Replace the rules of the node in `base`; slapproxy reads them at each request."""
    replace_file(_rules_path(base), json.dumps(rules))


def note(folder: str, reference: str, record: Record) -> None:
    """Keep what came of a request of the partition in `folder`. Never raises: the answer itself matters more."""
    try:
        records = _read(folder)
        before = records.pop(reference, None)
        if before is not None and all(before.get(name) == record.get(name) for name in ('url', 'softwareType', 'outcome')):
            record['since'] = before['since']
        records[reference] = record
        os.makedirs(os.path.join(folder, '.slapgrid'), exist_ok=True)
        replace_file(_path(folder), json.dumps(dict(list(records.items())[-_MOST:])), durable=False)
    except OSError as error:
        logger.warning('the request %r of %s was not recorded: %s', reference, folder, error)


def pending(database: str, instance_root: str, row: Row, rows: list[Row]) -> list[PendingRequest]:
    """What the instance in `row` asks for, as it was deployed last, that this node does not serve itself."""
    name = row['reference']
    records = _read(os.path.join(instance_root, name))
    if not records:
        return []
    asked = requested_by_profiles(instance_root, [name])
    supplied = read_releases(database)
    found: list[PendingRequest] = []
    for reference, record in records.items():
        if reference not in asked:
            continue
        request: PendingRequest = {
            'reference': reference,
            'url': record['url'],
            'softwareType': record['softwareType'],
            'shared': record['shared'],
            'parameters': expand(record['parameters']),
            'state': 'waiting',
            'since': iso(record['since']),
        }
        if record['outcome'] in ('forwarded', 'standIn'):
            request['state'] = 'forwarded' if record['outcome'] == 'forwarded' else 'standIn'
            request['connectionParameters'] = expand(record.get('connection', {}))
        elif record['outcome'] == 'allocated':
            url = record['url']
            if record['shared'] or url in supplied or is_built(instance_root, url):
                continue
            tree = row['requested_by'] or row['partition_reference']
            if all(one['partition_reference'] != reference or one['requested_by'] != tree for one in rows):
                continue
            request['reason'] = 'No node here has this release.'
        else:
            request['reason'] = record.get('reason', '')
        if 'master' in record:
            request['master'] = record['master']
        found.append(request)
    return found


def is_built(instance_root: str, url: str) -> bool:
    """Whether a release is installed on the node whose instances are in `instance_root`."""
    return os.path.exists(os.path.join(os.path.dirname(instance_root), 'soft', md5digest(url), '.completed'))


def is_partition(name: str) -> bool:
    """Whether a text that came over the network can be the name of a partition, and so of its folder."""
    return re.fullmatch(r'[A-Za-z0-9][\w.-]*', name) is not None


def _read(folder: str) -> dict[str, Record]:
    try:
        found = json.loads(read_bytes(_path(folder)) or '{}')
        return {name: one for name, one in found.items() if _is_record(one)}
    except (ValueError, AttributeError, NotADirectoryError):
        # Damaged from outside: the next deployment asks again.
        return {}


def _is_record(one: Any) -> bool:
    # The file is in the reach of what runs in the partition.
    wanted = {'url': str, 'softwareType': str, 'shared': bool, 'parameters': dict, 'outcome': str, 'since': float}
    allowed = {'reason': str, 'master': str, 'connection': dict}
    return isinstance(one, dict) and one.keys() >= wanted.keys() and all(
        isinstance(value, {**wanted, **allowed}.get(name, object)) for name, value in one.items())


def _path(folder: str) -> str:
    return os.path.join(folder, '.slapgrid', 'requests.json')


def _rules_path(base: str) -> str:
    return os.path.join(base, 'etc', 'requests.json')
