"""`slapos-watchdog`, for the timestamps of slapproxy, which are not integers; and it says what happened.

Upstream's watchdog reads them with `int()` and dies at the second crash of a service; nobody tells the master any more.
"""
import os
import re
from typing import Any

import slapos.slap
from slapos.grid import watchdog
from slapos.grid.SlapObject import WATCHDOG_MARK

from webrunner_engine.instances import bang
from webrunner_engine.instances.service_processes import read_processes

_HASH = re.compile('-[0-9a-f]{32}$')


class Watchdog(watchdog.Watchdog):
    """Tells the master (by a bang) that a process of etc/service ended; once per successful deployment."""

    def has_bang_already_been_called(self, partition_name: str) -> bool:
        """Whether the current deployment of the partition has had its bang."""
        if not self.instance_root_path:
            return False
        bang = self._timestamp(partition_name, watchdog.COMPUTER_PARTITION_LATEST_BANG_TIMESTAMP_FILENAME)
        if bang is None:
            return False
        deployed = self._timestamp(partition_name, watchdog.COMPUTER_PARTITION_TIMESTAMP_FILENAME)
        return deployed is None or deployed <= bang

    def handle_process_state_change_event(self, headers: dict[str, str], payload_dict: dict[str, str]) -> None:
        """Bang, with what is known of the process; kept in the partition even when the master does not answer."""
        partition = payload_dict['groupname']
        process = payload_dict['processname']
        message = what_happened(process, self._process_info(partition, process), headers['eventname'])
        if self.instance_root_path:
            bang.record(os.path.join(self.instance_root_path, partition), message)
        self.initialize_connection(partition)
        slapos.slap.ComputerPartition(
            computer_id=self.computer_id, connection_helper=self.slap._connection_helper, partition_id=partition).bang(message)
        self.create_partition_bang_timestamp_file(partition)

    def _process_info(self, partition: str, process: str) -> dict[str, Any] | None:
        if not self.instance_root_path:
            return None
        found = read_processes(os.path.join(self.instance_root_path, 'sv.sock')) or []
        return next((info for info in found if info['group'] == partition and info['name'] == process), None)

    def _timestamp(self, partition_name: str, file_name: str) -> float | None:
        try:
            with open(os.path.join(self.instance_root_path, partition_name, file_name)) as f:
                return float(f.read())
        except FileNotFoundError:
            return None
        except ValueError:
            # A file cut short by a full disk: one bang too many is better than a dead watchdog.
            return None


def what_happened(process: str, info: dict[str, Any] | None, event: str) -> str:
    """What a bang is about, in words; `info` is what supervisord tells of the process, where it could be asked."""
    # Wrappers with `hash-files` have a hash in their name, which tells people nothing.
    name = _HASH.sub('', process.removesuffix(WATCHDOG_MARK))
    if event == 'PROCESS_STATE_FATAL':
        return f"{name} could not be started: {(info or {}).get('spawnerr') or 'see its log'}"
    if info is None:
        return f'{name} exited'
    # supervisord has no status, but -1, for a process that a signal killed.
    return f'{name} was killed by a signal' if info['exitstatus'] < 0 else f"{name} exited with status {info['exitstatus']}"


def main() -> None:
    """Listen to supervisord's events on stdin; arguments are those of `slapos-watchdog`."""
    Watchdog(**watchdog.parseArgumentTuple()).run()


if __name__ == '__main__':
    main()
