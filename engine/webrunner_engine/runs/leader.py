"""The leader of a run: a process of its own session that executes the steps one after the other, and records them.

It survives the host. It holds the lock of the base for as long as it lives, and hands it to nobody. What a step does is said
in `steps`; each `slapos` command of it is a fork, in a process group of its own, with its output in the step's log.

A SIGTERM cancels: TERM to the step's group, KILL after the job's `grace`, and KILL to whatever left the group.
"""
import os
import shlex
import signal
import sys
import time
import traceback
from collections.abc import Callable

from webrunner_engine.dialect.part_events import VARIABLE as PART_EVENTS
from webrunner_engine.dialect.rebootstrap import VARIABLE as NO_REBOOTSTRAP
from webrunner_engine.kit import contract, processes, times
from webrunner_engine.runs import outcome, run_status, steps
from webrunner_engine.runs.job import Ended, Job
from webrunner_engine.runs.master import refusal
from webrunner_engine.runs.run_status import Status, Step
from webrunner_engine.upstream import buildout_command, launcher, recording, warm

MAX_BUILDOUT = 50
"""How many command lines of buildout are kept of a step."""
_WAKE_UP = {signal.SIGTERM, signal.SIGCHLD}


class _Cancelled(Exception):
    """The run was asked to stop."""


def main(job: Job, lock: int, report: int) -> None:
    """Execute `job` (see `host`), holding the descriptor `lock`; writes a line to `report` when the run is on record."""
    # From here on these two are only looked at where the leader waits.
    signal.pthread_sigmask(signal.SIG_BLOCK, _WAKE_UP)
    os.setsid()
    warm.ignore_hangup()
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    processes.become_subreaper()
    os.set_inheritable(lock, False)
    _detach(job['directory'])
    run = Leader(job, lock)
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


class Leader:
    """A run in this process, which holds its lock."""

    def __init__(self, job: Job, lock: int):
        self.job = job
        self.directory = job['directory']
        # None once it is let go of.
        self._lock: int | None = lock
        # Monotonic time of the start of the current step.
        self.started = 0.0
        self.status: Status = {
            'version': run_status.VERSION,
            'pid': os.getpid(),
            'startTime': processes.start_time(os.getpid()),
            'bootId': processes.boot_id(),
            'finished': False,
            'steps': [{'kind': kind, 'state': 'queued'} for kind in job['steps']],
        }

    def save(self) -> None:
        """Put the status of a run that goes on on record."""
        run_status.write(self.directory, self.status)

    def execute(self) -> None:
        """All steps, up to the first without which the run cannot go on."""
        for step in self.status['steps']:
            self._check_cancelled()
            self._execute_step(step)
            if step['state'] != 'completed' and not steps.goes_on_after(self, step):
                self._end(f"Not run: the {step['kind']} step failed.")
                return
        self._end('')

    def cancel(self) -> None:
        """End a run that was asked to stop, and has ended what it had started."""
        self._end('Cancelled.')

    def fail(self, reason: str) -> None:
        """End a run that cannot go on for a reason of our own."""
        failed = [step for step in self.status['steps'] if step['state'] == 'running']
        for step in failed:
            step.update({'state': 'failed', 'reason': reason, 'finishedAt': times.now()})
        if not failed and all(step['state'] == 'queued' for step in self.status['steps']):
            self.status['steps'][0].update({'state': 'failed', 'reason': reason})
        self._end('Not run: an earlier step failed.')

    def _end(self, reason: str) -> None:
        """The end of the run, whatever it is: steps that are left are cancelled, the lock is let go of, the end put on record."""
        run_status.end(self.status, reason)
        if self._lock is not None:
            # Before it is on record: whoever reads that this run is over may start the next one.
            os.close(self._lock)
            self._lock = None
        run_status.write(self.directory, self.status)

    def _execute_step(self, step: Step) -> None:
        self.started = time.monotonic()
        step['state'] = 'running'
        step['startedAt'] = times.now()
        if step is self.status['steps'][0]:
            for text in self.job.get('notes', ()):
                self.note(step, text)
        try:
            found = steps.perform(self, step)
        except _Cancelled:
            raise
        except Exception as error:
            # slapproxy is down, or it refuses: for example no partition is free.
            traceback.print_exc()
            reason = refusal(error, self.job)
            found = outcome.Outcome('failed', reason)
            self.note(step, reason)
        if found.reason is not None:
            step['reason'] = found.reason
        step['state'] = found.state
        step['durationMs'] = self._elapsed()
        step['finishedAt'] = times.now()
        self.save()

    def _elapsed(self) -> int:
        return round((time.monotonic() - self.started) * 1000)

    def log_of(self, step: Step) -> str:
        """Path of the log of a step."""
        return os.path.join(self.directory, contract.LOG_FILES[step['kind']])

    def note(self, step: Step, text: str) -> None:
        """Say something of our own in the log of a step."""
        with open(self.log_of(step), 'a', encoding='utf-8', errors='backslashreplace') as f:
            f.write(f'{text}\n')

    def slapos(self, step: Step, arguments: list[str], folders: list[str]) -> Ended:
        """Run one `slapos` command of a step to its end. It is about to build in `folders`.

        Raises _Cancelled, when everything that it had started has ended.
        """
        command = shlex.join(['slapos', *arguments])
        step.setdefault('command', command)
        # HOME of all that slapgrid builds there: by that, strays are found when this process was killed.
        step['folders'] = folders
        log = os.open(self.log_of(step), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        os.write(log, f'$ {command}\n'.encode('utf-8', 'surrogateescape'))
        recorded = os.memfd_create('recorded')
        earlier = step.get('buildout', [])
        try:
            parts = os.path.join(self.directory, contract.PARTS_FILES[step['kind']])
            pid = self._fork_slapos(arguments, log, recorded, parts)
            os.close(log)
            step['processGroup'] = pid
            self.save()
            try:
                code = self._wait(pid, lambda: self._note_buildout(step, earlier, recorded))
            except _Cancelled:
                step['exitCode'] = self._terminate(pid)
                step['durationMs'] = self._elapsed()
                self._remove_pidfile(arguments[1], pid)
                raise
            self._remove_pidfile(arguments[1], pid)
            step['exitCode'] = code
            if code < 0:
                # Somebody killed slapos itself: buildout and compilers would go on and spoil the next build.
                self._terminate(pid)
            return Ended(code, recording.read(recorded).results)
        finally:
            os.close(recorded)

    def _note_buildout(self, step: Step, earlier: list[str], recorded: int) -> None:
        """Put the command lines of buildout on record, after the `earlier` ones of the step."""
        found = [*earlier, *recording.read(recorded).buildout][:MAX_BUILDOUT]
        if found == step.get('buildout', []):
            return
        step['buildout'] = found
        try:
            self.save()
        except OSError:
            # A full disk, say: nobody would wait for the command any more. The end of the step tells it.
            return

    def _fork_slapos(self, arguments: list[str], log: int, recorded: int, parts: str) -> int:
        pid = os.fork()
        if pid:
            _join_group(pid, pid)
            return pid
        code = 1
        try:
            os.setpgid(0, 0)
            if self._lock is not None:
                os.close(self._lock)
            os.dup2(log, 1)
            os.dup2(log, 2)
            os.close(log)
            processes.default_signals()
            warm.open_streams()
            warm.fresh_state()
            recording.record_to(recorded)
            buildout_command.set_verbose(self.job['verbose'])
            os.environ[PART_EVENTS] = parts
            if not self.job['rebootstrap']:
                os.environ[NO_REBOOTSTRAP] = '1'
            sys.argv[:] = ['slapos', *arguments]
            try:
                code = launcher.run(list(arguments))
            except SystemExit as ending:
                code = warm.exit_code(ending)
            code = warm.finish(code or 0)
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(code)

    def _check_cancelled(self) -> None:
        found = signal.sigtimedwait({signal.SIGTERM}, 0)
        if found is not None:
            raise _Cancelled

    def _wait(self, pid: int, look: Callable[[], None]) -> int:
        """Exit code of child `pid` (negative: the signal that ended it); buries adopted orphans, and calls `look`, meanwhile."""
        while True:
            code = _reap(pid)
            look()
            if code is not None:
                return code
            # A time limit for `look`, and in case a signal was merged with an earlier one.
            found = signal.sigtimedwait(_WAKE_UP, 1)
            if found is not None and found.si_signo == signal.SIGTERM:
                raise _Cancelled

    def _terminate(self, group: int) -> int | None:
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
        """Slapos leaves its pidfile behind when it is killed; a later process of that pid would block every run."""
        path = self.job['pidfiles'][kind]
        try:
            with open(path) as f:
                if f.read().strip() == str(pid):
                    os.unlink(path)
        except FileNotFoundError:
            return


def _join_group(pid: int, group: int) -> None:
    try:
        os.setpgid(pid, group)
    except (ProcessLookupError, PermissionError):
        # The child has done so itself and gone on, or ended.
        return


def _reap(pid: int) -> int | None:
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
