"""What is there: instances with their processes, promises and parameters.

Everything is read from where it is kept (slapproxy's SQLite file, supervisord's socket, the partitions' folders):
no process is started, and it works while slapproxy or a supervisord is down.
"""
import os
from typing import Any, NotRequired, TypedDict

from slapos.slap.slap import DEFAULT_SOFTWARE_TYPE

from webrunner_engine.instances import bang, requests
from webrunner_engine.instances.parameters import expand, expand_parameters
from webrunner_engine.instances.partitions import Row, Shared, find_root, read_partitions, read_shared
from webrunner_engine.instances.promise_results import PromiseResult, read_promises
from webrunner_engine.instances.service_processes import (
    ProcessInfo,
    ServiceProcess,
    last_exit,
    partition_processes,
    read_processes,
    stopped_processes,
)
from webrunner_engine.kit.contract import PendingRequest, SharedSnapshot
from webrunner_engine.kit.files import modified
from webrunner_engine.kit.times import iso


class Instance(TypedDict):
    """What the server is told of an instance."""

    partition: str
    reference: str
    url: str
    softwareType: str
    requestedState: str
    instanceParameters: dict[str, Any]
    connectionParameters: dict[str, Any]
    processes: list[ServiceProcess]
    promises: list[PromiseResult]
    supervisor: str
    processed: NotRequired[str]
    requestedBy: NotRequired[str]
    bang: NotRequired[bang.Bang]
    sharedInstances: NotRequired[list[SharedSnapshot]]
    pendingRequests: NotRequired[list[PendingRequest]]


class Snapshot(TypedDict):
    """The answer to the host's `snapshot`."""

    instances: list[Instance]


def snapshot(database: str, instance_root: str) -> Snapshot:
    """All instances of slapproxy's file `database`."""
    rows = read_partitions(database)
    processes = read_processes(os.path.join(instance_root, 'sv.sock')) if rows else []
    instances = [_instance(row, rows, instance_root, processes) for row in rows]
    shared = read_shared(database, rows)
    for instance in instances:
        served = [_shared(one, rows) for one in shared if one.host == instance['partition']]
        if served:
            instance['sharedInstances'] = served
    for instance, row in zip(instances, rows, strict=True):
        waiting = requests.pending(database, instance_root, row, rows)
        if waiting:
            instance['pendingRequests'] = waiting
    return {'instances': instances}


def _shared(one: Shared, rows: list[Row]) -> SharedSnapshot:
    told: SharedSnapshot = {
        'reference': one.reference,
        'sharedReference': one.shared_reference,
        'instanceParameters': expand(one.parameters),
        'connectionParameters': expand_parameters(one.connection_xml),
    }
    requester = find_root(rows, one.requested_by) if one.requested_by else None
    if requester is not None:
        told['requestedBy'] = requester['reference']
    return told


def _instance(row: Row, rows: list[Row], instance_root: str, processes: list[ProcessInfo] | None) -> Instance:
    partition = row['reference']
    folder = os.path.join(instance_root, partition)
    instance: Instance = {
        'partition': partition,
        'reference': row['partition_reference'] or '',
        'url': row['software_release'] or '',
        'softwareType': row['software_type'] or DEFAULT_SOFTWARE_TYPE,
        'requestedState': row['requested_state'],
        'instanceParameters': expand_parameters(row['xml']),
        'connectionParameters': expand_parameters(row['connection_xml']),
        'processes': [] if processes is None else partition_processes(partition, processes) or stopped_processes(folder),
        'promises': read_promises(folder),
        'supervisor': 'down' if processes is None else 'running',
    }
    # slapgrid writes it when it has worked on the partition to the end.
    processed = modified(os.path.join(folder, '.timestamp'))
    if processed is not None:
        instance['processed'] = iso(processed)
    requester = find_root(rows, row['requested_by']) if row['requested_by'] else None
    if requester is not None:
        instance['requestedBy'] = requester['reference']
    found = bang.last(folder, last_exit(partition, processes or []))
    if found is not None:
        instance['bang'] = found
    return instance
