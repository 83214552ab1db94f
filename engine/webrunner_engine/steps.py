"""What each step of a run does: which `slapos` commands, for which partitions, and what came of them.

A step is a function of the run (see `leader`) and of its own record in `status.json`; it returns an `Outcome`, and raises what
the Master raises when it cannot be asked.
"""
import os
from typing import Any, Dict, List, NamedTuple, Optional

from slapos.grid.utils import md5digest

from webrunner_engine import outcome, partitions
from webrunner_engine.master import Master, check_same_release
from webrunner_engine.outcome import Outcome
from webrunner_engine.parameters import expand_parameters
from webrunner_engine.partitions import Row

MAX_PASSES = 5
"""How often the instances of a tree are deployed within one step, so that each gets what the others publish."""
_SKIPPED = {'state': 'failed', 'reason': 'slapgrid did not work on it; see the log.'}
Step = Dict[str, Any]
Run = Any


def perform(run: Run, step: Step) -> Outcome:
    """Do the step of a run."""
    action = run.job['action']
    if action == 'destroy':
        return _destroy(run, step)
    if action == 'remove':
        return _remove(run, step)
    return _software(run, step) if step['kind'] == 'software' else _instance(run, step)


def _software(run: Run, step: Step) -> Outcome:
    job = run.job
    if job['scope'] == 'all':
        result = run.slapos(step, _command(job, 'software', ['--all'] if job['force'] else []), [job['softwareRoot']])
        found = {entry['subject']: entry for entry in result.results}
        urls = partitions.read_releases(job['database'])
        # One that slapgrid did not touch was complete.
        step['results'] = [found.get(url, {'subject': url, 'state': 'completed'}) for url in urls]
        return _of_all(step, outcome.software_outcome(result.code, run.log_of(step), result.start))
    Master(job).supply('available')
    result = run.slapos(step, _command(job, 'software', [*_forced(job['force']), _only_release(job)]), [_release_folder(job)])
    return outcome.software_outcome(result.code, run.log_of(step), result.start)


def _remove(run: Run, step: Step) -> Outcome:
    job = run.job
    Master(job).supply('destroyed')
    result = run.slapos(step, _command(job, 'software', [_only_release(job)]), [_release_folder(job)])
    found = outcome.software_outcome(result.code, run.log_of(step), result.start)
    if found.state == 'completed' and os.path.lexists(_release_folder(job)):
        return Outcome('failed', f'The folder {_release_folder(job)} is still there; remove the release again.')
    return found


def _destroy(run: Run, step: Step) -> Outcome:
    job = run.job
    rows = partitions.read_partitions(job['database'])
    root = partitions.find_root(rows, job['reference'])
    if root is None:
        run.note(step, f"There is no instance {job['reference']!r}: nothing to destroy.")
        return Outcome('completed')
    check_same_release(root, job)
    names = [row['reference'] for row in partitions.tree_of(rows, root)]
    run.status['partition'] = root['reference']
    run.save()
    Master(job).destroy(root)
    for _ in range(MAX_PASSES):
        result = run.slapos(step, _command(job, 'report', []), [_partition_folder(job, name) for name in names])
        # slapproxy has the children of a root destroyed first, which takes another pass.
        rows = partitions.tree_of(partitions.read_partitions(job['database']), root)
        if not rows:
            return Outcome('completed')
        if result.code:
            return outcome.failure('report', result.code, run.log_of(step), result.start)
    left = ', '.join(row['reference'] for row in rows)
    return Outcome('failed', f'{left} could not be freed: see the log for what holds it, then destroy again.')


def _instance(run: Run, step: Step) -> Outcome:
    job = run.job
    row = partitions.find_root(partitions.read_partitions(job['database']), job['reference'])
    if job['scope'] == 'one':
        run.status['partition'] = Master(job).request(row)
        run.save()
    elif row is not None:
        run.status['partition'] = row['reference']
    deployment = _Deployment(run, step)
    try:
        found = deployment.execute()
    finally:
        _note_parameters(run)
    if job['scope'] == 'all':
        step['results'] = deployment.results()
        return _of_all(step, found)
    return found


def _note_parameters(run: Run) -> None:
    row = partitions.find_root(partitions.read_partitions(run.job['database']), run.job['reference'])
    if row is not None:
        run.status['published'] = {row['reference']: expand_parameters(row['connection_xml'])}
        run.status['requested'] = expand_parameters(row['xml'])


class _Deployed(NamedTuple):
    """How a partition came out of the last pass that worked on it."""
    code: int
    # None where slapgrid was content: then its promises and services tell.
    outcome: Optional[Outcome]


class _Deployment:
    """An instance with those that it requested, or all instances: passes of `slapos node instance`, until nothing changes.

    A request is answered at once, with what the requested instance has published so far. So one that requests others is
    deployed again when they have published something new.
    """

    def __init__(self, run: Run, step: Step):
        self._run = run
        self._job = run.job
        self._step = step
        # By partition: what its last deployment was based on, and how it came out.
        self._inputs: Dict[str, Any] = {}
        self._deployed: Dict[str, _Deployed] = {}

    def execute(self) -> Outcome:
        """All passes; the outcome of the whole."""
        for number in range(MAX_PASSES):
            rows = self._rows()
            inputs = {row['reference']: _inputs(row, rows) for row in rows}
            todo = [row['reference'] for row in rows if self._inputs.get(row['reference']) != inputs[row['reference']]]
            if number == 0 and self._job['scope'] == 'one':
                # First the root: what it requests may change with it.
                todo = todo[:1]
            if not todo and number > 0:
                break
            failure = self._deploy(todo, first=number == 0)
            if failure is not None:
                return failure
            self._inputs.update((name, inputs[name]) for name in todo)
        else:
            self._run.note(self._step, f'Parameters still change after {MAX_PASSES} passes: rebuild to go on.')
        if any(row['requested_state'] == 'destroyed' for row in self._rows()):
            self._run.slapos(self._step, _command(self._job, 'report', []), [])
        return self._outcome()

    def results(self) -> List[Dict[str, Any]]:
        """The partitions, in the shape of `StepResult`."""
        found = ((row['reference'], self._outcome_of(row)) for row in self._rows())
        return [{'subject': name, 'state': one.state, **({'reason': one.reason} if one.reason else {})} for name, one in found]

    def _rows(self) -> List[Row]:
        rows = partitions.read_partitions(self._job['database'])
        root = partitions.find_root(rows, self._job['reference'])
        return rows if self._job['scope'] == 'all' else partitions.tree_of(rows, root) if root is not None else []

    def _deploy(self, names: List[str], first: bool) -> Optional[Outcome]:
        job = self._job
        # An instance whose own request did not change would be skipped.
        force = job['force'] or any(name in self._deployed for name in names)
        if first and job['scope'] == 'all':
            options = ['--all'] if force else []
        else:
            options = [*_forced(force), f"--only-cp={','.join(names)}"]
        folders = [_partition_folder(job, name) for name in names]
        result = self._run.slapos(self._step, _command(job, 'instance', options), folders)
        if result.code not in outcome.WORKED_THROUGH:
            return outcome.failure('instance', result.code, self._run.log_of(self._step), result.start)
        results = {entry['subject']: entry for entry in result.results}
        if result.code and all(entry['state'] == 'completed' for entry in result.results):
            return outcome.failure('instance', result.code, self._run.log_of(self._step), result.start)
        log, start = self._run.log_of(self._step), result.start
        for name in names:
            entry = results.get(name, _SKIPPED)
            bad = None if entry['state'] == 'completed' else Outcome(
                entry['state'], outcome.with_exception(entry['reason'], log, start, name))
            if bad is not None and len(names) == 1:
                # The engine's own line has what the exception has not: the output of what failed.
                bad = outcome.instance_failure(result.code, log, start, folders[0]) or bad
            code = result.code if bad is not None else 0
            self._deployed[name] = _Deployed(code, bad)
            _note_unused(self._run, self._step, _partition_folder(job, name))
        return None

    def _outcome(self) -> Outcome:
        """The worst of all; `exitCode` becomes that of the command which it came from."""
        rows = self._rows()
        found = [(row, self._outcome_of(row)) for row in rows]
        self._step['exitCode'] = max((one.code for one in self._deployed.values()), default=0, key=lambda code: (code == 1, code))
        for state in ('failed', 'promiseFailed'):
            for row, one in found:
                if one.state == state:
                    name = row['reference']
                    return one if name == self._run.status.get('partition') else Outcome(state, f'{name}: {one.reason}')
        return Outcome('completed')

    def _outcome_of(self, row: Row) -> Outcome:
        name, job = row['reference'], self._job
        deployed = self._deployed.get(name)
        if deployed is not None and deployed.outcome is not None:
            return deployed.outcome
        if row['requested_state'] == 'started':
            return outcome.partition_outcome(_partition_folder(job, name), job['instanceSocket'])
        return outcome.stopped_outcome(name, job['instanceSocket'])


def _inputs(row: Row, rows: List[Row]):
    """What the deployment of an instance depends on: its own request, and what those published that it may have requested.

    slapproxy does not remember which instance of a tree requested which; but the root is requested by none of them.
    """
    tree = row['requested_by'] or row['partition_reference']
    published = [other['connection_xml'] for other in rows
                 if other['requested_by'] == tree and other['reference'] != row['reference'] and other['connection_xml']]
    return row['timestamp'], row['requested_state'], published


def _of_all(step: Step, found: Outcome) -> Outcome:
    failed = [result for result in step['results'] if result['state'] != 'completed']
    if not failed:
        return found
    state = 'failed' if any(result['state'] == 'failed' for result in failed) else 'promiseFailed'
    worst = next(result for result in failed if result['state'] == state)
    more = f' (and {len(failed) - 1} more)' if len(failed) > 1 else ''
    return Outcome(state, f"{worst['subject']}: {worst['reason']}{more}")


def _note_unused(run: Run, step: Step, folder: str) -> None:
    path = os.path.join(folder, 'etc', 'services')
    try:
        names = sorted(name for name in os.listdir(path) if os.access(os.path.join(path, name), os.X_OK))
    except (FileNotFoundError, NotADirectoryError):
        return
    if names:
        run.note(step, f"Not started: {', '.join(names)} in etc/services. SlapOS starts what is in etc/service (watched: an exit "
                       'is a bang) and in etc/run.')


def _command(job, command: str, options: List[str]) -> List[str]:
    return ['node', command, '--cfg', job['config'], *options]


def _forced(force: bool) -> List[str]:
    return ['--force'] if force else []


def _only_release(job) -> str:
    url = job['release']['url']
    # slapgrid splits the option at commas.
    return f"--only-sr={url if ',' not in url else md5digest(url)}"


def _release_folder(job) -> str:
    return os.path.join(job['softwareRoot'], md5digest(job['release']['url']))


def _partition_folder(job, name: str) -> str:
    return os.path.join(job['instanceRoot'], name)
