"""What slapgrid works on, and what came of it: exit codes tell neither which release nor which partition failed.

`attach` is done in every `slapos` of ours. Results are written, as JSON lines, only in one that was told where (`record_to`):
`{"subject": URL or partition, "state": "completed" | "promiseFailed" | "failed", "reason"?: one sentence}`.
"""
import functools
import json
import os
from typing import Any, Dict, List, Optional

from webrunner_engine import bang
from webrunner_engine.log_errors import find_error_in, shorten

_descriptor: Optional[int] = None


def record_to(descriptor: int) -> None:
    """Write the results of this process to a file; -1 for nowhere."""
    global _descriptor
    _descriptor = descriptor if descriptor >= 0 else None


def read(descriptor: int) -> List[Dict[str, Any]]:
    """All results in the file, in order."""
    os.lseek(descriptor, 0, os.SEEK_SET)
    with open(descriptor, encoding='utf-8', errors='replace', closefd=False) as f:
        return [json.loads(line) for line in f if line.endswith('\n')]


def attach() -> None:
    """Note the results of slapgrid, and that a partition is being processed. To be done once per process."""
    import slapos.grid.SlapObject
    import slapos.grid.slapgrid
    software, partition = slapos.grid.SlapObject.Software, slapos.grid.SlapObject.Partition
    grid = slapos.grid.slapgrid.Slapgrid
    software.install = _recorded(software.install, lambda self: self.url)
    grid.processComputerPartition = _recorded(grid.processComputerPartition, lambda self, found: found.getId())
    upstream_install = partition.install

    @functools.wraps(upstream_install)
    def install(self):
        bang.note_processing(self.instance_path)
        return upstream_install(self)

    partition.install = install


def _recorded(upstream, subject):
    @functools.wraps(upstream)
    def method(*arguments):
        try:
            result = upstream(*arguments)
        except Exception as error:
            _write(subject(*arguments), *_failure(error))
            raise
        _write(subject(*arguments), 'completed')
        return result
    return method


def _failure(error: Exception):
    from slapos.grid.promise import PromiseError
    if isinstance(error, PromiseError):
        return 'promiseFailed', shorten(str(error))
    return 'failed', find_error_in(str(error)) or shorten(str(error) or type(error).__name__)


def _write(subject: str, state: str, reason: Optional[str] = None) -> None:
    if _descriptor is None:
        return
    result = {'subject': subject, 'state': state}
    if reason is not None:
        result['reason'] = reason
    os.write(_descriptor, json.dumps(result).encode() + b'\n')
