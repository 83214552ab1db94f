"""The host on a real SlapOS node: protocol, runs, cancelling, faults, snapshot. One node serves all tests, in order of name."""
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import unittest
import urllib.error
import urllib.request

import psutil
from slapos.grid.svcbackend import getSupervisorRPC

from host_case import PARTITIONS, WEB, HostCase, programs_in, start_node, stop_node
from support import FolderCase, Host, finished, status_of, wait_for
from webrunner_engine.kit import processes
from webrunner_engine.upstream.patience import PATIENCE

setUpModule = start_node
tearDownModule = stop_node


class ProtocolTest(HostCase):

    def test_the_first_line_says_that_it_is_ready(self):
        self.assertEqual(self.host.ready, {'event': 'ready', 'data': {'pid': self.host.process.pid}})

    def test_open_says_where_things_are_and_again_without_delay(self):
        self.assertEqual(self.opened['softwareRoot'], self.base + '/soft')
        self.assertEqual(self.opened['instanceRoot'], self.base + '/inst')
        self.assertRegex(self.opened['masterUrl'], r'^http://127\.0\.0\.1:\d+$')
        before = time.monotonic()
        self.assertEqual(self.host.call('open', partitions=PARTITIONS), self.opened)
        self.assertLess(time.monotonic() - before, 1)

    def test_mistakes_are_answered_and_the_host_goes_on(self):
        self.host.send_line('nonsense')
        self.assertEqual(self.host.answer(None)['error']['code'], 'bad_request')
        self.host.send_line('[1]')
        self.assertEqual(self.host.answer(None)['error']['code'], 'bad_request')
        start = {'directory': self.folder, 'reference': 'x', 'steps': ['software'], 'release': {'url': 'x'}}
        for method, params, code in (
                ('nothing', {}, 'unknown_method'),
                ('open', {'partitions': 0}, 'bad_request'),
                ('open', {'partitions': '3'}, 'bad_request'),
                ('run.check', {}, 'bad_request'),
                ('run.stop', {'directory': self.folder}, 'not_found'),
                ('run.start', {**start, 'release': {}}, 'bad_request'),
                ('run.start', {**start, 'steps': ['report']}, 'bad_request'),
                ('run.start', {**start, 'steps': []}, 'bad_request'),
                ('run.start', {**start, 'request': {'parameters': [1]}}, 'bad_request'),
                ('run.start', {**start, 'request': {'state': 'destroyed'}}, 'bad_request'),
                ('run.start', {**start, 'request': {'parameter': {}}}, 'bad_request'),
                ('run.start', {**start, 'action': 'report'}, 'bad_request'),
                ('run.start', {**start, 'scope': 'some'}, 'bad_request'),
                ('run.start', {**start, 'scope': 'all', 'action': 'destroy'}, 'bad_request'),
                ('run.start', {**start, 'force': 1}, 'bad_request'),
                ('run.start', {**start, 'directory': '/nowhere'}, 'not_found')):
            with self.subTest(method=method, params=params):
                self.assertEqual(self.host.ask(method, **params)['error']['code'], code)
        self.assertEqual(self.host.call('run.check', directory='/nowhere'), {'alive': False})

    def test_every_partition_has_an_address_of_its_own(self):
        addresses = set()
        for number in range(PARTITIONS):
            with open(f'{self.base}/inst/slappart{number}/.slapos-resource') as f:
                found = [entry['addr'] for entry in json.load(f)['address_list'] if '.' in entry['addr']]
            self.assertEqual(len(found), 1)
            addresses.update(found)
        self.assertEqual(len(addresses), PARTITIONS)
        self.assertEqual(len({address.rpartition('.')[0] for address in addresses}), 1)
        self.assertTrue(all(re.match(r'127\.(?!0\.)', address) for address in addresses), addresses)

    def test_slapproxy_is_behind_the_guard(self):
        def status(path='/getRunId', **headers):
            request = urllib.request.Request(self.opened['masterUrl'] + path, headers={
                name.replace('_', '-'): value for name, value in headers.items()})
            try:
                with urllib.request.urlopen(request, timeout=10) as response:
                    return response.status
            except urllib.error.HTTPError as error:
                with error:
                    return error.code

        self.assertEqual(status(), 200)
        self.assertEqual(status(Host='evil.example'), 421)
        self.assertEqual(status(Origin=self.opened['masterUrl']), 403)
        self.assertEqual(status(Sec_Fetch_Site='cross-site'), 403)
        self.assertEqual(status('/http_proxy/http/127.0.0.1:1/'), 403)

    def test_slapos_in_a_terminal_works_on_the_same_base(self):
        done = subprocess.run([self.base + '/bin/slapos', 'computer', 'info', 'local'], capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)


class RunTest(HostCase):

    def test_a_run_to_the_end(self):
        release = self.release(instance_parts='service promise')
        asked = {'parameters': {'name': 'Zoé $x ${y:z}', 'empty': '', 'none': None}}
        directory, status = self.run_to_the_end(release, request=asked)
        software, instance = status['steps']
        cfg = self.base + '/etc/slapos.cfg'
        self.assertEqual([step['state'] for step in status['steps']], ['completed', 'completed'], self.log(directory))
        self.assertEqual(software['command'], f"slapos node software --cfg {cfg} --force --only-sr={release['url']}")
        self.assertEqual(instance['command'], f"slapos node instance --cfg {cfg} --force --only-cp={status['partition']}")
        for step in status['steps']:
            self.assertEqual(step['exitCode'], 0)
            self.assertRegex(step['startedAt'], r'^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$')
            self.assertGreater(step['durationMs'], 0)
            log = self.log(directory, step['kind'])
            self.assertTrue(log.startswith(f"$ {step['command']}\n"))
        self.assertIn('Installing instance-profile.', self.log(directory, 'software'))
        self.assertEqual(os.path.getsize(os.path.join(directory, 'leader.log')), 0)
        wait_for(lambda: not self.host.call('run.check', directory=directory)['alive'], 2)

        found = self.instance('release')
        address = found['connectionParameters']['address']
        process = found['processes'][0]
        promise = found['promises'][0]
        self.assertRegex(found.pop('processed'), r'^\d{4}-\d\d-\d\dT[\d:.]+Z$')
        self.assertEqual(found, {
            'partition': status['partition'], 'reference': 'release', 'url': release['url'], 'softwareType': 'default',
            'requestedState': 'started', 'instanceParameters': {'name': 'Zoé $x ${y:z}'},
            'connectionParameters': {'name': 'Hello Zoé $x ${y:z}', 'address': address,
                                     'where': f"{self.base}/inst/{status['partition']}"},
            'processes': [{'name': 'web', 'kind': 'service', 'state': 'RUNNING', 'pid': process['pid'],
                           'since': process['since'], 'memory': process['memory'],
                           'log': f"{self.base}/inst/{status['partition']}/.{status['partition']}_web.log"}],
            'promises': [{'name': 'listens.py', 'title': 'listens', 'failed': False, 'message': promise['message'],
                          'date': promise['date'], 'executionMs': promise['executionMs']}],
            'supervisor': 'running'})
        for date in (process['since'], promise['date']):
            self.assertRegex(date, r'^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$')
        with urllib.request.urlopen(f'http://{address}:7801/', timeout=10) as response:
            self.assertEqual(response.status, 200)
        with open(f"{self.base}/inst/{status['partition']}/.installed.cfg") as f:
            self.assertNotIn('_profile_base_location_', f.read())

        with self.subTest('snapshot is cheap'):
            durations = []
            for _ in range(20):
                before = time.monotonic()
                self.host.call('snapshot')
                durations.append(time.monotonic() - before)
            self.assertLess(sorted(durations)[10], 0.05)

        with self.subTest('another rebuild changes nothing'):
            before = self._installed(status['partition'])
            directory, status = self.run_to_the_end(release)
            self.assertEqual([step['state'] for step in status['steps']], ['completed', 'completed'])
            self.assertNotIn('Installing ', self.log(directory, 'instance').replace('Installing Computer Partition', ''))
            self.assertEqual(self._installed(status['partition']), before)
            self.assertEqual(self.instance('release')['processes'][0]['pid'], process['pid'])

        with self.subTest('slapos in a terminal builds the same'):
            before = self._installed(status['partition'])
            for arguments in (['software', '--only-sr=' + release['url']], ['instance', '--only-cp=' + status['partition']]):
                done = subprocess.run([self.base + '/bin/slapos', 'node', arguments[0], '--force', arguments[1]],
                                      capture_output=True, text=True, check=False)
                self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
                self.assertNotIn('Uninstalling', done.stderr)
            self.assertEqual(self._installed(status['partition']), before)

    def _installed(self, partition):
        with open(f'{self.base}/inst/{partition}/.installed.cfg') as f:
            return f.read()

    def test_a_failing_software_step_ends_the_run_with_the_engines_own_error(self):
        _directory, status = self.run_to_the_end(self.release('fails', parts='command', command='${nothing:x}'))
        self.assertEqual([(step['state'], step.get('reason'), step.get('exitCode')) for step in status['steps']], [
            ('failed', "Error: The referenced section, 'nothing', was not defined.", 1),
            ('cancelled', 'Not run: the software step failed.', None)])

    def test_output_of_commands_goes_through_with_its_colours(self):
        release = self.release('colours', parts='instance-profile command',
                               command=r"printf '\033[31mréd\033[0m\n' && echo to-stderr >&2")
        directory, status = self.run_to_the_end(release, steps=['software'])
        self.assertEqual(status['steps'][0]['state'], 'completed')
        log = self.log(directory)
        self.assertIn('\x1b[31mréd\x1b[0m', log)
        self.assertIn('to-stderr', log)

    def test_a_failed_promise(self):
        release = self.release('promises', instance_parts='promise', port=7999)
        _directory, status = self.run_to_the_end(release)
        step = status['steps'][1]
        self.assertEqual((step['state'], step['exitCode']), ('promiseFailed', 2))
        self.assertRegex(step['reason'], r"^Promise 'listens' failed: .*")

    def test_a_service_that_needs_a_moment_to_listen_keeps_its_promise(self):
        service = "/bin/sh -c 'sleep 2; exec " + WEB + "'"
        release = self.release('slow-start', instance_parts='service promise', service=service)
        directory, status = self.run_to_the_end(release)
        self.assertEqual(status['steps'][1]['state'], 'completed', self.log(directory, 'instance'))
        self.assertIn('the promises are checked again', self.log(directory, 'instance'))

    def test_a_promise_that_fails_with_old_services_is_not_waited_for(self):
        release = self.release('old', instance_parts='service')
        self.run_to_the_end(release)
        time.sleep(PATIENCE)
        release = self.release('old', instance_parts='service promise', port=7999)
        directory, status = self.run_to_the_end(release)
        self.assertEqual(status['steps'][1]['state'], 'promiseFailed')
        self.assertNotIn('the promises are checked again', self.log(directory, 'instance'))

    def test_a_service_that_crashes(self):
        release = self.release('crash', instance_parts='service', service="/bin/sh -c 'exit 4'")
        _directory, status = self.run_to_the_end(release)
        step = status['steps'][1]
        self.assertEqual((step['state'], step['exitCode'], step['reason']),
                         ('failed', 0, '1 service is not running: web exited with status 4'))
        process = self.instance('crash')['processes'][0]
        self.assertEqual((process['state'], process['exitStatus']), ('EXITED', 4))

    def test_no_partition_is_left(self):
        for name in map(str, range(PARTITIONS + 1)):
            release = self.release(name)
            self.addCleanup(self.run_to_the_end, release, action='destroy')
            _directory, status = self.run_to_the_end(release)
            if status['steps'][1]['state'] == 'failed':
                break
        else:
            self.fail('there was a partition for each')
        self.assertEqual(status['steps'][1]['reason'],
                         'No partition is free: destroy an instance, or start the server with a larger --partitions.')

    def test_parameters_of_a_release_that_wants_json(self):
        release = self.release('json')
        with open(release['url'] + '.json', 'w') as f:
            json.dump({'name': 'json', 'serialisation': 'json-in-xml', 'software-type': {'default': {
                'title': 'x', 'request': 'x', 'response': 'x', 'index': 0}}}, f)
        asked = {'list': [1, {'a': 'é'}], 'text': 'x', 'empty': '', 'nothing': None, '_': 'also', 'no': False, 'zero': 0}
        _, status = self.run_to_the_end(release, request={'parameters': asked})
        self.assertEqual([step['state'] for step in status['steps']], ['completed', 'completed'], status)
        self.assertEqual(status['requested'], asked)
        _directory, status = self.run_to_the_end(release, steps=['instance'], request={'state': 'started'})
        self.assertEqual(status['requested'], asked)
        self.assertEqual(self.instance('json')['instanceParameters'], asked)


class CancelTest(HostCase):
    # Ignores TERM, and has a child that left the group and ignores TERM too.
    STUBBORN = ("""trap '' TERM; setsid sh -c 'trap "" TERM; echo $$ > {folder}/escaped; while :; do sleep 0.1; done' & """
                """echo $$ > {folder}/stubborn; while :; do sleep 0.1; done""")

    def stubborn_run(self):
        for name in ('escaped', 'stubborn'):
            if os.path.exists(f'{self.folder}/{name}'):
                os.unlink(f'{self.folder}/{name}')
        release = self.release('stubborn', parts='command', command=self.STUBBORN.format(folder=self.folder))
        directory = self.start(release)
        return directory, [self._pid(name) for name in ('escaped', 'stubborn')]

    def _pid(self, name):
        def read():
            try:
                with open(f'{self.folder}/{name}') as f:
                    return int(f.read() or 0)
            except FileNotFoundError:
                return 0
        return wait_for(read, message=f'no {name} process')

    def assert_gone(self, pids):
        wait_for(lambda: all((found := processes.stat(pid)) is None or found.state == 'Z' for pid in pids), 5,
                 'a process outlived the cancel')

    def test_stop_ends_what_ignores_term_and_what_left_the_group(self):
        directory, pids = self.stubborn_run()
        before = time.monotonic()
        self.assertEqual(self.host.call('run.stop', directory=directory), {'state': 'cancelled'})
        self.assertLess(time.monotonic() - before, 8)
        self.assert_gone(pids)
        status = status_of(directory)
        self.assertTrue(status['finished'])
        self.assertEqual([(step['state'], step['reason']) for step in status['steps']],
                         [('cancelled', 'Cancelled.')] * 2)
        # The step ran for as long as the grace, at least.
        self.assertGreaterEqual(status['steps'][0]['durationMs'], 1000)
        self.assertEqual(self.host.call('run.stop', directory=directory), {'state': 'cancelled'})

    def test_a_gentle_program_is_stopped_at_once_and_snapshot_answers_meanwhile(self):
        release = self.release('sleeps', parts='command', command=f'touch {self.folder}/sleeping; sleep 300')
        directory = self.start(release)
        wait_for(lambda: os.path.exists(f'{self.folder}/sleeping'))
        os.unlink(f'{self.folder}/sleeping')
        self.assertIn(release['url'], self.host.call('releases')['urls'])
        self.assertTrue(self.host.call('run.check', directory=directory)['alive'])
        before = time.monotonic()
        stop = self.host.send('run.stop', directory=directory)
        self.host.call('snapshot')
        self.assertEqual(self.host.answer(stop)['result'], {'state': 'cancelled'})
        self.assertLess(time.monotonic() - before, 1)
        # slapos was killed before it could remove its pidfile; a later process of its pid would block every run.
        self.assertFalse(os.path.exists(self.base + '/var/run/slapos-node-software.pid'))
        directory, status = self.run_to_the_end(self.release(), steps=['software'])
        self.assertEqual(status['steps'][0]['state'], 'completed')

    def test_one_run_at_a_time(self):
        directory, pids = self.stubborn_run()
        answer = self.host.ask('run.start', directory=self.directory(), release=self.release(), reference='x', steps=['software'])
        self.assertEqual(answer['error']['code'], 'run_in_progress')
        other = Host(self.base)
        try:
            self.assertEqual(other.call('open', partitions=PARTITIONS), self.opened)
            answer = other.ask('run.start', directory=self.directory(), release=self.release(), reference='x', steps=['software'])
            self.assertEqual(answer['error']['code'], 'run_in_progress')
            self.assertEqual(other.call('run.stop', directory=directory), {'state': 'cancelled'})
        finally:
            other.close()
        self.assert_gone(pids)

    def test_a_leader_that_was_killed_leaves_nothing_after_stop(self):
        directory, pids = self.stubborn_run()
        os.kill(status_of(directory)['pid'], signal.SIGKILL)
        wait_for(lambda: not self.host.call('run.check', directory=directory)['alive'])
        self.assertEqual(self.host.call('run.stop', directory=directory), {'state': 'interrupted'})
        self.assert_gone(pids)
        self.assertFalse(status_of(directory)['finished'])

    def test_a_leader_that_does_not_react_is_killed_with_all_it_started(self):
        directory, pids = self.stubborn_run()
        os.kill(status_of(directory)['pid'], signal.SIGSTOP)
        before = time.monotonic()
        self.assertEqual(self.host.call('run.stop', directory=directory), {'state': 'cancelled'})
        self.assertLess(time.monotonic() - before, 8)
        self.assert_gone(pids)
        self.assertTrue(status_of(directory)['finished'])

    def test_slapos_killed_by_somebody_else_is_a_failure_and_leaves_nothing(self):
        directory, pids = self.stubborn_run()
        os.kill(status_of(directory)['steps'][0]['processGroup'], signal.SIGKILL)
        status = finished(directory)
        self.assertEqual(status['steps'][0]['reason'], 'slapos was ended by signal 9 (SIGKILL).')
        self.assert_gone(pids)

    def test_another_slapos_holds_the_lock(self):
        # A foreign `slapos node software`, typed in a terminal.
        release = self.release('foreign', parts='command', command=f'touch {self.folder}/foreign; sleep 300')
        subprocess.run([self.base + '/bin/slapos', 'supply', release['url'], 'local'], check=True, capture_output=True)
        foreign = subprocess.Popen([self.base + '/bin/slapos', 'node', 'software', '--force', '--only-sr=' + release['url']],
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        try:
            wait_for(lambda: os.path.exists(f'{self.folder}/foreign'))
            _directory, status = self.run_to_the_end(self.release(), steps=['software', 'instance'])
            step = status['steps'][0]
            self.assertEqual((step['state'], step['exitCode']), ('failed', 10))
            self.assertIn('Another `slapos node software` is running', step['reason'])
        finally:
            os.killpg(foreign.pid, signal.SIGKILL)
            foreign.wait()


class FaultTest(HostCase):

    def test_kill_of_the_host_leaves_the_run_going(self):
        host = Host(self.base)
        host.call('open', partitions=PARTITIONS)
        directory = self.directory()
        release = self.release('slow', parts='instance-profile command', command='sleep 2; echo done-sleeping')
        host.call('run.start', directory=directory, release=release, reference='slow', steps=['software', 'instance'])
        time.sleep(0.5)
        leader = status_of(directory)['pid']
        self.assertEqual(os.getsid(leader), leader)
        host.process.kill()
        host.close()
        self.assertTrue(self.host.call('run.check', directory=directory)['alive'])
        status = finished(directory)
        self.assertEqual([(step['state'], step['exitCode']) for step in status['steps']], [('completed', 0), ('completed', 0)])
        self.assertIn('done-sleeping', self.log(directory))

    def test_end_of_stdin_ends_the_host_and_its_zygote(self):
        host = Host(self.base)
        host.call('open', partitions=PARTITIONS)
        children = psutil.Process(host.process.pid).children()
        self.assertEqual(host.close(), 0)
        wait_for(lambda: all((found := processes.stat(child.pid)) is None or found.state == 'Z' for child in children), 5)

    def test_slapproxy_killed(self):
        with self._supervisor() as supervisor:
            pid = supervisor.getProcessInfo('slapos-proxy')['pid']
        os.kill(pid, signal.SIGKILL)
        self.host.call('snapshot')
        _directory, status = self.run_to_the_end(self.release(), steps=['software', 'instance'])
        self.assertEqual([step['state'] for step in status['steps']], ['completed', 'completed'], status)

    def test_the_supervisor_of_instances_killed(self):
        self.run_to_the_end(self.release(instance_parts='service'))
        with self._supervisor() as supervisor:
            supervisor.stopProcess('slapos-instance-supervisord')
        found = self.instance('release')
        self.assertEqual((found['supervisor'], found['processes']), ('down', []))
        self.assertEqual(self.host.call('open', partitions=PARTITIONS), self.opened)
        self.assertEqual(self.instance('release')['supervisor'], 'running')
        _directory, status = self.run_to_the_end(self.release(instance_parts='service'))
        self.assertEqual(status['steps'][1]['state'], 'completed', status)
        self.assertEqual(self.instance('release')['processes'][0]['state'], 'RUNNING')

    def test_the_system_supervisor_killed_leaves_services_running(self):
        self.run_to_the_end(self.release(instance_parts='service'))
        process = self.instance('release')['processes'][0]
        with self._supervisor() as supervisor:
            pid = supervisor.getPID()
        os.kill(pid, signal.SIGKILL)
        _directory, status = self.run_to_the_end(self.release(instance_parts='service'))
        self.assertEqual([step['state'] for step in status['steps']], ['completed', 'completed'], status)
        self.assertEqual(self.instance('release')['processes'][0]['pid'], process['pid'])
        with self._supervisor() as supervisor:
            self.assertEqual(supervisor.getProcessInfo('slapos-proxy')['statename'], 'RUNNING')

    def test_the_zygote_killed(self):
        zygote = psutil.Process(self.host.process.pid).children()[0]
        zygote.kill()
        _directory, status = self.run_to_the_end(self.release(), steps=['software'])
        self.assertEqual(status['steps'][0]['state'], 'completed', status)

    def test_the_port_of_slapproxy_taken_by_another(self):
        with self._supervisor() as supervisor:
            supervisor.stopProcess('slapos-proxy')
        port = int(self.opened['masterUrl'].rpartition(':')[2])
        with socket.socket() as taker:
            taker.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            taker.bind(('127.0.0.1', port))
            taker.listen()
            opened = self.host.call('open', partitions=PARTITIONS)
        self.assertNotEqual(opened['masterUrl'], self.opened['masterUrl'])
        HostCase.opened = opened
        _directory, status = self.run_to_the_end(self.release(instance_parts='service'))
        self.assertEqual([step['state'] for step in status['steps']], ['completed', 'completed'], status)
        done = subprocess.run([self.base + '/bin/slapos', 'computer', 'info', 'local'], capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_services_stop(self):
        self.run_to_the_end(self.release(instance_parts='service'))
        self.host.call('services.stop')
        self.assertEqual([process['state'] for process in self.instance('release')['processes']], ['STOPPED'])

    def _supervisor(self):
        return getSupervisorRPC(f'{self.base}/var/run/sv.sock')


class RefusalTest(unittest.TestCase):

    def test_a_base_too_deep_for_sockets(self):
        folder = tempfile.mkdtemp(prefix='we', dir='/tmp')
        self.addCleanup(shutil.rmtree, folder)
        deep = os.path.join(folder, 'x' * 100)
        host = Host.__new__(Host)
        os.mkdir(deep)
        Host.__init__(host, os.path.join(deep, 'slapos'))
        self.addCleanup(host.close)
        answer = host.ask('open', partitions=1)
        self.assertEqual(answer['error']['code'], 'path_too_deep')
        self.assertEqual(host.ask('run.start', directory=folder, release={'url': 'x'}, reference='x', steps=['software']
                                  )['error']['code'], 'not_open')


class OpeningTest(FolderCase):
    """Nodes of their own, that are opened for the first time."""

    def start(self, name='slapos') -> Host:
        host = Host(os.path.join(self.folder, name))
        self.addCleanup(self._end_all)
        return host

    def _end_all(self):
        processes.send(programs_in(self.folder), signal.SIGKILL)

    def _supervisor_started(self, host):
        return os.path.exists(host.base + '/var/run/supervisord.pid')

    def _is_formatting(self, host):
        return any(' node format ' in command for command in programs_in(host.base).values())

    def test_the_end_of_stdin_while_it_opens_ends_what_it_has_started(self):
        for name, reached in (('early', self._supervisor_started), ('late', self._is_formatting)):
            with self.subTest(name):
                host = self.start(name)
                host.send('open', partitions=1)
                wait_for(lambda reached=reached, host=host: reached(host))
                self.assertEqual(host.close(), 0)
                self.assertEqual([line for line in host.lines if b'result' in line], [], 'it was open before')
                self.assertEqual(programs_in(host.base), {})

    def test_an_open_that_fails_or_is_given_up_ends_what_it_has_started_and_nothing_else(self):
        host = self.start()
        os.makedirs(host.base + '/inst')
        obstacle = host.base + '/inst/slappart1'
        with open(obstacle, 'w'):
            answer = host.ask('open', partitions=2)
        self.assertEqual(answer['error']['code'], 'engine_failed')
        self.assertIn('slappart1', answer['error']['message'])
        self.assertEqual(programs_in(host.base), {})
        os.unlink(obstacle)
        host.call('open', partitions=1)
        with getSupervisorRPC(host.base + '/var/run/sv.sock') as supervisor:
            supervisor.stopProcess('slapos-proxy')
        before = programs_in(host.base)
        self.assertRegex(' '.join(before.values()), 'supervisord --configuration .*supervisord --nodaemon')
        host.send('open', partitions=2)
        wait_for(lambda: self._is_formatting(host))
        self.assertIn('proxy start', ' '.join(programs_in(host.base).values()))
        self.assertEqual(host.close(), 0)
        self.assertEqual(programs_in(host.base), before)

    def test_another_host_opens_once_an_opening_that_is_given_up_has_been_ended(self):
        first, second = self.start(), self.start()
        first.send('open', partitions=1)
        wait_for(lambda: self._supervisor_started(first))
        identity = second.send('open', partitions=1)
        self.assertEqual(first.close(), 0)
        self.assertIn('result', second.answer(identity))
        for program in ('supervisord --configuration', 'proxy start', 'supervisord --nodaemon'):
            self.assertIn(program, ' '.join(programs_in(second.base).values()))
        second.call('shutdown')
        second.close()

    def test_a_shutdown_sent_straight_after_open_ends_what_that_starts(self):
        host = self.start()
        # As many requests as there are threads for, which nobody will end: `open` and `shutdown` are not to wait for them.
        os.mkfifo(self.folder + '/status.json')
        for _ in range(6):
            host.send('run.stop', directory=self.folder)
        opening, shutdown = host.send('open', partitions=1), host.send('shutdown')
        self.assertIn('result', host.answer(opening))
        self.assertEqual(host.answer(shutdown)['result'], {})
        host.close()
        self.assertEqual(programs_in(host.base), {})
