import json
import os
import subprocess
import time

import support
from support import FolderCase, wait_for
from webrunner_engine.instances.service_processes import partition_processes, read_processes
from webrunner_engine.runs.outcome import (
    SETTLE,
    Outcome,
    failure,
    instance_failure,
    partition_outcome,
    services_reason,
    software_outcome,
    stopped_outcome,
)


def _result(state, reason=None):
    return {'subject': 'x', 'state': state, **({} if reason is None else {'reason': reason})}


class OutcomeTest(FolderCase):

    def setUp(self):
        super().setUp()
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

    def outcome(self, state='completed', reason=None):
        return instance_failure(_result(state, reason), self.partition) or partition_outcome(self.partition, self.socket)

    def test_all_is_well(self):
        self.supervisor(web__='sleep 60', once='true')
        self.ended('once')
        self.promise('a', False)
        self.assertEqual(self.outcome(), Outcome('completed'))

    def test_services_of_another_partition_do_not_count(self):
        self.supervisor('slappart1', web__='false')
        self.ended('web-on-watch')
        os.makedirs(self.partition)
        self.assertEqual(self.outcome(), Outcome('completed'))

    def test_exit_code_0_with_a_failed_promise_is_a_failed_promise(self):
        self.supervisor()
        self.promise('a', False)
        self.promise('check web', True, 'refused\n(nobody listens)')
        self.promise('z', True, 'z')
        self.assertEqual(self.outcome(), Outcome(
            'promiseFailed', "Promise 'check web' failed: refused (nobody listens) (and 1 more)"))

    def test_the_result_of_a_promise_that_is_gone_does_not_count(self):
        self.supervisor()
        self.result('gone', True, 'x')
        self.assertEqual(self.outcome().state, 'completed')

    def test_exit_code_0_with_services_that_all_crashed_is_a_failure(self):
        self.supervisor(web__="sh -c 'exit 4'", db__='/nowhere/db', quiet__='true', once="sh -c 'exit 3'")
        self.ended('web-on-watch', 'db-on-watch', 'quiet-on-watch', 'once')
        self.assertEqual(self.outcome(), Outcome(
            'failed', "4 services are not running: db could not be started: can't find command '/nowhere/db', "
                      'once exited with status 3, quiet exited with status 0, web exited with status 4'))

    def test_what_is_wrong_with_a_process_is_said_without_the_checksum_in_its_name(self):
        self.supervisor(**{f"web-{'0a' * 16}__": "sh -c 'kill -9 $$'", 'once': 'true', 'on': 'sleep 60'})
        self.ended(f"web-{'0a' * 16}-on-watch", 'once')
        processes = partition_processes('slappart0', read_processes(self.socket) or [])
        self.assertEqual([process.get('trouble') for process in processes], [None, None, 'web was killed by a signal'])
        self.assertEqual(services_reason(processes), '1 service is not running: web was killed by a signal')
        self.assertIsNone(services_reason(processes[:2]))

    def test_a_service_that_crashes_a_moment_after_its_start_is_seen(self):
        self.supervisor(web__="sh -c 'sleep 0.3; exit 4'")
        self.assertEqual(self.outcome().reason, '1 service is not running: web exited with status 4')

    def test_a_service_that_has_run_for_a_while_is_not_waited_for(self):
        self.supervisor(web__='sleep 60')
        time.sleep(SETTLE)
        before = time.monotonic()
        self.assertEqual(self.outcome().state, 'completed')
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
        self.assertIn('last deployment failed', self.outcome().reason)

    def test_no_supervisor_is_a_failure(self):
        os.makedirs(self.partition)
        self.assertIn('does not answer', self.outcome().reason)

    def test_a_failed_promise_is_told_by_its_own_result(self):
        said = "Promise 'x.py' failed with output: no"
        self.assertEqual(self.outcome('promiseFailed', said), Outcome('promiseFailed', said))
        self.promise('x', True, 'no')
        self.assertEqual(self.outcome('promiseFailed', said), Outcome('promiseFailed', "Promise 'x' failed: no"))

    def test_a_deployment_that_failed_is_told_by_its_error(self):
        self.promise('x', True, 'no')
        self.assertEqual(self.outcome('failed', 'Error: the cause.'), Outcome('failed', 'Error: the cause.'))

    def test_exit_code_10_says_who_holds_the_lock(self):
        found = software_outcome(10, [])
        self.assertEqual(found.state, 'failed')
        self.assertRegex(found.reason or '', 'Another `slapos node .*` is running and holds the lock')

    def test_other_exit_codes(self):
        self.assertEqual(software_outcome(0, []), Outcome('completed'))
        self.assertEqual(software_outcome(-9, []).reason, 'slapos was ended by signal 9 (SIGKILL).')
        self.assertEqual(software_outcome(1, [_result('completed')]).reason,
                         'slapos node software exited with status 1; see the end of its log.')
        self.assertIn('slapproxy did not answer', failure('instance', 3, []).reason or '')
        self.assertEqual(software_outcome(1, [_result('completed'), _result('failed', 'Error: the cause.')]),
                         Outcome('failed', 'Error: the cause.'))
