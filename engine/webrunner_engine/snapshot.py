"""What is there: instances with their processes, promises and parameters; and the reading of each for other modules.

Everything is read from where it is kept (slapproxy's SQLite file, supervisord's socket, the partitions' folders):
no process is started, and it works while slapproxy or a supervisord is down.
"""
import json
import os
import sqlite3
from datetime import datetime, timezone
from typing import Any, Dict, List, Optional
from xmlrpc.client import Fault

from slapos.grid import svcbackend
from slapos.grid.promise.generic import PROMISE_RESULT_FOLDER_NAME
from slapos.grid.SlapObject import WATCHDOG_MARK
from slapos.proxy.db_version import DB_VERSION
from slapos.slap.slap import DEFAULT_SOFTWARE_TYPE
from slapos.util import xml2dict

SERIALISED = '_'


def snapshot(database: str, instance_root: str) -> Dict[str, Any]:
    """The answer to the host's `snapshot`: see the contract for its shape."""
    rows = _partitions(database)
    processes = read_processes(os.path.join(instance_root, 'sv.sock')) if rows else []
    return {'instances': [_instance(row, instance_root, processes) for row in rows]}


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
    """Last result of each promise that the partition has, in the shape of `PromiseResult`, by name."""
    found = []
    for folder, is_promise in (('plugin', _is_plugin), ('promise', _is_legacy_promise)):
        path = os.path.join(partition_folder, 'etc', folder)
        try:
            names = sorted(os.listdir(path))
        except (FileNotFoundError, NotADirectoryError):
            continue
        for name in names:
            if is_promise(path, name):
                result = _promise_result(partition_folder, name)
                if result is not None:
                    found.append(result)
    return found


def expand_parameters(xml: Optional[str]) -> Dict[str, Any]:
    """Parameters of slapproxy's XML; those that are kept as JSON under `_` are given by their own names."""
    parameters = {key: '' if value is None else value for key, value in xml2dict(xml).items()}
    if SERIALISED in parameters:
        try:
            value = json.loads(parameters[SERIALISED])
        except ValueError:
            return parameters
        return value if isinstance(value, dict) else {SERIALISED: value}
    return parameters


def iso(timestamp: float) -> str:
    """Seconds since the epoch as ISO 8601 in UTC."""
    return datetime.fromtimestamp(timestamp, timezone.utc).isoformat(timespec='milliseconds').replace('+00:00', 'Z')


def _partitions(database: str) -> List[sqlite3.Row]:
    if not os.path.exists(database):
        return []
    # Not to be made when missing; and not read-only, since after a kill of slapproxy whoever comes first has to undo
    # what it had half written. It writes for a few milliseconds at a time.
    connection = sqlite3.connect(f'file:{_quoted(database)}?mode=rw', uri=True, timeout=2)
    try:
        connection.row_factory = sqlite3.Row
        # The number of the schema comes from the installed slapos.core itself.
        return connection.execute(
            f"SELECT * FROM partition{DB_VERSION} WHERE slap_state = 'busy' ORDER BY length(reference), reference"
        ).fetchall()
    except sqlite3.OperationalError as error:
        # slapproxy makes its tables at its first request.
        if 'no such table' in str(error):
            return []
        raise
    finally:
        connection.close()


def _quoted(path: str) -> str:
    return path.replace('%', '%25').replace('?', '%3f').replace('#', '%23')


def _instance(row: sqlite3.Row, instance_root: str, processes: Optional[List[Dict[str, Any]]]) -> Dict[str, Any]:
    partition = row['reference']
    return {
        'partition': partition,
        'reference': row['partition_reference'] or '',
        'url': row['software_release'] or '',
        'softwareType': row['software_type'] or DEFAULT_SOFTWARE_TYPE,
        'requestedState': row['requested_state'],
        'instanceParameters': expand_parameters(row['xml']),
        'connectionParameters': expand_parameters(row['connection_xml']),
        'processes': [] if processes is None else partition_processes(partition, processes),
        'promises': read_promises(os.path.join(instance_root, partition)),
        'supervisor': 'down' if processes is None else 'running',
    }


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
    since = info['start'] if state in ('RUNNING', 'STARTING', 'BACKOFF') else info['stop'] or info['start']
    if since:
        process['since'] = iso(since)
    if state == 'EXITED':
        process['exitStatus'] = info['exitstatus']
    if info['spawnerr']:
        process['spawnError'] = info['spawnerr']
    return process


def _is_plugin(folder: str, name: str) -> bool:
    return name.endswith('.py') and not name.startswith('__init__')


def _is_legacy_promise(folder: str, name: str) -> bool:
    path = os.path.join(folder, name)
    return os.path.isfile(path) and os.access(path, os.X_OK)


def _promise_result(partition_folder: str, name: str) -> Optional[Dict[str, Any]]:
    title = os.path.splitext(name)[0]
    path = os.path.join(partition_folder, PROMISE_RESULT_FOLDER_NAME, f'{title}.status.json')
    try:
        with open(path) as f:
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
    return promise


def _promise_date(text: Any) -> Optional[str]:
    if not isinstance(text, str):
        return None
    try:
        date = datetime.strptime(text, '%Y-%m-%dT%H:%M:%S%z')
    except ValueError:
        return None
    return iso(date.timestamp())
