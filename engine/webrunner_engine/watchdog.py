"""`slapos-watchdog`, for the timestamps of slapproxy, which are not integers.

Upstream's watchdog reads them with `int()` and dies at the second crash of a service; nobody tells the master any more.
"""
import os
from typing import Optional

from slapos.grid import watchdog


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

    def _timestamp(self, partition_name: str, file_name: str) -> Optional[float]:
        try:
            with open(os.path.join(self.instance_root_path, partition_name, file_name)) as f:
                return float(f.read())
        except FileNotFoundError:
            return None
        except ValueError:
            # A file cut short by a full disk: one bang too many is better than a dead watchdog.
            return None


def main() -> None:
    """Listen to supervisord's events on stdin; arguments are those of `slapos-watchdog`."""
    Watchdog(**watchdog.parseArgumentTuple()).run()


if __name__ == '__main__':
    main()
