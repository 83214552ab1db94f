"""The processes of partitions, as the supervisord of instances has them."""
import os
import re
from typing import Any, NotRequired, TypedDict
from xmlrpc.client import Fault

from slapos.grid import svcbackend
from slapos.grid.SlapObject import WATCHDOG_MARK

from webrunner_engine.kit.files import names_in
from webrunner_engine.kit.processes import tree_memory
from webrunner_engine.kit.times import iso

ProcessInfo = dict[str, Any]
"""What supervisord says of a process, by its own names."""


# What slapos.cookbook:wrapper adds to a name for `hash-files`: it tells one version of a service from the next.
_CHECKSUM = re.compile(r'-[0-9a-f]{32}$')


class ServiceProcess(TypedDict):
    """What the server is told of a process; `trouble` says what is wrong with it, where something is."""

    name: str
    kind: str
    state: str
    pid: NotRequired[int]
    memory: NotRequired[int]
    since: NotRequired[str]
    exitStatus: NotRequired[int]
    spawnError: NotRequired[str]
    trouble: NotRequired[str]
    log: NotRequired[str]


def read_processes(supervisor_socket: str) -> list[ProcessInfo] | None:
    """What the supervisord of instances says of all its processes, or None when it does not answer."""
    try:
        with svcbackend.getSupervisorRPC(supervisor_socket) as supervisor:
            return supervisor.getAllProcessInfo()
    except (OSError, Fault):
        return None
    except Exception as error:
        # It was killed in the middle of its answer: one of http.client's or xml's many errors.
        if type(error).__module__.split('.')[0] in ('http', 'xmlrpc', 'xml'):
            return None
        raise


def partition_processes(partition: str, processes: list[ProcessInfo]) -> list[ServiceProcess]:
    """The processes of one partition, in the shape of `ServiceProcess`, by name."""
    own = [process for process in processes
           if process['group'] == partition or process['group'].startswith(partition + '-')]
    return sorted(map(_process, own), key=lambda process: process['name'])


def last_exit(partition: str, processes: list[ProcessInfo]) -> int:
    """When the last of the watched processes of a partition that are down ended by itself; 0 where none is."""
    # A process that could not be started has no time of its end.
    return max((max(process['stop'], process['start']) for process in processes if process['group'] == partition
                and process['name'].endswith(WATCHDOG_MARK) and process['statename'] in ('EXITED', 'FATAL')), default=0)


def stopped_processes(folder: str) -> list[ServiceProcess]:
    """The processes of a partition that supervisor does not know: slapgrid takes those of a stopped one away."""
    found: list[ServiceProcess] = []
    for kind in ('run', 'service'):
        path = os.path.join(folder, 'etc', kind)
        # As slapgrid names their logs.
        log = os.path.join(folder, f'.{os.path.basename(folder)}_')
        found += [{'name': name, 'kind': kind, 'state': 'STOPPED', 'log': f'{log}{name}.log'} for name in names_in(path)
                  if not name.startswith('.') and os.path.isfile(os.path.join(path, name))]
    return sorted(found, key=lambda process: process['name'])


def _process(info: ProcessInfo) -> ServiceProcess:
    name = info['name']
    service = name.endswith(WATCHDOG_MARK)
    state = info['statename']
    process: ServiceProcess = {
        'name': name.removesuffix(WATCHDOG_MARK),
        'kind': 'service' if service else 'run',
        'state': state,
    }
    if info['pid']:
        process['pid'] = info['pid']
        memory = tree_memory(info['pid'])
        if memory is not None:
            process['memory'] = memory
    since = info['start'] if state in ('RUNNING', 'STARTING', 'BACKOFF') else info['stop'] or info['start']
    if since:
        process['since'] = iso(since)
    if state == 'EXITED':
        process['exitStatus'] = info['exitstatus']
    if info['spawnerr']:
        process['spawnError'] = info['spawnerr']
    trouble = _trouble(process)
    if trouble is not None:
        process['trouble'] = trouble
    if info.get('stdout_logfile'):
        process['log'] = info['stdout_logfile']
    return process


def _trouble(process: ServiceProcess) -> str | None:
    """What is wrong with a process, as part of a sentence. One of etc/run may end, with status 0."""
    name = _CHECKSUM.sub('', process['name'])
    match process['state']:
        case 'EXITED':
            status = process.get('exitStatus')
            if process['kind'] == 'run' and status == 0:
                return None
            # supervisord has no status, but -1, for a process that a signal killed.
            return f'{name} was killed by a signal' if status is not None and status < 0 else f'{name} exited with status {status}'
        case 'FATAL':
            why = process.get('spawnError')
            return f'{name} could not be started' + (f': {why}' if why else '')
        case 'BACKOFF':
            return f'{name} keeps exiting while it starts'
        case 'UNKNOWN':
            return f'{name} is in a state that supervisor does not know'
    return None
