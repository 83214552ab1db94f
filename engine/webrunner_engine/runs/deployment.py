"""The instance step of a run: which partitions are deployed in which order, and what came of each."""
import os
from typing import Any, NamedTuple

from webrunner_engine.instances import partitions, requests
from webrunner_engine.instances.partitions import Row, Shared
from webrunner_engine.kit.files import names_in
from webrunner_engine.runs import outcome
from webrunner_engine.runs.commands import command, forced, only_partitions, partition_folder, release_folder
from webrunner_engine.runs.job import Job, Run
from webrunner_engine.runs.outcome import Outcome
from webrunner_engine.runs.run_status import Step
from webrunner_engine.upstream.recording import Result

MAX_PASSES = 5
"""How often the instances of a tree are deployed within one step, so that each gets what the others publish."""
# What slapos.cookbook:request says of an instance that has not published what was asked for.
_WAITS = 'Status of requested instance is: '
_SKIPPED = 'slapgrid did not work on it; see the log.'
_NOT_BUILT = Outcome('cancelled', 'Not deployed: its release was not built.')
_NONE_BUILT = Outcome('cancelled', 'Not deployed: no instance has a release that was built.')


def _result(subject: str, found: Outcome) -> Result:
    result: Result = {'subject': subject, 'state': found.state}
    if found.reason:
        result['reason'] = found.reason
    return result


class _Inputs(NamedTuple):
    """What the deployment of an instance depends on."""

    timestamp: Any
    requested_state: str
    published: list[str]


class _Deployed(NamedTuple):
    """How a partition came out of the last pass that worked on it."""

    code: int
    # None where slapgrid was content: then its promises and services tell.
    outcome: Outcome | None


class Deployment:
    """An instance with those that it requested, or all instances: passes of `slapos node instance`, until nothing changes.

    A request is answered at once, with what the requested instance has published so far. So one that requests others is
    deployed again when they have published something new.
    """

    def __init__(self, run: Run, step: Step, not_built: set[str]):
        self._run = run
        self._job = run.job
        self._step = step
        # By partition: what its last deployment was based on, and how it came out.
        self._inputs: dict[str, _Inputs] = {}
        self._deployed: dict[str, _Deployed] = {}
        # URLs of releases whose instances are left alone.
        self._not_built = not_built
        # Partitions that are left alone for themselves, and why.
        self._left: dict[str, Outcome] = {}

    def execute(self) -> Outcome:
        """All passes; the outcome of the whole."""
        # A host outside the tree is worked on where the tree changed what it asks of it, or an earlier run did not come to that.
        rows, shared = self._rows(), self._shared()
        current = [row for row in self._outside() if _is_current(self._job, row)]
        self._inputs.update((row['reference'], _inputs(row, rows, shared)) for row in current)
        for number in range(MAX_PASSES):
            rows = self._rows()
            not_built = [row['reference'] for row in rows if row['software_release'] in self._not_built]
            if number == 0 and not_built:
                self._run.note(self._step, f"Not deployed, since their releases were not built: {', '.join(not_built)}.")
                if len(not_built) == len(rows):
                    return _NONE_BUILT
            left_alone = [*not_built, *self._left_behind(rows)]
            shared = self._shared()
            inputs = {row['reference']: _inputs(row, rows, shared) for row in rows}
            todo = [row['reference'] for row in rows if row['reference'] not in left_alone
                    and self._inputs.get(row['reference']) != inputs[row['reference']]]
            if number == 0 and self._job['scope'] == 'one':
                # First the root: what it requests may change with it.
                todo = todo[:1]
            if not todo and number > 0:
                break
            failure = self._deploy(todo, everything=number == 0 and self._job['scope'] == 'all' and not left_alone)
            if failure is not None:
                return failure
            self._inputs.update((name, inputs[name]) for name in todo)
        else:
            self._run.note(self._step, f'Parameters still change after {MAX_PASSES} passes: rebuild to go on.')
        if any(row['requested_state'] == 'destroyed' for row in self._rows()):
            self._run.slapos(self._step, command(self._job, 'report', []), [])
        return self._outcome()

    def _left_behind(self, rows: list[Row]) -> list[str]:
        """Instances that nobody asks for any more, of a release that is not there: what a misspelled request leaves."""
        names = [row['reference'] for row in rows]
        asked = partitions.requested_by_profiles(self._job['instanceRoot'], names)
        supplied = partitions.read_releases(self._job['database'])
        for row in rows:
            url, name = row['software_release'], row['reference']
            if not row['requested_by'] or row['partition_reference'] in asked or name in self._left:
                continue
            if url in supplied and partitions.missing_profile(url) is None:
                continue
            if os.path.exists(os.path.join(release_folder(self._job, url), '.completed')):
                continue
            reason = (f"{name} ({row['partition_reference']}) is left alone: no profile asks for it any more, and its release "
                      f"{url} is not there. Destroy it in Services.")
            self._left[name] = Outcome('cancelled', reason)
            self._run.note(self._step, reason)
        return [name for name in names if name in self._left]

    def results(self) -> list[Result]:
        """The partitions, in the shape of `StepResult`."""
        return [_result(row['reference'], self._outcome_of(row)) for row in self._rows()]

    def _rows(self) -> list[Row]:
        rows = partitions.read_partitions(self._job['database'])
        root = partitions.find_root(rows, self._job['reference'])
        if self._job['scope'] == 'all':
            return rows
        return [*partitions.tree_of(rows, root), *self._outside()] if root is not None else []

    def _outside(self) -> list[Row]:
        """Hosts of shared instances that the tree requested, in other trees."""
        tree = self._job['reference']
        if self._job['scope'] == 'all':
            return []
        hosts = {one.host for one in self._shared() if one.requested_by == tree}
        return [row for row in partitions.read_partitions(self._job['database'])
                if row['reference'] in hosts and (row['requested_by'] or row['partition_reference']) != tree]

    def _shared(self) -> list[Shared]:
        database = self._job['database']
        return partitions.read_shared(database, partitions.read_partitions(database))

    def _deploy(self, names: list[str], everything: bool) -> Outcome | None:
        job = self._job
        # An instance whose own request did not change would be skipped.
        force = job['force'] or any(name in self._deployed for name in names)
        if everything:
            options = ['--all'] if force else []
        else:
            options = [*forced(force), only_partitions(names)]
        folders = [partition_folder(job, name) for name in names]
        result = self._run.slapos(self._step, command(job, 'instance', options), folders)
        if result.code not in outcome.WORKED_THROUGH:
            return outcome.failure('instance', result.code, result.results)
        results = {entry['subject']: entry for entry in result.results}
        if result.code and all(entry['state'] == 'completed' for entry in result.results):
            return outcome.failure('instance', result.code, result.results)
        for name in names:
            entry = results.get(name, {'subject': name, 'state': 'failed', 'reason': _SKIPPED})
            folder = partition_folder(job, name)
            bad = outcome.instance_failure(entry, folder)
            if bad is not None:
                bad = Outcome(bad.state, f'{bad.reason}{self._waits_for(name)}')
            self._deployed[name] = _Deployed(0 if bad is None else result.code, bad)
            _note_unused(self._run, self._step, folder)
        return None

    def _waits_for(self, name: str) -> str:
        """What a partition asks for that nobody here can serve, as a sentence to add."""
        rows = partitions.read_partitions(self._job['database'])
        row = next((one for one in rows if one['reference'] == name), None)
        if row is None:
            return ''
        waiting = [one for one in requests.pending(self._job['database'], self._job['instanceRoot'], row, rows)
                   if one['state'] == 'waiting' and one['shared']]
        if not waiting:
            return ''
        reason = waiting[0].get('reason', '')
        return f" It waits for the shared instance {waiting[0]['reference']}: {reason} Services offers other answers."

    def _outcome(self) -> Outcome:
        """The worst of all, the cause before those that wait for it; `exitCode` becomes that of the command which it came from."""
        # What a host outside the tree is like otherwise is no outcome of this.
        outside = {row['reference'] for row in self._outside()} - self._deployed.keys()
        found = [(row, self._outcome_of(row)) for row in self._rows() if row['reference'] not in outside]
        self._step['exitCode'] = max((one.code for one in self._deployed.values()), default=0, key=lambda code: (code == 1, code))
        for state in ('failed', 'promiseFailed'):
            bad = [(row['reference'], one) for row, one in found if one.state == state]
            name, one = min(bad, key=lambda told: _WAITS in (told[1].reason or ''), default=('', None))
            if one is not None:
                return one if name == self._run.status.get('partition') else Outcome(state, f'{name}: {one.reason}')
        return Outcome('completed')

    def _outcome_of(self, row: Row) -> Outcome:
        name, job = row['reference'], self._job
        if row['software_release'] in self._not_built:
            return _NOT_BUILT
        if name in self._left:
            return self._left[name]
        deployed = self._deployed.get(name)
        if deployed is not None and deployed.outcome is not None:
            return deployed.outcome
        if row['requested_state'] == 'started':
            return outcome.partition_outcome(partition_folder(job, name), job['instanceSocket'])
        return outcome.stopped_outcome(name, job['instanceSocket'])


def _is_current(job: Job, row: Row) -> bool:
    """Whether slapgrid has worked on a partition since its request changed last."""
    try:
        with open(os.path.join(partition_folder(job, row['reference']), '.timestamp'), encoding='utf-8') as f:
            return float(f.read()) >= float(row['timestamp'] or 0)
    except (FileNotFoundError, ValueError):
        return False


def _inputs(row: Row, rows: list[Row], shared: list[Shared]) -> _Inputs:
    """What the deployment of an instance depends on: its own request, and what those published that it may have requested.

    slapproxy does not remember which instance of a tree requested which; but the root is requested by none of them.
    """
    tree = row['requested_by'] or row['partition_reference']
    published = [other['connection_xml'] for other in rows
                 if other['requested_by'] == tree and other['reference'] != row['reference'] and other['connection_xml']]
    published += [one.connection_xml for one in shared if one.requested_by == tree and one.connection_xml]
    return _Inputs(row['timestamp'], row['requested_state'], published)


def _note_unused(run: Run, step: Step, folder: str) -> None:
    path = os.path.join(folder, 'etc', 'services')
    names = [name for name in names_in(path) if os.access(os.path.join(path, name), os.X_OK)]
    if names:
        run.note(step, f"Not started: {', '.join(names)} in etc/services. SlapOS starts what is in etc/service (watched: an exit "
                       'is a bang) and in etc/run.')
