import json
import os
import subprocess
import time

import support
from support import FolderCase, wait_for
from webrunner_engine.instances.service_processes import read_processes
from webrunner_engine.runs.outcome import (
    SETTLE,
    Outcome,
    instance_failure,
    partition_outcome,
    services_reason,
    software_outcome,
    stopped_outcome,
    with_exception,
)

_P = '2026-11-21 05:55:53 slapos[3728] '


def _unloadable(partition, promise, error):
    """What slapgrid logs of a promise whose Python cannot be loaded, the traceback cut short."""
    own = _P + 'INFO 2026-11-21 05:55:53 slapos[3736] '
    traceback = ('Traceback (most recent call last):\n{0}  File "/x/__init__.py", line 244, in _loadPromiseModule\n'
                 '{0}    importlib.import_module(name)\n{0}{1}\n').format(_P + 'INFO ', error)
    return (f'{_P}INFO Checking {partition} promises...\n{own}INFO Checking promise {promise}...\n{own}ERROR {traceback}'
            f'{_P}INFO \n{_P}INFO Process {promise}:\n{_P}INFO {traceback}'
            f'{own}ERROR Error: No output returned by the promise\n')


class OutcomeTest(FolderCase):

    def setUp(self):
        super().setUp()
        self.log = self.write('log', 'Finished.\n')
        self.partition = os.path.join(self.folder, 'slappart0')
        self.socket = os.path.join(self.folder, 'sv.sock')

    def supervisor(self, group='slappart0', **commands):
        """A real supervisord with programs in a group; names with `__` stand for those with `-on-watch`."""
        programs = {name.replace('__', '-on-watch'): command for name, command in commands.items()}
        lines = ['[supervisord]', 'nodaemon = true', f'logfile = {self.folder}/sv.log', f'pidfile = {self.folder}/sv.pid',
                 '[unix_http_server]', f'file = {self.socket}', '[rpcinterface:supervisor]',
                 'supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface']
        if programs:
            lines += [f'[group:{group}]', 'programs = ' + ','.join(programs)]
        for name, command in programs.items():
            lines += [f'[program:{name}]', f'command = {command}', 'autorestart = false', 'startsecs = 0', 'startretries = 0',
                      f'stdout_logfile = {self.folder}/{name}.log', 'redirect_stderr = true']
        self.write('sv.conf', '\n'.join(lines) + '\n')
        process = subprocess.Popen([os.path.join(support.BIN, 'supervisord'), '-c', os.path.join(self.folder, 'sv.conf')],
                                   stdout=subprocess.DEVNULL)
        self.addCleanup(process.wait)
        self.addCleanup(process.terminate)
        wait_for(lambda: (found := read_processes(self.socket)) is not None
                 and all(info['statename'] != 'STOPPED' for info in found))

    def ended(self, *names):
        """Wait until the processes have ended."""
        wait_for(lambda: {info['name'] for info in read_processes(self.socket) or ()
                          if info['statename'] in ('EXITED', 'FATAL')} >= set(names))

    def promise(self, title, failed, message=''):
        self.write(f'slappart0/etc/plugin/{title}.py', '')
        self.result(title, failed, message)

    def result(self, title, failed, message=''):
        self.write(f'slappart0/.slapgrid/promise/result/{title}.status.json', json.dumps({
            'title': title, 'name': f'{title}.py', 'path': '', 'execution-time': 0.1,
            'result': {'type': 'Test Result', 'failed': failed, 'message': message, 'date': '2026-11-21T01:52:09+0000'}}))

    def outcome(self, code):
        return instance_failure(code, self.log, 0, self.partition) or partition_outcome(self.partition, self.socket)

    def test_all_is_well(self):
        self.supervisor(web__='sleep 60', once='true')
        self.ended('once')
        self.promise('a', False)
        self.assertEqual(self.outcome(0), Outcome('completed'))

    def test_services_of_another_partition_do_not_count(self):
        self.supervisor('slappart1', web__='false')
        self.ended('web-on-watch')
        os.makedirs(self.partition)
        self.assertEqual(self.outcome(0), Outcome('completed'))

    def test_exit_code_0_with_a_failed_promise_is_a_failed_promise(self):
        self.supervisor()
        self.promise('a', False)
        self.promise('check web', True, 'refused\n(nobody listens)')
        self.promise('z', True, 'z')
        self.assertEqual(self.outcome(0), Outcome(
            'promiseFailed', "Promise 'check web' failed: refused (nobody listens) (and 1 more)"))

    def test_the_result_of_a_promise_that_is_gone_does_not_count(self):
        self.supervisor()
        self.result('gone', True, 'x')
        self.assertEqual(self.outcome(0).state, 'completed')

    def test_exit_code_0_with_services_that_all_crashed_is_a_failure(self):
        self.supervisor(web__="sh -c 'exit 4'", db__='/nowhere/db', quiet__='true', once="sh -c 'exit 3'")
        self.ended('web-on-watch', 'db-on-watch', 'quiet-on-watch', 'once')
        self.assertEqual(self.outcome(0), Outcome(
            'failed', "4 services are not running: db (can't find command '/nowhere/db'), once (exit status 3), "
                      'quiet (exit status 0), web (exit status 4)'))

    def test_one_service(self):
        self.assertEqual(services_reason([{'name': 'web', 'kind': 'service', 'state': 'BACKOFF'}]),
                         '1 service is not running: web (backoff)')
        self.assertEqual(services_reason([{'name': 'web', 'kind': 'service', 'state': 'EXITED', 'exitStatus': -1}]),
                         '1 service is not running: web (killed by a signal)')
        self.assertIsNone(services_reason([{'name': 'web', 'kind': 'service', 'state': 'STOPPED'}]))

    def test_a_service_that_crashes_a_moment_after_its_start_is_seen(self):
        self.supervisor(web__="sh -c 'sleep 0.3; exit 4'")
        self.assertEqual(self.outcome(0).reason, '1 service is not running: web (exit status 4)')

    def test_a_service_that_has_run_for_a_while_is_not_waited_for(self):
        self.supervisor(web__='sleep 60')
        time.sleep(SETTLE)
        before = time.monotonic()
        self.assertEqual(self.outcome(0).state, 'completed')
        self.assertLess(time.monotonic() - before, SETTLE)

    def test_a_stopped_partition_has_no_processes_that_run(self):
        self.supervisor(web__='sleep 60', once='true')
        self.ended('once')
        self.assertEqual(stopped_outcome('slappart0', self.socket), Outcome('failed', 'Still running: web.'))
        self.assertEqual(stopped_outcome('slappart1', self.socket), Outcome('completed'))
        self.assertEqual(stopped_outcome('slappart0', self.socket + '.none').state, 'failed')

    def test_a_partition_whose_last_deployment_failed_is_not_well(self):
        self.supervisor()
        self.write('slappart0/.slapgrid-slappart0-error.log', 'x')
        self.assertIn('last deployment failed', self.outcome(0).reason)

    def test_only_the_output_of_the_command_itself_tells_why_it_failed(self):
        earlier = 'While:\n  Installing.\nError: of an earlier command.\n\n'
        self.write('log', earlier + 'nothing to see\n')
        self.assertEqual(software_outcome(1, self.log).reason, 'Error: of an earlier command.')
        self.assertIn('exited with status 1', software_outcome(1, self.log, len(earlier)).reason or '')

    def test_no_supervisor_is_a_failure(self):
        os.makedirs(self.partition)
        self.assertIn('does not answer', self.outcome(0).reason)

    def test_exit_code_2_is_a_failed_promise(self):
        self.write('log', "2026-11-21 01:52:09 slapos[1] ERROR Promise 'x.py' failed with output: no\n")
        self.assertEqual(self.outcome(2), Outcome('promiseFailed', "Promise 'x.py' failed with output: no"))
        self.promise('x', True, 'no')
        self.assertEqual(self.outcome(2), Outcome('promiseFailed', "Promise 'x' failed: no"))

    def test_a_promise_that_cannot_be_loaded_fails_with_its_exception(self):
        self.write('log', _unloadable('slappart0', 'x.py', "ModuleNotFoundError: No module named 'nowhere'")
                   + _unloadable('slappart1', 'x.py', 'SyntaxError: of another partition'))
        self.promise('x', True, 'Error: No output returned by the promise')
        self.assertEqual(self.outcome(2), Outcome(
            'promiseFailed', "Promise 'x' failed: ModuleNotFoundError: No module named 'nowhere'"))
        said = "Promise 'x.py' failed with output: Error: No output returned by the promise"
        self.assertEqual(with_exception(said, self.log, 0, 'slappart1'),
                         "Promise 'x.py' failed with output: SyntaxError: of another partition")
        for log, partition in ((self.log, 'slappart2'), (self.write('none', 'Checking slappart1 promises...\n'), 'slappart1')):
            self.assertEqual(with_exception(said, log, 0, partition), said)

    def test_the_last_check_tells_why_a_promise_cannot_be_loaded(self):
        self.write('log', _unloadable('slappart0', 'x.py', 'KeyError: 1') + _unloadable('slappart0', 'x.py', 'KeyError: 2')
                   + _unloadable('slappart0', 'y.py', 'KeyError: 3').split('\n', 1)[1])
        for name, error in (('x', 'KeyError: 2'), ('y', 'KeyError: 3')):
            reason = f"Promise '{name}' failed: Error: No output returned by the promise (and 1 more)"
            self.assertEqual(with_exception(reason, self.log, 0, 'slappart0'), f"Promise '{name}' failed: {error} (and 1 more)")

    def test_what_a_promise_itself_says_stays(self):
        self.write('log', _unloadable('slappart0', 'x.py', 'KeyError: 1'))
        self.promise('x', True, 'refused')
        self.assertEqual(self.outcome(2).reason, "Promise 'x' failed: refused")

    def test_exit_code_10_says_who_holds_the_lock(self):
        for found in (self.outcome(10), software_outcome(10, self.log)):
            self.assertEqual(found.state, 'failed')
            self.assertRegex(found.reason or '', 'Another `slapos node .*` is running and holds the lock')

    def test_other_exit_codes(self):
        self.assertEqual(software_outcome(0, self.log), Outcome('completed'))
        self.assertEqual(software_outcome(-9, self.log).reason, 'slapos was ended by signal 9 (SIGKILL).')
        self.assertEqual(software_outcome(1, self.log).reason,
                         'slapos node software exited with status 1; see the end of its log.')
        self.assertIn('slapproxy did not answer', self.outcome(3).reason)
        self.write('log', 'While:\n  Installing.\nError: the cause.\n')
        self.assertEqual(software_outcome(1, self.log), Outcome('failed', 'Error: the cause.'))

