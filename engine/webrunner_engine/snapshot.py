"""What is there: instances with their processes, promises and parameters; and the reading of each for other modules.

Everything is read from where it is kept (slapproxy's SQLite file, supervisord's socket, the partitions' folders):
no process is started, and it works while slapproxy or a supervisord is down.
"""
import json
import os
from datetime import datetime, timezone
from typing import Any, Dict, List, Optional
from xmlrpc.client import Fault

from slapos.grid import svcbackend
from slapos.grid.promise.generic import PROMISE_RESULT_FOLDER_NAME
from slapos.grid.SlapObject import WATCHDOG_MARK
from slapos.slap.slap import DEFAULT_SOFTWARE_TYPE

from webrunner_engine import bang
from webrunner_engine.parameters import expand_parameters
from webrunner_engine.partitions import Row, find_root, read_partitions
from webrunner_engine.processes import tree_memory


def snapshot(database: str, instance_root: str) -> Dict[str, Any]:
    """The answer to the host's `snapshot`: see the contract for its shape."""
    rows = read_partitions(database)
    processes = read_processes(os.path.join(instance_root, 'sv.sock')) if rows else []
    return {'instances': [_instance(row, rows, instance_root, processes) for row in rows]}


def read_processes(supervisor_socket: str) -> Optional[List[Dict[str, Any]]]:
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


def partition_processes(partition: str, processes: List[Dict[str, Any]]) -> List[Dict[str, Any]]:
    """The processes of one partition, in the shape of `ServiceProcess`, by name."""
    own = [process for process in processes
           if process['group'] == partition or process['group'].startswith(partition + '-')]
    return sorted(map(_process, own), key=lambda process: process['name'])


def read_promises(partition_folder: str) -> List[Dict[str, Any]]:
    """Last result of each promise that the partition has and that was checked, in the shape of `PromiseResult`, by name."""
    found = (_promise_result(partition_folder, name) for name in promise_names(partition_folder))
    return [result for result in found if result is not None]


def promise_names(partition_folder: str) -> List[str]:
    """File names of the promises of a partition: those of etc/plugin, then the executables of etc/promise."""
    found = []
    for folder, is_promise in (('plugin', _is_plugin), ('promise', _is_legacy_promise)):
        path = os.path.join(partition_folder, 'etc', folder)
        try:
            names = sorted(os.listdir(path))
        except (FileNotFoundError, NotADirectoryError):
            continue
        found += [name for name in names if is_promise(path, name)]
    return found


def promises_checked_since(partition_folder: str, begin: float) -> int:
    """How many promises of a partition have a result that was written at `begin` (seconds since the epoch) or after."""
    return sum(1 for name in promise_names(partition_folder)
               if (written := _modified(_result_path(partition_folder, name))) is not None and written >= begin)


def iso(timestamp: float) -> str:
    """Seconds since the epoch as ISO 8601 in UTC."""
    return datetime.fromtimestamp(timestamp, timezone.utc).isoformat(timespec='milliseconds').replace('+00:00', 'Z')


def _instance(row: Row, rows: List[Row], instance_root: str, processes: Optional[List[Dict[str, Any]]]) -> Dict[str, Any]:
    partition = row['reference']
    folder = os.path.join(instance_root, partition)
    instance = {
        'partition': partition,
        'reference': row['partition_reference'] or '',
        'url': row['software_release'] or '',
        'softwareType': row['software_type'] or DEFAULT_SOFTWARE_TYPE,
        'requestedState': row['requested_state'],
        'instanceParameters': expand_parameters(row['xml']),
        'connectionParameters': expand_parameters(row['connection_xml']),
        'processes': [] if processes is None else partition_processes(partition, processes) or _stopped_processes(folder),
        'promises': read_promises(folder),
        'supervisor': 'down' if processes is None else 'running',
    }
    # slapgrid writes it when it has worked on the partition to the end.
    processed = _modified(os.path.join(folder, '.timestamp'))
    if processed is not None:
        instance['processed'] = iso(processed)
    requester = find_root(rows, row['requested_by']) if row['requested_by'] else None
    if requester is not None:
        instance['requestedBy'] = requester['reference']
    found = bang.last(folder, _last_exit(partition, processes or []))
    if found is not None:
        instance['bang'] = found
    return instance


def _last_exit(partition: str, processes: List[Dict[str, Any]]) -> int:
    """When the last of the watched processes of a partition that are down ended by itself; 0 where none is."""
    # A process that could not be started has no time of its end.
    return max((max(process['stop'], process['start']) for process in processes if process['group'] == partition
                and process['name'].endswith(WATCHDOG_MARK) and process['statename'] in ('EXITED', 'FATAL')), default=0)


def _process(info: Dict[str, Any]) -> Dict[str, Any]:
    name = info['name']
    service = name.endswith(WATCHDOG_MARK)
    state = info['statename']
    process = {
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
    if info.get('stdout_logfile'):
        process['log'] = info['stdout_logfile']
    return process


def _stopped_processes(folder: str) -> List[Dict[str, Any]]:
    """The processes of a partition that supervisor does not know: slapgrid takes those of a stopped one away."""
    found = []
    for kind in ('run', 'service'):
        path = os.path.join(folder, 'etc', kind)
        try:
            names = os.listdir(path)
        except (FileNotFoundError, NotADirectoryError):
            continue
        # As slapgrid names their logs.
        log = os.path.join(folder, f'.{os.path.basename(folder)}_')
        found += [{'name': name, 'kind': kind, 'state': 'STOPPED', 'log': f'{log}{name}.log'} for name in names
                  if not name.startswith('.') and os.path.isfile(os.path.join(path, name))]
    return sorted(found, key=lambda process: process['name'])


def _is_plugin(folder: str, name: str) -> bool:
    return name.endswith('.py') and not name.startswith('__init__')


def _is_legacy_promise(folder: str, name: str) -> bool:
    path = os.path.join(folder, name)
    return os.path.isfile(path) and os.access(path, os.X_OK)


def _promise_result(partition_folder: str, name: str) -> Optional[Dict[str, Any]]:
    title = os.path.splitext(name)[0]
    try:
        with open(_result_path(partition_folder, name)) as f:
            status = json.load(f)
        result = status['result']
        promise = {
            'name': name,
            'title': str(status.get('title') or title),
            'failed': bool(result['failed']),
            'message': str(result.get('message') or ''),
        }
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        # Not checked yet, or torn by a fault: the next check writes it again.
        return None
    date = _promise_date(result.get('date'))
    if date is not None:
        promise['date'] = date
    if isinstance(status.get('execution-time'), (int, float)):
        promise['executionMs'] = round(status['execution-time'] * 1000)
    return promise


def _result_path(partition_folder: str, name: str) -> str:
    return os.path.join(partition_folder, PROMISE_RESULT_FOLDER_NAME, f'{os.path.splitext(name)[0]}.status.json')


def _modified(path: str) -> Optional[float]:
    try:
        return os.stat(path).st_mtime
    except FileNotFoundError:
        return None


def _promise_date(text: Any) -> Optional[str]:
    if not isinstance(text, str):
        return None
    try:
        date = datetime.strptime(text, '%Y-%m-%dT%H:%M:%S%z')
    except ValueError:
        return None
    return iso(date.timestamp())
