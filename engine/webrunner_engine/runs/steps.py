"""What each step of a run does: which `slapos` commands, for which partitions, and what came of them.

A step is a function of the run (see `leader`) and of its own record in `status.json`; it returns an `Outcome`, and raises what
the Master raises when it cannot be asked.
"""
import os
from collections.abc import Callable

from webrunner_engine.instances import partitions
from webrunner_engine.instances.parameters import expand_parameters
from webrunner_engine.instances.partitions import Row
from webrunner_engine.kit.contract import SharedRequest
from webrunner_engine.runs import outcome
from webrunner_engine.runs.commands import command, forced, only_partitions, only_releases, partition_folder, release_folder
from webrunner_engine.runs.deployment import MAX_PASSES, Deployment
from webrunner_engine.runs.job import Job, Run
from webrunner_engine.runs.master import Master, Refused, check_same_release
from webrunner_engine.runs.outcome import Outcome
from webrunner_engine.runs.run_status import Step
from webrunner_engine.upstream.recording import Result


def perform(run: Run, step: Step) -> Outcome:
    """Do the step of a run."""
    return _STEPS[run.job['action'], step['kind']](run, step)


def goes_on_after(run: Run, step: Step) -> bool:
    """Whether a run goes on after a step that did not complete: on all, with the instances of those releases that are built."""
    if run.job['scope'] != 'all' or step['kind'] != 'software' or step.get('exitCode') not in outcome.WORKED_THROUGH:
        return False
    results = step.get('results', [])
    # Without a release that failed, slapgrid itself did: it has worked on none.
    return any(result['state'] == 'failed' for result in results) and len(_not_built(run)) < len(results)


def _software(run: Run, step: Step) -> Outcome:
    job = run.job
    if job['scope'] == 'all':
        return _all_software(run, step)
    url = job['release']['url']
    Master(job).supply('available')
    options = [*forced(job['force']), only_releases([url])]
    result = run.slapos(step, command(job, 'software', options), [release_folder(job, url)])
    return outcome.software_outcome(result.code, result.results)


def _all_software(run: Run, step: Step) -> Outcome:
    job = run.job
    urls = partitions.read_releases(job['database'])
    gone: dict[str, Result] = {url: {'subject': url, 'state': 'cancelled', 'reason': (
        f'Its profile {path} is no longer there: remove the release in Services, or bring the file back.')}
        for url in urls if (path := partitions.missing_profile(url)) is not None}
    left = [url for url in urls if url not in gone]
    for one in gone.values():
        run.note(step, f"{one['subject']} is left alone. {one['reason']}")
    if gone and not left:
        # There is nothing to do: no command says so.
        step.update({'results': list(gone.values()), 'exitCode': 0})
        return Outcome('completed')
    if gone:
        options = [*forced(job['force']), only_releases(left)]
    else:
        options = ['--all'] if job['force'] else []
    result = run.slapos(step, command(job, 'software', options), [job['softwareRoot']])
    found: dict[str, Result] = {**gone, **{entry['subject']: entry for entry in result.results}}
    if result.code == 0 or any(entry['state'] == 'failed' for entry in result.results):
        # It went through all of them: one that it did not touch was complete.
        for url in urls:
            found.setdefault(url, {'subject': url, 'state': 'completed'})
    step['results'] = [found[url] for url in urls if url in found]
    return _of_all(step, outcome.software_outcome(result.code, result.results))


def _not_built(run: Run) -> set[str]:
    """Releases that the software step of a run on all has not built. One whose profile is gone may have been before."""
    results = [result for step in run.status['steps'] if step['kind'] == 'software' for result in step.get('results', ())]
    return {result['subject'] for result in results if result['state'] == 'failed' or (
        result['state'] == 'cancelled' and not os.path.exists(
            os.path.join(release_folder(run.job, result['subject']), '.completed')))}


def _remove(run: Run, step: Step) -> Outcome:
    job = run.job
    Master(job).supply('destroyed')
    url = job['release']['url']
    folder = release_folder(job, url)
    result = run.slapos(step, command(job, 'software', [only_releases([url])]), [folder])
    found = outcome.software_outcome(result.code, result.results)
    if found.state == 'completed' and os.path.lexists(folder):
        return Outcome('failed', f'The folder {folder} is still there; remove the release again.')
    return found


def _destroy(run: Run, step: Step) -> Outcome:
    job = run.job
    rows = partitions.read_partitions(job['database'])
    root, row = _to_destroy(rows, job)
    if row is None:
        run.note(step, f"There is no instance {job['reference']!r}: nothing to destroy.")
        return Outcome('completed')
    if root is None:
        check_same_release(row, job)
    doomed = partitions.tree_of(rows, row) if root is None else [row]
    names = [one['reference'] for one in doomed]
    hosts = _let_go_of_shared(run, step, rows, row, names)
    run.status['partition'] = row['reference']
    run.save()
    Master(job).destroy(row, root)
    for _ in range(MAX_PASSES):
        result = run.slapos(step, command(job, 'report', []), [partition_folder(job, name) for name in names])
        # slapproxy has the children of a root destroyed first, which takes another pass.
        rows = [one for one in partitions.read_partitions(job['database'])
                if one['reference'] in names and one['partition_reference'] in {old['partition_reference'] for old in doomed}]
        if not rows:
            if hosts:
                folders = [partition_folder(job, name) for name in hosts]
                run.slapos(step, command(job, 'instance', [only_partitions(hosts)]), folders)
            return Outcome('completed')
        if result.code:
            return outcome.failure('report', result.code, result.results)
    left = ', '.join(one['reference'] for one in rows)
    return Outcome('failed', f'{left} could not be freed: see the log for what holds it, then destroy again.')


def _let_go_of_shared(run: Run, step: Step, rows: list[Row], row: Row, doomed: list[str]) -> list[str]:
    """Shared instances end with their host, and with the tree that requested them. The partitions of hosts that stay."""
    job, master = run.job, Master(run.job)
    by_name = {one['reference']: one for one in rows}
    hosts = []
    for shared in partitions.read_shared(job['database'], rows):
        if shared.host in doomed:
            run.note(step, f'The shared instance {shared.reference} goes with its host {shared.host}.')
            master.forget(shared)
        elif not row['requested_by'] and shared.requested_by == row['partition_reference']:
            run.note(step, f'The shared instance {shared.reference}, which it requested of {shared.host}, goes with it.')
            master.release_shared(row, shared, by_name[shared.host])
            hosts.append(shared.host)
    return sorted(set(hosts))


def _to_destroy(rows: list[Row], job: Job) -> tuple[Row | None, Row | None]:
    """The root of the tree, where the instance is one that another requested, and the instance; None for what is not there."""
    partition = job.get('partition')
    if partition is None:
        return None, partitions.find_root(rows, job['reference'])
    row = next((one for one in rows if one['reference'] == partition and one['partition_reference'] == job['reference']), None)
    if row is None or not row['requested_by']:
        return None, row
    root = partitions.find_root(rows, row['requested_by'])
    if root is None:
        raise Refused(f'The instance that requested {partition} is not there: slapproxy cannot be asked to destroy it.')
    return root, row


def _instance(run: Run, step: Step) -> Outcome:
    job = run.job
    row = partitions.find_root(partitions.read_partitions(job['database']), job['reference'])
    if job['scope'] == 'one':
        master = Master(job)
        if job['shared'] is not None and row is None:
            raise Refused(f"There is no instance {job['reference']!r} to be the host of a shared one: request it first.")
        run.status['partition'] = master.request(row)
        run.save()
        if job['shared'] is not None:
            _request_shared(run, step, master, job['shared'])
    elif row is not None:
        run.status['partition'] = row['reference']
    deployment = Deployment(run, step, _not_built(run))
    try:
        found = deployment.execute()
    finally:
        _note_parameters(run)
    if job['scope'] == 'all':
        step['results'] = deployment.results()
        return _of_all(step, found)
    return found


def _request_shared(run: Run, step: Step, master: Master, asked: SharedRequest) -> None:
    rows = partitions.read_partitions(run.job['database'])
    root = partitions.find_root(rows, run.job['reference'])
    tree = partitions.tree_of(rows, root) if root is not None else []
    name = asked.get('host') or run.status['partition']
    host = next((one for one in tree if one['reference'] == name), None)
    if host is None:
        raise Refused(f'{name} is no instance of the tree of {run.job["reference"]}: it cannot be the host.')
    known = next((one for one in partitions.read_shared(run.job['database'], rows)
                  if one.reference == asked['reference'] and not one.requested_by), None)
    if known is None and asked.get('state') == 'destroyed':
        run.note(step, f"There is no shared instance {asked['reference']!r}: nothing to destroy.")
        return
    if known is not None and known.host != name:
        raise Refused(f"The shared instance {asked['reference']!r} is in {known.host}: choose another name, or destroy it there.")
    master.request_shared(host, known)


def _note_parameters(run: Run) -> None:
    rows = partitions.read_partitions(run.job['database'])
    root = partitions.find_root(rows, run.job['reference'])
    if root is not None:
        run.status['published'] = {root['reference']: expand_parameters(root['connection_xml'])}
        run.status['requested'] = expand_parameters(root['xml'])
    if run.job['scope'] == 'all':
        run.status['published'] = {row['reference']: expand_parameters(row['connection_xml']) for row in rows}
        run.status['requestedOf'] = {row['reference']: expand_parameters(row['xml']) for row in rows}


def _of_all(step: Step, found: Outcome) -> Outcome:
    failed = [result for result in step['results'] if result['state'] not in ('completed', 'cancelled')]
    if not failed:
        return found
    state = 'failed' if any(result['state'] == 'failed' for result in failed) else 'promiseFailed'
    worst = next(result for result in failed if result['state'] == state)
    more = f' (and {len(failed) - 1} more)' if len(failed) > 1 else ''
    return Outcome(state, f"{worst['subject']}: {worst['reason']}{more}")


_STEPS: dict[tuple[str, str], Callable[[Run, Step], Outcome]] = {
    ('rebuild', 'software'): _software,
    ('rebuild', 'instance'): _instance,
    ('destroy', 'instance'): _destroy,
    ('remove', 'software'): _remove,
}
"""By job and step, what does it: another kind of job is a row here, and one in shared/jobs.ts."""
