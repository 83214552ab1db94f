"""Start, stop and restart the processes of a partition, as its supervisor has them."""
import time
from typing import Any
from xmlrpc.client import Fault

from slapos.grid.SlapObject import WATCHDOG_MARK
from slapos.grid.svcbackend import getSupervisorRPC
from supervisor.xmlrpc import Faults

from webrunner_engine.instances.service_processes import ProcessInfo, read_processes
from webrunner_engine.kit.errors import EngineError

ACTIONS = ('start', 'stop', 'restart')
_ALREADY_SO = (Faults.ALREADY_STARTED, Faults.NOT_RUNNING)
# Faults of a process that supervisor did begin to start.
_SPAWNED = (Faults.SPAWN_ERROR, Faults.ABNORMAL_TERMINATION)


def act(supervisor_socket: str, partition: str, action: str, name: str | None) -> None:
    """Do `action` with the process `name` (without the mark of watched ones) of a partition, or with all of them.

    Returns when it is done; what fails with one process keeps it from no other. A watched process stays watched: to be stopped
    so is no alarm. Raises EngineError, which says all that failed.
    """
    found = read_processes(supervisor_socket)
    if found is None:
        raise EngineError('engine_failed', 'The supervisor of the services does not answer. Rebuild to start it again.')
    chosen = _chosen(found, partition, name)
    with getSupervisorRPC(supervisor_socket) as supervisor:
        failures = [failure for process in chosen
                    if (failure := _act(supervisor, f"{process['group']}:{process['name']}", action)) is not None]
    if failures:
        raise EngineError('engine_failed', f"{'; '.join(failures)}.")


def _chosen(found: list[ProcessInfo], partition: str, name: str | None) -> list[ProcessInfo]:
    own = [process for process in found if process['group'] == partition or process['group'].startswith(partition + '-')]
    if not own:
        raise EngineError('not_found', f'Supervisor has no processes of {partition}: start the instance.')
    chosen = [process for process in own if name is None or process['name'].removesuffix(WATCHDOG_MARK) == name]
    if not chosen:
        raise EngineError('not_found', f'There is no process {name!r} in {partition}.')
    return chosen


def _act(supervisor: Any, identity: str, action: str) -> str | None:
    """Do `action` with one process; where that failed, what did not happen and why."""
    for verb, method in (('stop', supervisor.stopProcess), ('start', supervisor.startProcess)):
        if action not in (verb, 'restart'):
            continue
        try:
            if verb == 'stop':
                _wait_until_executed(supervisor, identity)
            method(identity)
        except Fault as fault:
            if fault.faultCode not in _ALREADY_SO:
                name = identity.partition(':')[2].removesuffix(WATCHDOG_MARK)
                return f'{name} did not {verb}: {_reason(supervisor, identity, fault)}'
    return None


def _wait_until_executed(supervisor: Any, identity: str) -> None:
    """Wait, at most a second, until a process that was just started executes its program.

    Before that it has supervisor's own handlers of signals: a TERM would be lost, and supervisor wait until it may kill.
    """
    own = _command_line(supervisor.getPID())
    deadline = time.monotonic() + 1
    while time.monotonic() < deadline and _command_line(supervisor.getProcessInfo(identity)['pid']) == own:
        time.sleep(0.01)


def _command_line(pid: int) -> bytes | None:
    """None where there is no such process."""
    try:
        with open(f'/proc/{pid}/cmdline', 'rb') as f:
            return f.read()
    except (FileNotFoundError, ProcessLookupError):
        return None


def _reason(supervisor: Any, identity: str, fault: Fault) -> str:
    if fault.faultCode == Faults.BAD_NAME:
        return 'a run has taken it away meanwhile'
    if fault.faultCode not in _SPAWNED:
        # An error of spawning that supervisor still knows would be that of an earlier attempt. Without the name of the fault.
        return fault.faultString.partition(': ')[2] or fault.faultString
    try:
        return supervisor.getProcessInfo(identity)['spawnerr'] or 'it ended at once'
    except Fault as gone:
        return _reason(supervisor, identity, gone)
