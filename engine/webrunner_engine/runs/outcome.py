"""What a step came to. Exit codes of slapgrid are not enough: 0 may hide a failed promise or services that all crashed."""
import os
import re
import signal
import time
from typing import NamedTuple

from slapos.grid import slapgrid
from slapos.grid.slapgrid import COMPUTER_PARTITION_INSTALL_ERROR_FILENAME

from webrunner_engine.instances.promise_results import read_promises
from webrunner_engine.instances.service_processes import ProcessInfo, ServiceProcess, partition_processes, read_processes
from webrunner_engine.kit.processes import age
from webrunner_engine.upstream.log_errors import NO_OUTPUT, find_error, find_promise_error

# slapos.cli exits with 10 when the pidfile names another living slapos.
ALREADY_RUNNING = 10
# A service that cannot work mostly ends at once; supervisord calls it RUNNING until then. In seconds.
SETTLE = 0.5
WORKED_THROUGH = (slapgrid.SLAPGRID_SUCCESS, slapgrid.SLAPGRID_FAIL, slapgrid.SLAPGRID_PROMISE_FAIL)
"""Exit codes after which every partition has a result of its own."""
PROMISES_CHECKED = (slapgrid.SLAPGRID_SUCCESS, slapgrid.SLAPGRID_PROMISE_FAIL)
"""Exit codes of `slapos node promise` that has done its work."""
# As this module says it (with the title of the promise) and as slapgrid does (with the name of its file).
_NO_RESULT = re.compile(rf"^Promise '(?P<name>.+?)(?:\.py)?' failed(?: with output)?: {NO_OUTPUT}")
_NOT_RUNNING = ('FATAL', 'BACKOFF', 'EXITED', 'UNKNOWN')


class Outcome(NamedTuple):
    """State of the step (`completed`, `promiseFailed`, `failed` or `cancelled`) and, unless it completed, one sentence."""

    state: str
    reason: str | None = None


_NO_SUPERVISOR = Outcome('failed', 'The supervisor of the services does not answer. Rebuild to start it again.')


def software_outcome(exit_code: int, log: str, start: int = 0) -> Outcome:
    """Outcome of `slapos node software`, whose output is in the file `log` from the byte `start` on."""
    if exit_code == slapgrid.SLAPGRID_SUCCESS:
        return Outcome('completed')
    return failure('software', exit_code, log, start)


def instance_failure(exit_code: int, log: str, start: int, partition_folder: str) -> Outcome | None:
    """Why `slapos node instance` was not content with the one partition that it worked on; None when it was."""
    if exit_code == slapgrid.SLAPGRID_SUCCESS:
        return None
    if exit_code == slapgrid.SLAPGRID_PROMISE_FAIL:
        reason = _promise_reason(partition_folder) or find_error(log, start) or 'A promise failed.'
        return Outcome('promiseFailed', with_exception(reason, log, start, os.path.basename(partition_folder)))
    return failure('instance', exit_code, log, start)


def with_exception(reason: str, log: str, start: int, partition: str) -> str:
    """`reason`, with the exception that the log has in place of what slapgrid says of a promise that gave no result."""
    match = _NO_RESULT.match(reason)
    found = match and find_promise_error(log, start, partition, match['name'] + '.py')
    return reason.replace(NO_OUTPUT, found, 1) if found else reason


def partition_outcome(partition_folder: str, supervisor_socket: str) -> Outcome:
    """What promises and services say of a started partition, whose name is that of its folder."""
    partition = os.path.basename(partition_folder)
    # slapgrid takes a partition whose forced deployment failed for up to date when it is not forced again.
    if os.path.exists(os.path.join(partition_folder, COMPUTER_PARTITION_INSTALL_ERROR_FILENAME % partition)):
        return Outcome('failed', 'Its last deployment failed, and this run left it alone: rebuild it with --force.')
    reason = _promise_reason(partition_folder)
    if reason is not None:
        return Outcome('promiseFailed', reason)
    processes = _settled_processes(partition, supervisor_socket)
    if processes is None:
        return _NO_SUPERVISOR
    reason = services_reason(partition_processes(partition, processes))
    return Outcome('completed') if reason is None else Outcome('failed', reason)


def stopped_outcome(partition: str, supervisor_socket: str) -> Outcome:
    """Whether a partition that was to be stopped is. Its promises do not count: they are about what runs."""
    processes = read_processes(supervisor_socket)
    if processes is None:
        return _NO_SUPERVISOR
    running = [process['name'] for process in partition_processes(partition, processes)
               if process['state'] in ('STARTING', 'RUNNING', 'STOPPING', 'BACKOFF')]
    return Outcome('failed', f"Still running: {', '.join(running)}.") if running else Outcome('completed')


def services_reason(processes: list[ServiceProcess]) -> str | None:
    """One sentence that names the services that do not run, or None. A program of etc/run may end, with status 0."""
    broken = [process for process in processes if process['state'] in _NOT_RUNNING
              and not (process['kind'] == 'run' and process['state'] == 'EXITED' and process.get('exitStatus') == 0)]
    if not broken:
        return None
    words = ', '.join(f"{process['name']} ({_plight(process)})" for process in broken)
    return ('1 service is not running: ' if len(broken) == 1 else f'{len(broken)} services are not running: ') + words


def _plight(process: ServiceProcess) -> str:
    if process['state'] == 'EXITED':
        status = process.get('exitStatus')
        # supervisord has no status, but -1, for a process that a signal killed.
        return 'killed by a signal' if status is not None and status < 0 else f'exit status {status}'
    return process.get('spawnError') or process['state'].lower()


def _settled_processes(partition: str, supervisor_socket: str) -> list[ProcessInfo] | None:
    while True:
        found = read_processes(supervisor_socket)
        if found is None:
            return None
        ages = [age(process['pid']) for process in found
                if process['group'] == partition and process['statename'] in ('RUNNING', 'STARTING')]
        left = SETTLE - min((known for known in ages if known is not None), default=SETTLE)
        if left <= 0:
            return found
        time.sleep(min(left, 0.1))


def _promise_reason(partition_folder: str) -> str | None:
    failed = [promise for promise in read_promises(partition_folder) if promise['failed']]
    if not failed:
        return None
    reason = f"Promise '{failed[0]['title']}' failed: {' '.join(failed[0]['message'].split())}"
    if len(failed) > 1:
        reason += f' (and {len(failed) - 1} more)'
    return reason


def failure(command: str, exit_code: int, log: str, start: int = 0) -> Outcome:
    """Outcome of `slapos node <command>` that exited with another status than 0."""
    if exit_code == ALREADY_RUNNING:
        reason = f'Another `slapos node {command}` is running and holds the lock; wait for it to end, then run again.'
        return Outcome('failed', reason)
    if exit_code < 0:
        return Outcome('failed', f'slapos was ended by signal {-exit_code} ({_signal_name(-exit_code)}).')
    found = find_error(log, start)
    if found is not None:
        return Outcome('failed', found)
    if exit_code == slapgrid.SLAPGRID_OFFLINE_SUCCESS:
        return Outcome('failed', 'slapproxy did not answer; the services were only started as they were.')
    return Outcome('failed', f'slapos node {command} exited with status {exit_code}; see the end of its log.')


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return 'unknown'
