"""Services whose supervisord was killed: they hold their ports, and no other supervisord knows them.

supervisord gives each program its own address in the environment, which what the program starts inherits. Whoever has the address
of ours, and is older than the supervisord that is there now, was started by one before it. (A daemon that a service has
let go of is younger than its supervisord.) They are ended, and started anew by the one that is there.
"""
import os
import signal
import time
from typing import NamedTuple

from webrunner_engine.kit import processes

PATIENCE = 10.0
"""Seconds that a service has to end by itself."""
_KILLED = 5.0


class Orphan(NamedTuple):
    """A process of a partition without a supervisord. `group` and `name` are those of the service that it is, or comes from."""

    pid: int
    group: str
    name: str


def find(supervisor_socket: str, supervisor: int | None) -> list[Orphan]:
    """What a supervisord behind `supervisor_socket` has started before the one that is there now; None where there is none."""
    address = os.fsencode(f'unix://{supervisor_socket}')
    now = None if supervisor is None else processes.stat(supervisor)
    found = []
    for entry in processes.everything():
        if entry.state in 'ZX' or (now is not None and int(entry.start_time) >= int(now.start_time)):
            continue
        environment = _environment(entry.pid)
        if environment.get(b'SUPERVISOR_SERVER_URL') == address:
            found.append(Orphan(entry.pid, os.fsdecode(environment.get(b'SUPERVISOR_GROUP_NAME', b'')),
                                os.fsdecode(environment.get(b'SUPERVISOR_PROCESS_NAME', b''))))
    return found


def end(orphans: list[Orphan]) -> list[int]:
    """End them, gently first; pids of those that are still there."""
    pids = [orphan.pid for orphan in orphans]
    for number, patience in ((signal.SIGTERM, PATIENCE), (signal.SIGKILL, _KILLED)):
        processes.send(pids, number)
        deadline = time.monotonic() + patience
        pids = [pid for pid in pids if not processes.wait_gone(pid, max(0.0, deadline - time.monotonic()))]
        if not pids:
            break
    return pids


def told(orphans: list[Orphan], left: list[int]) -> str:
    """A sentence or two on what was done."""
    sentence = (f"The supervisord of the instances had been killed, and its services went on without one: "
                f"{', '.join(services(orphans))}. They were ended, and started again by the new one.")
    if left:
        sentence += f" Still there: process {', '.join(map(str, left))}; end it, since it may hold a port."
    return sentence


def services(orphans: list[Orphan]) -> list[str]:
    """Names, as supervisord knows them, of the services that the orphans are or come from."""
    return sorted({f'{orphan.group}:{orphan.name}' for orphan in orphans if orphan.group != 'watchdog'})


def _environment(pid: int) -> dict[bytes, bytes]:
    try:
        with open(f'/proc/{pid}/environ', 'rb') as f:
            entries = f.read().split(b'\0')
    except OSError:
        # Gone meanwhile, or of another account.
        return {}
    return dict(entry.partition(b'=')[::2] for entry in entries)
