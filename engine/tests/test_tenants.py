"""Whatever an instance writes, asks for or publishes: the others go on, and it is told which one it was, and why."""
import os
import random
import signal

from slapos.slap import slap

from host_case import HostCase, start_node, stop_node
from support import FolderCase
from webrunner_engine.instances import bang, promise_results
from webrunner_engine.kit import times
from webrunner_engine.kit.sentences import shorten
from webrunner_engine.upstream import promise_files, slapproxy_texts

setUpModule, tearDownModule = start_node, stop_node

CHARACTERS = ' :%;#[]=,"\'\\${}<>|&*?!~+@-_.azAZ09\t\n\r\0\x01\x1b\x7f\u2028\ufffeé☃'
HOSTILE = """
[hostile]
recipe = slapos.recipe.build
kind = ${{parameters:configuration.name}}
install =
  import os, sys
  slap_connection, here = self.buildout['slap-connection'], self.buildout['buildout']['directory']
  os.makedirs(location)
  with open(os.path.join({folder!r}, self.options['kind'] + '.py'), encoding='utf-8') as f:
    exec(f.read())
"""
CONNECT = """
from slapos.slap import slap
master = slap()
master.initializeConnection(slap_connection['server-url'])
partition = master.registerComputerPartition(slap_connection['computer-id'], os.path.basename(here))
failures = []
def attempt(method, *arguments):
    try:
        method(*arguments)
    except Exception as error:
        failures.append(error)
"""
SERVICES = """
folder = os.path.join(here, 'etc', 'service')
os.makedirs(folder, exist_ok=True)
for name in names:
    path = os.path.join(os.fsencode(folder), name)
    with open(path, 'w') as f:
        f.write('#!/bin/sh\\nexec sleep 1000\\n')
    os.chmod(path, 0o700)
"""
PLUGINS = """
folder = os.path.join(here, 'etc', 'plugin')
os.makedirs(folder, exist_ok=True)
text = '''import sys
sys.path[0:0] = %r
from zope.interface import implementer
from slapos.grid.promise import interface
from slapos.grid.promise.generic import GenericPromise

@implementer(interface.IPromise)
class RunPromise(GenericPromise):

    def __init__(self, config):
        super().__init__(config)
        self.setPeriodicity(minute=1)

    def sense(self):
        self.logger.error('It is %%s \\\\0 \\\\udcff', self.getTitle())
''' % sys.path
for name in names:
    with open(os.path.join(os.fsencode(folder), name), 'w') as f:
        f.write(text)
"""
REQUESTS = CONNECT + """
for name in names:
    attempt(partition.request, {nowhere!r}, 'default', name)
    attempt(partition.request, {nowhere!r}, name, 'child')
assert len(failures) == 2 * len(names), failures
raise failures[0]
"""
PUBLISHED = CONNECT + """
for name in names:
    attempt(partition.setConnectionDict, {{'a': name}})
    attempt(partition.setConnectionDict, {{name: 'b'}})
attempt(partition.setConnectionDict, {{'a': 'x' * 3_000_000}})
assert len(failures) == 2 * len(names) + 1, failures
raise failures[-1]
"""


class FilesOfTenantsTest(FolderCase):

    def test_no_kind_of_file_keeps_a_partition_from_being_seen(self):
        partition = os.path.join(self.folder, 'slappart0')
        for name in ('pipe', 'folder', 'text', 'deep', 'huge'):
            self.write(f'slappart0/etc/plugin/{name}.py', '')
        self.write(f'slappart0/etc/plugin/{"x" * 252}.py', '')
        self.write('slappart0/.slapgrid/bang.json', '{"time": NaN, "message": "x"}')
        results = os.path.join(partition, '.slapgrid', 'promise', 'result')
        os.makedirs(os.path.join(results, 'folder.status.json'))
        os.mkfifo(os.path.join(results, 'pipe.status.json'))
        self.write('slappart0/.slapgrid/promise/result/text.status.json', '\0')
        self.write('slappart0/.slapgrid/promise/result/deep.status.json', '[' * 100_000)
        self.write('slappart0/.slapgrid/promise/result/huge.status.json',
                   '{"result": {"failed": true, "message": "late"}, "execution-time": 1e999}')
        self.assertEqual(promise_results.read_promises(partition), [])
        self.assertIsNone(bang.last(partition))
        os.chmod(os.path.join(partition, 'etc', 'plugin'), 0)
        self.assertEqual(promise_results.promise_names(partition), [])

    def test_a_file_of_a_far_future_has_a_time(self):
        self.assertEqual(times.iso(1e15), '9999-12-31T23:59:59.000Z')

    def test_a_promise_by_which_slapos_is_not_found_is_named_with_its_part(self):
        path = self.write('slappart0/etc/plugin/mine.py', 'print("no promise")\n')
        self.write('slappart0/.installed.cfg', f'[buildout]\n\n[my-promise]\n__buildout_installed__ = {path}\n')
        sentence = promise_files.refusal(os.path.join(self.folder, 'slappart0'))
        self.assertIn("slappart0: the promise 'mine.py' in etc/plugin, which the part [my-promise] made,", sentence or '')
        self.write('slappart0/etc/plugin/mine.py', 'import sys\nsys.path[0:0] = []\n')
        self.assertIsNone(promise_files.refusal(os.path.join(self.folder, 'slappart0')))


class TextsTest(FolderCase):

    def test_what_slapproxy_could_not_give_back_is_refused_and_named(self):
        for asked in ({'partition_reference': 'a\nb'}, {'software_type': '\x01'}, {'url': 'http://x/\0'}, {'title': 'a\ud800'},
                      {'partition_parameter_xml': 'a\x1b'}, {'parameters': {'a': [{'b\0': 1}]}},
                      {'connection_xml': 'x' * 2_000_001}):
            sentence = slapproxy_texts.refusal({'computer_partition_id': 'slappart3', **asked}) or ''
            self.assertRegex(sentence, r'^slappart3 asks for a .* Nothing of it was done\.$')
            self.assertTrue(sentence.isascii() and sentence.isprintable(), sentence)
            told = f'requests.exceptions.HTTPError: 400 Client Error: {sentence} for url: http://127.0.0.1/x'
            self.assertEqual(shorten(told), f'Error: {sentence}')

    def test_all_else_is_kept(self):
        for asked in ({'partition_reference': 'Zoé ☃ ]]> % <a> ' + 'x' * 300}, {'parameters': {'a': 'two\r\nlines\t\U0001f600'}},
                      {'error_log': '\x1b[31mred\0'}, {'message': '\x07'}, {'a': None, 'b': 3, 'c': True}):
            self.assertIsNone(slapproxy_texts.refusal(asked))


class TenantsTest(HostCase):

    def setUp(self):
        self.other = self.release('other', instance_parts='service promise')
        self.run_to_the_end(self.other)
        self.bad = self.release('bad', instance_parts='hostile', extra=HOSTILE.format(folder=self.folder))
        _, status = self.run_to_the_end(self.bad, steps=['software'])
        self.assertEqual(status['steps'][0]['state'], 'completed', status)

    def test_whatever_an_instance_makes_the_others_go_on(self):
        names = self._names()
        for_files = [name.replace('\0', '').replace('/', '').encode() or b'x' for name in names] + [b'\xff.py', b'x' * 250]
        # A check that ends without a result takes a second.
        modules = [name[:200] + b'.py' for name in for_files[-4:]]
        nowhere = os.path.join(self.folder, 'nowhere.cfg')
        # By name of the instance: what it does, and words that its reason has beside the name of its partition.
        tenants = {
            'services': (f'names = {for_files!r}\n{SERVICES}', ('the service ', 'in etc/service', 'letters, digits')),
            'plugins': (f'names = {modules!r}\n{PLUGINS}', ('Promise ', 'failed')),
            'long': (f'names = {[b"y" * 250 + b".py"]!r}\n{PLUGINS}', ('the promise ', 'in etc/plugin', 'too long')),
            'requests': (f'names = {names!r}\n{REQUESTS.format(nowhere=nowhere)}', ('asks for a name with the character U+',)),
            'published': (f'names = {names!r}\n{PUBLISHED.format()}', ('asks for a value of connection_xml of ',)),
        }
        partitions = {name: self._tenant(name, code) for name, (code, _) in tenants.items()}
        before = self.instance('other')['processes'][0]['pid']
        for is_reboot in (False, True):
            if is_reboot:
                self.reopen()
            directory, status = self.run_to_the_end(self.other, steps=['instance'], scope='all')
            step = status['steps'][0]
            results = {result['subject']: result for result in step['results']}
            for name, (_, words) in tenants.items():
                result = results[partitions[name]]
                self.assertIn(result['state'], ('failed', 'promiseFailed'), result)
                for word in words:
                    self.assertIn(word, result['reason'])
            self.assertEqual(results[self.instance('other')['partition']]['state'], 'completed', step)
            self.assertIn('While:\n  Installing hostile.', self._messages(directory))
            process = self.instance('other')['processes'][0]
            self.assertEqual((process['state'], process['pid'] == before), ('RUNNING', not is_reboot))
            _, status = self.run_to_the_end(self.other, steps=['instance'])
            self.assertEqual(status['steps'][0]['state'], 'completed', status)
        self.assertEqual(len(self.host.call('snapshot')['instances']), len(tenants) + 1)
        for name in ('services', 'plugins'):
            _, status = self.run_to_the_end({'name': name, 'url': self.bad['url']}, action='destroy')
            self.assertEqual(status['steps'][0]['state'], 'completed', status)

    def test_a_build_that_floods_its_log_and_leaves_a_process_behind_ends(self):
        command = ('head -c 10000000 /dev/zero | tr "[:cntrl:]" x; echo; yes "$(seq -s . 30)" | head -c 100000000; '
                   'sleep 1234 & echo pid $!')
        release = self.release('flood', command=command, parts='instance-profile command')
        directory, status = self.run_to_the_end(release, steps=['software'])
        self.assertEqual(status['steps'][0]['state'], 'completed', status)
        log = self.log(directory)
        self.assertLess(len(log), 40_000_000)
        self.assertIn('[… cut: this line has 10000000 characters]', log)
        self.assertIn('MB of the output are left out here', log)
        left = int(log.rpartition('pid ')[2].split()[0])
        self.addCleanup(os.kill, left, signal.SIGKILL)
        self.assertIn(f'holds its output: {left} (sleep 1234)', log)

    def _tenant(self, name, code):
        """An instance which does what the code says when it is deployed; its partition."""
        with open(os.path.join(self.folder, f'{name}.py'), 'w', encoding='utf-8') as f:
            f.write(code)
        master = slap()
        master.initializeConnection(self.opened['masterUrl'])
        return master.registerOpenOrder().request(self.bad['url'], name, partition_parameter_kw={'name': name}).getId()

    def _messages(self, directory):
        return '\n'.join(line.partition(' INFO ')[2] for line in self.log(directory, 'instance').splitlines())

    @staticmethod
    def _names():
        """Names that nobody wants, each with a character that a name cannot have."""
        generator = random.Random(20)
        return [''.join(generator.choices(CHARACTERS, k=generator.randint(0, 12))) + generator.choice('\0\x01\x1b\ufffe')
                + ''.join(generator.choices(CHARACTERS, k=generator.randint(0, 3))) for _ in range(20)]
