"""The leader of a run: a process of its own session that executes the steps one after the other, and records them.

It survives the host. It holds the lock of the base for as long as it lives, and hands it to nobody. Each step is a fork
that runs `slapos` itself, in a process group of its own, with its output in the step's log.

A SIGTERM cancels: TERM to the step's group, KILL after the job's `grace`, and KILL to whatever left the group.
"""
import json
import os
import shlex
import signal
import sys
import time
import traceback
from typing import Any, Dict, Optional

from webrunner_engine import launcher, outcome, processes, run_status, warm

_WAKE_UP = {signal.SIGTERM, signal.SIGCHLD}


class _Cancelled(Exception):
    """The run was asked to stop."""


def main(job: Dict[str, Any], lock: int, report: int) -> None:
    """Execute `job` (see `host`), holding the descriptor `lock`; writes a line to `report` when the run is on record."""
    # From here on these two are only looked at where the leader waits.
    signal.pthread_sigmask(signal.SIG_BLOCK, _WAKE_UP)
    os.setsid()
    warm.ignore_hangup()
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    processes.become_subreaper()
    os.set_inheritable(lock, False)
    _detach(job['directory'])
    run = _Run(job, lock)
    run.save()
    os.write(report, b'started\n')
    os.close(report)
    try:
        run.execute()
    except _Cancelled:
        run.cancel()
    except Exception as error:
        # A defect, or a full disk: the run must not look as if it were going on.
        traceback.print_exc()
        run.fail(f'{type(error).__name__}: {error}')


def _detach(directory: str) -> None:
    """Let go of the host's streams; what the leader itself has to say goes to a file of the run."""
    nothing = os.open(os.devnull, os.O_RDONLY)
    log = os.open(os.path.join(directory, 'leader.log'), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(nothing, 0)
    os.dup2(log, 1)
    os.dup2(log, 2)
    os.close(nothing)
    os.close(log)
    os.chdir('/')
    warm.open_streams()


class _Run:

    def __init__(self, job: Dict[str, Any], lock: int):
        self.job = job
        self.directory = job['directory']
        self.lock = lock
        # Monotonic time of the start of the current step.
        self.started = 0.0
        own = processes.stat(os.getpid())
        self.status = {
            'version': run_status.VERSION,
            'pid': os.getpid(),
            'startTime': own.start_time,
            'bootId': processes.boot_id(),
            'finished': False,
            'steps': [{'kind': kind, 'state': 'queued'} for kind in job['steps']],
        }

    def save(self) -> None:
        if self.status['finished']:
            # Before it is on record: whoever reads that this run is over may start the next one.
            os.close(self.lock)
        run_status.write(self.directory, self.status)

    def execute(self) -> None:
        for step in self.status['steps']:
            self._check_cancelled()
            self._execute_step(step)
            if step['state'] != 'completed':
                for later in self.status['steps']:
                    if later['state'] == 'queued':
                        later['state'] = 'cancelled'
                        later['reason'] = f"Not run: the {step['kind']} step failed."
                break
        self.status['finished'] = True
        self.save()

    def cancel(self) -> None:
        run_status.cancel_open_steps(self.status, 'Cancelled.')
        self.save()

    def fail(self, reason: str) -> None:
        for step in self.status['steps']:
            if step['state'] == 'running':
                step.update(state='failed', reason=reason, finishedAt=run_status.now())
        run_status.cancel_open_steps(self.status, 'Not run: an earlier step failed.')
        if all(step['state'] == 'cancelled' for step in self.status['steps']):
            self.status['steps'][0].update(state='failed', reason=reason)
        self.save()

    def _execute_step(self, step: Dict[str, Any]) -> None:
        log = os.path.join(self.directory, f"{step['kind']}.log")
        self.started = time.monotonic()
        step['state'] = 'running'
        step['startedAt'] = run_status.now()
        try:
            arguments = self._software() if step['kind'] == 'software' else self._instance()
        except Exception as error:
            # slapproxy is down, or it refuses: for example no partition is free.
            traceback.print_exc()
            found = outcome.Outcome('failed', _request_reason(error, self.job))
            with open(log, 'a', encoding='utf-8') as f:
                f.write(f'{found.reason}\n')
        else:
            found = self._run_slapos(step, arguments, log)
        if found.state != 'completed':
            step['reason'] = found.reason
        step['state'] = found.state
        step['durationMs'] = self._elapsed()
        step['finishedAt'] = run_status.now()
        self.save()

    def _elapsed(self) -> int:
        return round((time.monotonic() - self.started) * 1000)

    def _run_slapos(self, step: Dict[str, Any], arguments, log: str) -> 'outcome.Outcome':
        step['command'] = shlex.join(['slapos', *arguments])
        # HOME of all that slapgrid has built there: by that, strays are found when this process was killed.
        step['folder'] = self._release_folder() if step['kind'] == 'software' else self._partition_folder()
        descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        os.write(descriptor, f"$ {step['command']}\n".encode('utf-8', 'surrogateescape'))
        pid = self._fork_slapos(arguments, descriptor)
        os.close(descriptor)
        step['processGroup'] = pid
        self.save()
        try:
            code = self._wait(pid)
        except _Cancelled:
            step['exitCode'] = self._terminate(pid)
            step['durationMs'] = self._elapsed()
            self._remove_pidfile(step['kind'], pid)
            raise
        self._remove_pidfile(step['kind'], pid)
        step['exitCode'] = code
        if code < 0:
            # Somebody killed slapos itself: buildout and compilers would go on and spoil the next build.
            self._terminate(pid)
        if step['kind'] == 'software':
            return outcome.software_outcome(code, log)
        return outcome.instance_outcome(code, log, self._partition_folder(), self.job['instanceSocket'])

    def _fork_slapos(self, arguments, log: int) -> int:
        pid = os.fork()
        if pid:
            _join_group(pid, pid)
            return pid
        code = 1
        try:
            os.setpgid(0, 0)
            os.close(self.lock)
            os.dup2(log, 1)
            os.dup2(log, 2)
            os.close(log)
            processes.default_signals()
            warm.open_streams()
            warm.fresh_state()
            sys.argv[:] = ['slapos', *arguments]
            try:
                code = launcher.run(list(arguments))
            except SystemExit as exit:
                code = warm.exit_code(exit)
            code = warm.finish(code or 0)
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(code)

    def _software(self):
        release = self.job['release']
        self._slap().registerSupply().supply(release['url'], self.job['computer'])
        # slapgrid splits the option at commas.
        wanted = release['url'] if ',' not in release['url'] else self._release_hash()
        return ['node', 'software', '--cfg', self.job['config'], '--force', f'--only-sr={wanted}']

    def _instance(self):
        from slapos.slap import ResourceNotReady
        try:
            instance = self._slap().registerOpenOrder().request(
                self.job['release']['url'],
                partition_reference=self.job['reference'],
                software_type=self.job.get('softwareType'),
                partition_parameter_kw=serialised_parameters(self.job),
                state='started')
            self.status['partition'] = instance.getId()
        except ResourceNotReady as error:
            raise RuntimeError('slapproxy has not allocated a partition') from error
        self.save()
        return ['node', 'instance', '--cfg', self.job['config'], '--force', f"--only-cp={self.status['partition']}"]

    def _slap(self):
        from slapos.slap import slap
        client = slap()
        client.initializeConnection(self.job['masterUrl'])
        return client

    def _release_hash(self) -> str:
        from slapos.grid.utils import md5digest
        return md5digest(self.job['release']['url'])

    def _release_folder(self) -> str:
        return os.path.join(self.job['softwareRoot'], self._release_hash())

    def _partition_folder(self) -> str:
        return os.path.join(self.job['instanceRoot'], self.status['partition'])

    def _check_cancelled(self) -> None:
        found = signal.sigtimedwait({signal.SIGTERM}, 0)
        if found is not None:
            raise _Cancelled

    def _wait(self, pid: int) -> int:
        """Exit code of child `pid` (negative: the signal that ended it); buries adopted orphans meanwhile."""
        while True:
            code = _reap(pid)
            if code is not None:
                return code
            # A time limit only in case a signal was merged with an earlier one.
            found = signal.sigtimedwait(_WAKE_UP, 1)
            if found is not None and found.si_signo == signal.SIGTERM:
                raise _Cancelled

    def _terminate(self, group: int) -> Optional[int]:
        """End a step's group and every other descendant of this process; the exit code of the group's first process."""
        processes.send_group(group, signal.SIGTERM)
        processes.send((entry.pid for entry in processes.descendants(os.getpid()) if entry.group != group), signal.SIGTERM)
        code = None
        deadline = time.monotonic() + self.job['grace']
        while time.monotonic() < deadline:
            code = code if code is not None else _reap(group)
            if not processes.descendants(os.getpid()):
                break
            time.sleep(0.02)
        # What a process that is being killed starts in its last moment is found in the next turn.
        for _ in range(100):
            left = processes.descendants(os.getpid())
            if not left:
                break
            processes.send((entry.pid for entry in left), signal.SIGKILL)
            time.sleep(0.02)
            code = code if code is not None else _reap(group)
        return code if code is not None else _reap(group)

    def _remove_pidfile(self, kind: str, pid: int) -> None:
        """slapos leaves its pidfile behind when it is killed; a later process of that pid would block every run."""
        path = self.job['pidfiles'][kind]
        try:
            with open(path) as f:
                if f.read().strip() == str(pid):
                    os.unlink(path)
        except FileNotFoundError:
            return


def serialised_parameters(job: Dict[str, Any]) -> Dict[str, str]:
    """Parameters as slapproxy takes them: text only, and none that is empty (slapproxy makes None of those).

    Releases whose description says `json-in-xml` get all of them as one JSON text under `_`.
    """
    given = {key: value for key, value in (job.get('parameters') or {}).items() if value is not None and value != ''}
    if not given or '_' in given:
        return {key: _text(value) for key, value in given.items()}
    if _wants_json(job['release']['url'], job.get('softwareType')):
        return {'_': json.dumps(given, sort_keys=True, ensure_ascii=False)}
    return {key: _text(value) for key, value in given.items()}


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, sort_keys=True, ensure_ascii=False)


def _wants_json(url: str, software_type: Optional[str]) -> bool:
    path = url.removeprefix('file://')
    if not path.startswith('/') or not os.path.isfile(path + '.json'):
        return False
    from slapos.util import SoftwareReleaseSchema, SoftwareReleaseSerialisation
    return SoftwareReleaseSchema(path, software_type).getSerialisation() == SoftwareReleaseSerialisation.JsonInXml


def _request_reason(error: Exception, job: Dict[str, Any]) -> str:
    import requests
    from slapos.slap import NotFoundError
    if isinstance(error, requests.exceptions.ConnectionError):
        return 'slapproxy does not answer; run again to start it.'
    if isinstance(error, NotFoundError):
        # slapproxy's answer to a request that it cannot allocate.
        return 'No partition is free: destroy an instance, or start with more partitions.'
    return f"slapproxy refused the request of {job['reference']}: {type(error).__name__}: {' '.join(str(error).split())}"


def _join_group(pid: int, group: int) -> None:
    try:
        os.setpgid(pid, group)
    except (ProcessLookupError, PermissionError):
        # The child has done so itself and gone on, or ended.
        return


def _reap(pid: int) -> Optional[int]:
    """Bury every child that has ended; the exit code of `pid` if it is among them."""
    code = None
    while True:
        try:
            found, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return code
        if found == 0:
            return code
        if found == pid:
            code = os.waitstatus_to_exitcode(status)
