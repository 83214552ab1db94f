"""Start, stop and restart the processes of a partition, as its supervisor has them."""
from typing import Any, Dict, List, Optional
from xmlrpc.client import Fault

from slapos.grid.SlapObject import WATCHDOG_MARK
from slapos.grid.svcbackend import getSupervisorRPC
from supervisor.xmlrpc import Faults

from webrunner_engine.errors import EngineError
from webrunner_engine.snapshot import read_processes

ACTIONS = ('start', 'stop', 'restart')
_ALREADY_SO = (Faults.ALREADY_STARTED, Faults.NOT_RUNNING)


def act(supervisor_socket: str, partition: str, action: str, name: Optional[str]) -> None:
    """Do `action` with the process `name` (without the mark of watched ones) of a partition, or with all of them.

    Returns when it is done. A watched process stays watched: to be stopped so is no alarm. Raises EngineError.
    """
    found = read_processes(supervisor_socket)
    if found is None:
        raise EngineError('engine_failed', 'The supervisor of the services does not answer. Rebuild to start it again.')
    chosen = _chosen(found, partition, name)
    with getSupervisorRPC(supervisor_socket) as supervisor:
        for process in chosen:
            _act(supervisor, f"{process['group']}:{process['name']}", action)


def _chosen(found: List[Dict[str, Any]], partition: str, name: Optional[str]) -> List[Dict[str, Any]]:
    own = [process for process in found if process['group'] == partition or process['group'].startswith(partition + '-')]
    if not own:
        raise EngineError('not_found', f'Supervisor has no processes of {partition}: start the instance.')
    chosen = [process for process in own if name is None or process['name'].removesuffix(WATCHDOG_MARK) == name]
    if not chosen:
        raise EngineError('not_found', f'There is no process {name!r} in {partition}.')
    return chosen


def _act(supervisor, identity: str, action: str) -> None:
    if action in ('stop', 'restart'):
        _call(supervisor, 'stop', identity)
    if action in ('start', 'restart'):
        _call(supervisor, 'start', identity)


def _call(supervisor, verb: str, identity: str) -> None:
    method = supervisor.stopProcess if verb == 'stop' else supervisor.startProcess
    try:
        method(identity)
    except Fault as fault:
        if fault.faultCode in _ALREADY_SO:
            return
        name = identity.partition(':')[2].removesuffix(WATCHDOG_MARK)
        reason = _spawn_error(supervisor, identity) or fault.faultString
        raise EngineError('engine_failed', f'{name} did not {verb}: {reason}.') from fault


def _spawn_error(supervisor, identity: str) -> str:
    try:
        return supervisor.getProcessInfo(identity)['spawnerr']
    except Fault:
        # A run has taken the process away meanwhile.
        return ''
