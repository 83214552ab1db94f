"""The end of a run, as its leader says it; runs themselves are in `test_host`."""
import fcntl
import os
from typing import Any, cast

from support import FolderCase
from webrunner_engine.runs import run_status
from webrunner_engine.runs.job import Job
from webrunner_engine.runs.leader import Leader


class EndTest(FolderCase):

    def leader(self, directory: str) -> Leader:
        job: dict[str, Any] = {'directory': directory, 'steps': ['software', 'instance']}
        lock = os.open(os.path.join(self.folder, 'run.lock'), os.O_RDWR | os.O_CREAT)
        fcntl.flock(lock, fcntl.LOCK_EX)
        return Leader(cast(Job, job), lock)

    def is_locked(self) -> bool:
        with open(os.path.join(self.folder, 'run.lock')) as f:
            try:
                fcntl.flock(f, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return True
            return False

    def test_a_run_that_goes_on_is_not_over(self):
        leader = self.leader(self.folder)
        leader.save()
        self.assertEqual(self.written(), (False, [('queued', None), ('queued', None)]))
        self.assertTrue(self.is_locked())
        leader.cancel()

    def test_the_end_lets_go_of_the_lock_and_leaves_no_step_open(self):
        leader = self.leader(self.folder)
        leader.status['steps'][0]['state'] = 'running'
        leader.cancel()
        self.assertEqual(self.written(), (True, [('cancelled', 'Cancelled.'), ('cancelled', 'Cancelled.')]))
        self.assertFalse(self.is_locked())

    def test_a_defect_fails_the_step_that_ran(self):
        leader = self.leader(self.folder)
        leader.status['steps'][0]['state'] = 'running'
        leader.fail('OSError: full')
        self.assertEqual(self.written(), (True, [('failed', 'OSError: full'),
                                                 ('cancelled', 'Not run: an earlier step failed.')]))

    def test_an_end_that_could_not_be_written_is_written_at_the_next_attempt(self):
        directory = os.path.join(self.folder, 'run')
        leader = self.leader(directory)
        with self.assertRaises(FileNotFoundError):
            leader.cancel()
        self.assertFalse(self.is_locked())
        os.mkdir(directory)
        # Its number may be that of another file by now: it is not to be closed once more.
        other = os.open(os.devnull, os.O_RDONLY)
        leader.fail('FileNotFoundError')
        os.close(other)
        self.assertEqual(self.written('run'), (True, [('cancelled', 'Cancelled.'), ('cancelled', 'Cancelled.')]))

    def written(self, name: str = '') -> tuple[bool, list[tuple[str, str | None]]]:
        """What is on record: whether the run is over, and states of steps with their reasons."""
        status = run_status.read(os.path.join(self.folder, name))
        assert status is not None
        return status['finished'], [(step['state'], step.get('reason')) for step in status['steps']]
