"""What slapgrid works on, and what came of it: exit codes tell neither which release nor which partition failed.

`attach` is done in every `slapos` of ours. JSON lines are written only in one that was told where (`record_to`): results,
`{"subject": URL or partition, "state": "completed" | "promiseFailed" | "failed", "reason"?: one sentence}`, and the command lines
of buildout, `{"buildout": …}`.
"""
import functools
import json
import os
from collections.abc import Mapping
from typing import NamedTuple, NotRequired, TypedDict

from webrunner_engine.instances import bang
from webrunner_engine.upstream.log_errors import find_error_in, shorten

_descriptor: int | None = None


class Result(TypedDict):
    """What became of a release or a partition."""

    subject: str
    state: str
    reason: NotRequired[str]


class Recorded(NamedTuple):
    """What a `slapos` has recorded so far: results in the shape of `StepResult`, and command lines of buildout; in order."""

    results: list[Result]
    buildout: list[str]


def record_to(descriptor: int) -> None:
    """Write what this process records to a file."""
    global _descriptor
    _descriptor = descriptor


def read(descriptor: int) -> Recorded:
    """What is in the file, also while it is being written."""
    # At a place of our own: the writer's descriptor shares its position with this one.
    text = os.pread(descriptor, os.fstat(descriptor).st_size, 0).decode('utf-8', 'replace')
    lines = [json.loads(line) for line in text.splitlines(keepends=True) if line.endswith('\n')]
    return Recorded([line for line in lines if 'subject' in line], [line['buildout'] for line in lines if 'buildout' in line])


def note_buildout(command: str) -> None:
    """Record a command line of buildout that is about to be executed."""
    _write({'buildout': command})


def attach() -> None:
    """Note the results of slapgrid, and that a partition is being processed. To be done once per process."""
    import slapos.grid.slapgrid
    import slapos.grid.SlapObject
    software, partition = slapos.grid.SlapObject.Software, slapos.grid.SlapObject.Partition
    grid = slapos.grid.slapgrid.Slapgrid
    software.install = _recorded(software.install, lambda self: self.url)
    grid.processComputerPartition = _recorded(grid.processComputerPartition, lambda _, found: found.getId())
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
            state, reason = _failure(error)
            _write({'subject': subject(*arguments), 'state': state, 'reason': reason})
            raise
        _write({'subject': subject(*arguments), 'state': 'completed'})
        return result
    return method


def _failure(error: Exception):
    from slapos.grid.promise import PromiseError
    if isinstance(error, PromiseError):
        return 'promiseFailed', shorten(str(error))
    return 'failed', find_error_in(str(error)) or shorten(str(error) or type(error).__name__)


def _write(line: Mapping[str, str]) -> None:
    if _descriptor is not None:
        os.write(_descriptor, json.dumps(line).encode() + b'\n')
