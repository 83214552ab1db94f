"""What slapgrid works on, and what came of it: exit codes tell neither which release nor which partition failed.

`attach` is done in every `slapos` of ours. JSON lines are written only in one that was told where (`record_to`): results,
`{"subject": URL or partition, "state": "completed" | "promiseFailed" | "failed", "reason"?: one sentence}`, and the command lines
of buildout, `{"buildout": …}`.
"""
import functools
import json
import os
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, NotRequired, TypedDict

from webrunner_engine.dialect.part_events import VARIABLE
from webrunner_engine.instances import bang
from webrunner_engine.kit.contract import Failure
from webrunner_engine.kit.sentences import shorten

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
    import slapos.cli.slapgrid
    import slapos.grid.slapgrid
    import slapos.grid.SlapObject
    software, partition = slapos.grid.SlapObject.Software, slapos.grid.SlapObject.Partition
    grid = slapos.grid.slapgrid.Slapgrid
    for name in ('install', 'destroy'):
        setattr(software, name, _recorded(getattr(software, name), lambda self: (self.url, self.software_path)))
    grid.processComputerPartition = _recorded(
        grid.processComputerPartition, lambda self, found: (found.getId(), os.path.join(self.instance_root, found.getId())))
    partition.destroy = _recorded(partition.destroy, lambda self: (self.partition_id, self.instance_path))
    command = slapos.cli.slapgrid.SlapgridCommand
    # What ended slapgrid itself, before or between releases and partitions.
    command.take_action = _recorded(command.take_action, lambda *_: ('', ''))
    upstream_install = partition.install

    @functools.wraps(upstream_install)
    def install(self):
        bang.note_processing(self.instance_path)
        return upstream_install(self)

    partition.install = install


def _recorded(upstream: Callable[..., Any], subject: Callable[..., tuple[str, str]]):
    """A method of slapgrid whose result is recorded; `subject` gives what it works on, and the folder of that."""
    @functools.wraps(upstream)
    def method(*arguments):
        name, folder = subject(*arguments)
        failures = _Failures(folder)
        try:
            result = upstream(*arguments)
        except Exception as error:
            state, reason = _why(error, failures)
            _write({'subject': name, 'state': state, 'reason': reason})
            raise
        if name:
            _write({'subject': name, 'state': 'completed'})
        return result
    return method


class _Failures:
    """What builds in a folder say of why they failed, from now on."""

    def __init__(self, folder: str):
        self._folder = os.path.realpath(folder)
        self._path = os.environ.get(VARIABLE)
        self._start = os.path.getsize(self._path) if self._path is not None and os.path.exists(self._path) else 0

    def last(self) -> Failure | None:
        """The last of them; None where no build failed, or where it could not even say so."""
        if self._path is None or not os.path.exists(self._path):
            return None
        with open(self._path, 'rb') as f:
            f.seek(self._start)
            lines = f.read().split(b'\n')[:-1]
        for line in reversed(lines):
            event = json.loads(line)
            if event['event'] == 'failure' and os.path.realpath(event['folder']) == self._folder:
                found: Failure = event['failure']
                return found
        return None


def _why(error: Exception, failures: _Failures) -> tuple[str, str]:
    """State and reason of what an error ended."""
    from slapos.grid.exception import BuildoutFailedError
    from slapos.grid.promise import PromiseError
    if isinstance(error, PromiseError):
        return 'promiseFailed', shorten(str(error))
    if not isinstance(error, BuildoutFailedError):
        return 'failed', _sentence(error)
    found = failures.last()
    # One that ended before it could speak: its last words are all there is.
    return 'failed', found['message'] if found is not None else shorten(str(error).strip().rpartition('\n')[2])


def _sentence(error: BaseException) -> str:
    return shorten(f'{type(error).__name__}: {error}' if str(error) else type(error).__name__)


def _write(line: Mapping[str, str]) -> None:
    if _descriptor is not None:
        os.write(_descriptor, json.dumps(line).encode() + b'\n')
