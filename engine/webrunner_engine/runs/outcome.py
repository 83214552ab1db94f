"""What a step came to. Exit codes of slapgrid are not enough: 0 may hide a failed promise or services that all crashed."""
import os
import signal
import time
from typing import NamedTuple

from slapos.grid import slapgrid
from slapos.grid.slapgrid import COMPUTER_PARTITION_INSTALL_ERROR_FILENAME

from webrunner_engine.instances.promise_results import read_promises
from webrunner_engine.instances.service_processes import ProcessInfo, ServiceProcess, partition_processes, read_processes
from webrunner_engine.kit.processes import age
from webrunner_engine.upstream.recording import Result

# slapos.cli exits with 10 when the pidfile names another living slapos.
ALREADY_RUNNING = 10
# A service that cannot work mostly ends at once; supervisord calls it RUNNING until then. In seconds.
SETTLE = 0.5
WORKED_THROUGH = (slapgrid.SLAPGRID_SUCCESS, slapgrid.SLAPGRID_FAIL, slapgrid.SLAPGRID_PROMISE_FAIL)
"""Exit codes after which every partition has a result of its own."""
PROMISES_CHECKED = (slapgrid.SLAPGRID_SUCCESS, slapgrid.SLAPGRID_PROMISE_FAIL)
"""Exit codes of `slapos node promise` that has done its work."""


class Outcome(NamedTuple):
    """State of the step (`completed`, `promiseFailed`, `failed` or `cancelled`) and, unless it completed, one sentence."""

    state: str
    reason: str | None = None


_NO_SUPERVISOR = Outcome('failed', 'The supervisor of the services does not answer. Rebuild to start it again.')


def software_outcome(exit_code: int, results: list[Result]) -> Outcome:
    """Outcome of `slapos node software`, which recorded `results`."""
    if exit_code == slapgrid.SLAPGRID_SUCCESS:
        return Outcome('completed')
    return failure('software', exit_code, results)


def instance_failure(result: Result, partition_folder: str) -> Outcome | None:
    """Why `slapos node instance` was not content with a partition, by what it recorded; None when it was."""
    if result['state'] == 'completed':
        return None
    if result['state'] == 'promiseFailed':
        return Outcome('promiseFailed', _promise_reason(partition_folder) or result.get('reason', 'A promise failed.'))
    return Outcome(result['state'], result.get('reason'))


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
    """One sentence that says what is wrong with the services, or None."""
    troubles = [process['trouble'] for process in processes if 'trouble' in process]
    if not troubles:
        return None
    words = '1 service is not running' if len(troubles) == 1 else f'{len(troubles)} services are not running'
    return f"{words}: {', '.join(troubles)}"


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
    troubles = [promise['trouble'] for promise in read_promises(partition_folder) if 'trouble' in promise]
    if not troubles:
        return None
    return troubles[0] if len(troubles) == 1 else f'{troubles[0]} (and {len(troubles) - 1} more)'


def failure(command: str, exit_code: int, results: list[Result]) -> Outcome:
    """Outcome of `slapos node <command>` that exited with another status than 0, and recorded `results`."""
    if exit_code == ALREADY_RUNNING:
        reason = f'Another `slapos node {command}` is running and holds the lock; wait for it to end, then run again.'
        return Outcome('failed', reason)
    if exit_code < 0:
        return Outcome('failed', f'slapos was ended by signal {-exit_code} ({_signal_name(-exit_code)}).')
    found = next((result['reason'] for result in results if result['state'] == 'failed' and 'reason' in result), None)
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
