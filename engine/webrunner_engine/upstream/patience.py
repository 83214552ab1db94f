"""Services get time to begin listening before a failed promise counts.

slapgrid checks the promises of a partition right after it started the services. Where a fresh Python interpreter ran
them, it took one or two seconds to come to that, which hid that most servers need a moment. Ours come at once: so a check
that fails while a service of the partition has only just been started is made again.
"""
import os
import time

import slapos.grid.slapgrid
from slapos.grid.promise import PromiseError

from webrunner_engine.instances.service_processes import read_processes

PATIENCE = 5.0
"""Age in seconds at which a service is expected to do what promises check."""
PAUSE = 0.3
_patient = True


def give_up() -> None:
    """Check each promise once, in this process."""
    global _patient
    _patient = False


def attach() -> None:
    """Make slapgrid patient. To be done once per process."""
    grid = slapos.grid.slapgrid.Slapgrid
    upstream = grid._checkPromiseList

    def _checkPromiseList(self, partition, force=True, check_anomaly=False):
        said = False
        while True:
            try:
                return upstream(self, partition, force, check_anomaly)
            except PromiseError:
                socket = os.path.join(self.instance_root, 'sv.sock')
                if check_anomaly or not _patient or not has_young_service(socket, partition.partition_id):
                    raise
            if not said:
                self.logger.info('Services were started just now: the promises are checked again until they had %d s.', PATIENCE)
                said = True
            time.sleep(PAUSE)

    grid._checkPromiseList = _checkPromiseList


def has_young_service(supervisor_socket: str, partition: str) -> bool:
    """Whether a process of the partition runs since less than `PATIENCE` seconds."""
    now = time.time()
    # supervisord gives whole seconds: the one that has begun counts as new.
    return any(process['group'] == partition and process['statename'] in ('STARTING', 'RUNNING')
               and -1 <= now - process['start'] < PATIENCE for process in read_processes(supervisor_socket) or [])
