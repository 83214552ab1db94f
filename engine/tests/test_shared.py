"""Shared instances over their life, on a real SlapOS node: the bundled release frontend-demo, by URL, is their host."""
import os
import threading
import unittest
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from urllib.request import ProxyHandler, build_opener

from slapos.slap import slap

from host_case import HostCase, start_node, stop_node
from support import Host, temporary_folder, wait_for

setUpModule = start_node
tearDownModule = stop_node

PROFILES = os.path.realpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..', 'profiles'))

# A release that asks for a path of the frontend.
SITE = """
back = ${{site:connection-url}}

[site]
recipe = slapos.cookbook:request
software-url = {url}
name = site
shared = true
server-url = ${{slap-connection:server-url}}
computer-id = ${{slap-connection:computer-id}}
partition-id = ${{slap-connection:partition-id}}
return = url
config-message = asked by a profile
"""


def page(url):
    with build_opener(ProxyHandler({})).open(url, timeout=10) as answer:
        return answer.read().decode()


class Files(SimpleHTTPRequestHandler):
    """Serves the bundled profiles, as a web server does that nodes build from."""

    def __init__(self, *args):
        super().__init__(*args, directory=PROFILES)

    def log_message(self, *_):
        """Nobody reads it."""


class SharedTest(HostCase):

    def setUp(self):
        server = ThreadingHTTPServer(('127.0.0.1', 0), Files)
        threading.Thread(target=server.serve_forever).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        self.url = f'http://127.0.0.1:{server.server_port}/software/frontend-demo/software.cfg'

    def ask(self, steps=('instance',), release=None, **options):
        release = release or {'name': 'frontend-demo', 'url': self.url}
        directory, status = self.run_to_the_end(release, steps=steps, **options)
        found = [step.get('reason') or step['state'] for step in status['steps']]
        return found, directory

    def shared(self, reference='frontend-demo'):
        return {one['reference']: one for one in self.instance(reference).get('sharedInstances', [])}

    def test_the_life_of_shared_instances(self):
        completed = ['completed']
        self.assertEqual(self.ask(['software', 'instance'], shared={'reference': 'early'})[0],
                         ['completed', "There is no instance 'frontend-demo' to be the host of a shared one: request it first."])
        self.assertEqual(self.ask()[0], completed)
        self.assertNotIn('sharedInstances', self.instance('frontend-demo'))

        with self.subTest('a user requests one: the host is deployed with it, and publishes for it'):
            found, directory = self.ask(shared={'reference': 'one', 'parameters': {'message': 'a ${b:c} <i>'}})
            self.assertEqual(found, completed, self.log(directory, 'instance'))
            one = self.shared()['one']
            self.assertEqual((one['sharedReference'], one['instanceParameters']), ('_one', {'message': 'a ${b:c} <i>'}))
            self.assertIn('a ${b:c} &lt;i&gt;', wait_for(lambda: page(one['connectionParameters']['url'])))
            self.assertEqual(sorted(promise['name'] for promise in self.instance('frontend-demo')['promises']),
                             ['check_frontend.py', 'check_shared_1.py'])

        with self.subTest('its parameters are kept, and replaced where others are given'):
            self.ask(shared={'reference': 'one'})
            self.assertEqual(self.shared()['one']['instanceParameters'], {'message': 'a ${b:c} <i>'})
            self.ask(shared={'reference': 'one', 'parameters': {'path': 'first'}})
            self.assertEqual(self.shared()['one']['instanceParameters'], {'path': 'first'})
            self.assertRegex(self.shared()['one']['connectionParameters']['url'], r'/first/$')
            found, _ = self.ask(shared={'reference': 'two', 'parameters': {'slave_reference': '_one'}})
            self.assertIn('slapproxy uses that name', found[0])

        with self.subTest('the profile of another instance requests one: its host is deployed within the same step'):
            release = self.release('asks', extra=SITE.format(url=self.url))
            found, directory = self.ask(['software', 'instance'], release)
            self.assertEqual(found, ['completed', 'completed'], self.log(directory, 'instance'))
            site = self.shared()['site']
            self.assertEqual((site['sharedReference'], site['requestedBy']), ('asks_site', self.instance('asks')['partition']))
            self.assertEqual(self.instance('asks')['connectionParameters']['back'], site['connectionParameters']['url'])
            self.assertIn('asked by a profile', page(site['connectionParameters']['url']))

        with self.subTest('it ends with the instance that requested it'):
            self.assertEqual(self.ask(release=release, action='destroy')[0], completed)
            self.assertEqual(list(self.shared()), ['one'])

        with self.subTest('one that is destroyed is served no more, and the next of its name begins anew'):
            url = self.shared()['one']['connectionParameters']['url']
            self.assertEqual(self.ask(shared={'reference': 'one', 'state': 'destroyed'})[0], completed)
            self.assertEqual(self.shared(), {})
            with self.assertRaises(OSError):
                page(url)
            self.ask(['software'], shared={'reference': 'one'})
            self.ask(shared={'reference': 'one'})
            self.assertRegex(self.shared()['one']['connectionParameters']['url'], r'/one/$')

        with self.subTest('destroying the host says which go with it'):
            found, directory = self.ask(action='destroy')
            self.assertEqual(found, completed)
            self.assertIn('The shared instance one goes with its host slappart0.', self.log(directory, 'instance'))
            self.assertEqual(self.ask()[0], completed)
            self.assertEqual(self.shared(), {})


ASKS = """
of = ${{back:connection-url}}

[back]
recipe = slapos.cookbook:request
software-url = {url}
name = back
shared = {shared}
server-url = ${{slap-connection:server-url}}
computer-id = ${{slap-connection:computer-id}}
partition-id = ${{slap-connection:partition-id}}
return = url
config-url = http://127.0.0.1:1/
"""


class RequestsTest(HostCase):
    """Requests that this node does not serve: they are told, and answered by rules."""

    def asks(self, name, url, shared='false'):
        self.tree = self.release(name, extra=ASKS.format(url=url, shared=shared))
        return self.deploy('software', 'instance')

    def deploy(self, *steps):
        _directory, status = self.run_to_the_end(self.tree, steps=list(steps or ['instance']))
        return status['steps'][-1]

    def pending(self):
        return self.instance(self.tree['name']).get('pendingRequests', [])

    def rules(self, forwards=(), stand_ins=()):
        rules = {'forwards': list(forwards), 'standIns': list(stand_ins)}
        self.host.call('rules.write', **rules)
        self.assertEqual(self.host.call('rules.read'), rules)

    def published(self):
        return self.instance(self.tree['name'])['connectionParameters'].get('of')

    def tearDown(self):
        self.rules()
        self.run_to_the_end(self.tree, action='destroy')

    def test_a_shared_instance_without_a_host_waits_until_a_stand_in_answers(self):
        url = 'http://127.0.0.1:1/frontend/software.cfg'
        failed = self.asks('waits', url, 'true')
        self.assertEqual(failed['state'], 'failed')
        self.assertRegex(failed['reason'], 'It waits for the shared instance back: No instance here can be its host')
        path = os.path.join(self.base, 'inst', self.instance('waits')['partition'], '.slapgrid', 'requests.json')
        with open(path) as f:
            kept = f.read()
        for damage in ('', '[]', '{"back": {"url": "x", "since": 1.0}}', '{'):
            with open(path, 'w') as f:
                f.write(damage)
            self.assertEqual(self.pending(), [])
        with open(path, 'w') as f:
            f.write(kept)
        waiting, = self.pending()
        since = waiting.pop('since')
        self.assertEqual(waiting, {
            'reference': 'back', 'url': url, 'softwareType': 'default', 'shared': True, 'parameters': {'url': 'http://127.0.0.1:1/'},
            'state': 'waiting', 'reason': 'No instance here can be its host.'})
        self.deploy()
        self.assertEqual(self.pending()[0]['since'], since, 'it has waited since then')

        stand_in = {'partition': self.instance('waits')['partition'], 'reference': 'back', 'url': url,
                    'connectionParameters': {'url': 'http://stand-in/', 'port': 80}}
        self.rules(stand_ins=[{**stand_in, 'instance': 'another'}])
        self.assertEqual(self.deploy()['state'], 'failed', 'it is for another instance')
        self.rules(stand_ins=[{**stand_in, 'instance': 'waits'}])
        self.assertEqual(self.deploy()['state'], 'completed')
        self.assertEqual(self.published(), 'http://stand-in/')
        answered, = self.pending()
        self.assertEqual((answered['state'], answered['connectionParameters']), ('standIn', stand_in['connectionParameters']))

        self.rules()
        self.deploy()
        self.assertEqual(self.pending()[0]['state'], 'waiting')

    def test_a_release_that_is_not_here_is_forwarded_to_another_master(self):
        url = 'http://127.0.0.1:1/other/software.cfg'
        self.assertEqual(self.asks('sends', url)['state'], 'failed')
        self.assertEqual([(one['reference'], one['state'], one['reason']) for one in self.pending()],
                         [('back', 'waiting', 'No node here has this release.')])
        self.assertEqual(len(self.host.call('snapshot')['instances']), 2, 'slapproxy has given it a partition')

        there = Host(os.path.join(temporary_folder(self), 'there'))
        self.addCleanup(there.close)
        master = there.call('open', partitions=1)['masterUrl']
        self.addCleanup(there.call, 'shutdown')
        self.rules(forwards=[{'url': url, 'master': master}])
        self.assertEqual(self.deploy()['state'], 'failed')
        forwarded, = self.pending()
        self.assertEqual((forwarded['state'], forwarded['master'], forwarded['connectionParameters']), ('forwarded', master, {}))
        self.assertEqual(len(self.host.call('snapshot')['instances']), 1, 'its partition here is free again')
        asked, = there.call('snapshot')['instances']
        self.assertEqual((asked['reference'], asked['url']), (f"{self.instance('sends')['partition']}_back", url))
        self.assertEqual(asked['instanceParameters'], {'url': 'http://127.0.0.1:1/'})

        connection = slap()
        connection.initializeConnection(master)
        connection.registerComputerPartition('local', asked['partition']).setConnectionDict({'url': 'http://there/'})
        self.assertEqual(self.deploy()['state'], 'completed')
        self.assertEqual(self.published(), 'http://there/')
        self.assertEqual(self.pending()[0]['connectionParameters'], {'url': 'http://there/'})

        self.rules(forwards=[{'url': url, 'master': 'http://127.0.0.1:1'}])
        self.deploy()
        self.assertRegex(self.pending()[0]['reason'], 'The Master that it is forwarded to did not take it')


if __name__ == '__main__':
    unittest.main()
