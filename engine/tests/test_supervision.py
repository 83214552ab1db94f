"""One bad name, one bad file, or one killed supervisord stops nobody else."""
import glob
import os
import random
import signal
import subprocess
import urllib.request

from slapos.grid.svcbackend import getSupervisorRPC
from supervisor.options import ServerOptions

from host_case import HostCase, start_node, stop_node
from support import FolderCase
from webrunner_engine.kit import processes
from webrunner_engine.node import orphans
from webrunner_engine.upstream import supervision

setUpModule, tearDownModule = start_node, stop_node

CHARACTERS = ' :%;#[]=,"\'\\()${}<>|&*?!~^`@+-_./azAZ09\t\n\x01\x7fé☃\udcff'
WRAPPER = """
[bad]
recipe = slapos.recipe.template:jinja2
inline = #!/bin/sh
  exec sleep 1000
output = ${{directory:service}}/{name}
mode = 700
"""


class NamesTest(FolderCase):
    """Whatever a service is called: supervisord reads it as it is meant, or it is refused."""

    def test_random_names(self):
        generator = random.Random(20)
        partition = os.path.join(self.folder, 'slappart0')
        services = os.path.join(partition, 'etc', 'service')
        os.makedirs(services)
        names = {''.join(generator.choices(CHARACTERS, k=generator.randint(1, 12))).replace('/', '') or 'x' for _ in range(600)}
        accepted = []
        for name in sorted(names):
            command = os.path.join(services, name)
            reason = supervision.refusal('slappart0', name, f'{name}-on-watch', command)
            if reason is None:
                accepted.append(name)
                # What slapgrid writes is what supervisord itself starts.
                text = supervision._configuration('slappart0', name, f'{name}-on-watch', command)
                self.assertEqual(self._read(text), [f'{name}-on-watch'], name)
            else:
                self.assertIn(repr(name), supervision.refused(partition, command, reason))
        self.assertGreater(len(accepted), 20)
        self.assertGreater(len(names) - len(accepted), 200)

    def test_ordinary_names_are_fine(self):
        folder = os.path.join(self.folder, 'slappart0', 'etc', 'run')
        os.makedirs(folder)
        for name in ('web', 'apache-httpd', 'check_x.py', 'a.b', 'A+b@c', '0', 'x' * 200):
            self.assertIsNone(supervision.refusal('slappart0', name, name, os.path.join(folder, name)), name)
        for name in ('my service', 'a:b', 'a%b', 'a,b', 'a ;b', "it's", 'Zoé', 'a\nb', 'x' * 250, '\udcff'):
            self.assertIsNotNone(supervision.refusal('slappart0', name, name, os.path.join(folder, name)), name)

    def _read(self, text):
        path = self.write('supervisord.conf', '[supervisord]\nlogfile=/dev/null\n' + text)
        options = ServerOptions()
        options.configfile = path
        options.process_config()
        return [process.name for group in options.process_group_configs for process in group.process_configs]


class UnreadableTest(HostCase):

    def setUp(self):
        self.other = self.release('other', instance_parts='service', port=7802)
        self.run_to_the_end(self.other)

    def test_a_bad_name_is_refused_and_nobody_else_is_touched(self):
        before = self.instance('other')['processes'][0]['pid']
        bad: dict[str, str] = {}
        for name in ('my service', 'a:b', 'a%b', "it's"):
            bad = self.release('bad', instance_parts='bad', extra=WRAPPER.format(name=name))
            directory, status = self.run_to_the_end(bad)
            step = status['steps'][1]
            partition = self.instance('bad')['partition']
            self.assertEqual(step['state'], 'failed', status)
            for word in (partition, repr(name), '[bad]', 'letters, digits'):
                self.assertIn(word, step['reason'])
            self.assertIn(step['reason'], ' '.join(self.log(directory, 'instance').split()))
        self.assertEqual(self.instance('other')['processes'][0]['pid'], before)
        directory, status = self.run_to_the_end(self.other)
        self.assertEqual([step['state'] for step in status['steps']], ['completed', 'completed'], status)
        self.reopen()
        directory, status = self.run_to_the_end(bad, action='destroy')
        self.assertEqual(status['steps'][0]['state'], 'completed', status)

    def test_a_configuration_that_is_there_already_is_set_aside_and_told(self):
        folder = os.path.join(self.opened['instanceRoot'], 'etc', 'supervisord.conf.d')
        for name, text in (('slappart6.conf', ('[group:slappart6]\nprograms=slappart6_my service\n[program:slappart6_my service]\n'
                                               'command=/bin/true\n')), ('slappart7.conf', '[group:slappart7]\nprograms=sl')):
            with open(os.path.join(folder, name), 'w') as f:
                f.write(text)
        directory, status = self.run_to_the_end(self.other)
        self.assertEqual([step['state'] for step in status['steps']], ['completed', 'completed'], status)
        self.assertIn('slappart6.conf.unreadable', self.log(directory, 'instance'))
        with open(os.path.join(folder, 'slappart6.conf'), 'w') as f:
            f.write('[group:slappart6\n')
        self.reopen()
        directory, status = self.run_to_the_end(self.other)
        self.assertEqual([step['state'] for step in status['steps']], ['completed', 'completed'], status)
        self.assertIn('slappart6.conf.unreadable', self.log(directory))
        self.assertEqual(len(glob.glob(os.path.join(folder, '*.unreadable'))), 2)


class OrphansTest(HostCase):

    def test_services_of_a_killed_supervisord_are_ended_and_started_again(self):
        release = self.release(instance_parts='service promise')
        directory, status = self.run_to_the_end(release)
        self.assertEqual(status['steps'][1]['state'], 'completed', status)
        found = self.instance('release')
        before, partition = found['processes'][0]['pid'], found['partition']
        folder = os.path.join(self.opened['instanceRoot'], partition)
        bystander = subprocess.Popen(['sleep', '1000'], cwd=folder)
        self.addCleanup(bystander.wait)
        self.addCleanup(bystander.kill)
        with getSupervisorRPC(self._socket) as supervisor:
            pid = supervisor.getPID()
        os.kill(pid, signal.SIGKILL)
        self.assertTrue(processes.wait_gone(pid, 10))
        self.assertIsNotNone(processes.stat(before))

        directory, status = self.run_to_the_end(release)
        self.assertEqual([step['state'] for step in status['steps']], ['completed', 'completed'], status)
        self.assertIn(f'{partition}:web-on-watch', self.log(directory))
        self.assertTrue(processes.wait_gone(before, 1))
        after = self.instance('release')['processes'][0]
        self.assertEqual(after['state'], 'RUNNING')
        address = self.instance('release')['connectionParameters']['address']
        with urllib.request.urlopen(f'http://{address}:7801/') as answer:
            self.assertEqual(answer.status, 200)
        self.assertIsNone(bystander.poll())
        with getSupervisorRPC(self._socket) as supervisor:
            self.assertEqual(orphans.find(self._socket, supervisor.getPID()), [])

    def test_what_a_service_lets_go_of_while_its_supervisord_lives_is_left_alone(self):
        with getSupervisorRPC(self._socket) as supervisor:
            pid = supervisor.getPID()
        address = {**os.environ, 'SUPERVISOR_SERVER_URL': f'unix://{self._socket}', 'SUPERVISOR_GROUP_NAME': 'slappart0'}
        daemon = subprocess.Popen(['sleep', '1000'], env=address)
        self.addCleanup(daemon.wait)
        self.addCleanup(daemon.kill)
        self.assertEqual(orphans.find(self._socket, pid), [])
        self.assertIn(daemon.pid, [orphan.pid for orphan in orphans.find(self._socket, None)])
        self.assertEqual(orphans.find(self._socket + 'x', None), [])

    @property
    def _socket(self):
        return os.path.join(self.opened['instanceRoot'], 'sv.sock')
