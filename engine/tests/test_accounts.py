"""Another account of the machine against a node of ours. Only root can be a second account: see `support.other_account`."""
import os
import socket
import threading
import urllib.parse

from slapos.grid.svcbackend import getSupervisorRPC

from host_case import PARTITIONS, HostCase, start_node, stop_node
from support import as_other_account, other_account, wait_for
from webrunner_engine.instances import partitions
from webrunner_engine.kit import peers

tearDownModule = stop_node


def setUpModule():
    start_node()
    # What keeps others out is to be the base, not the folder that it is in.
    os.chmod(HostCase.folder, 0o755)


# Plain Python of the system: the other account cannot read the engine.
ASK = """
import sys, urllib.error, urllib.request
try:
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(sys.argv[1], sys.argv[2].encode() or None) as answer:
        print(answer.status)
except urllib.error.HTTPError as error:
    print(error.code)
"""

# Has the port, and tells what it is asked first.
TAKE = """
import socket, sys
listener = socket.socket()
listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
listener.bind(('127.0.0.1', int(sys.argv[1])))
listener.listen()
print(listener.accept()[0].recv(100).decode())
"""


class OtherAccountTest(HostCase):

    def setUp(self):
        # Before anything of the node is stopped.
        other_account(self)

    def ask(self, path: str, **fields: str) -> str:
        url = f"{self.opened['masterUrl']}/{path}"
        code, output = as_other_account(self, '/usr/bin/python3', '-c', ASK, url, urllib.parse.urlencode(fields))
        self.assertEqual(code, 0, output)
        return output.strip()

    def test_it_cannot_supply_a_release(self):
        url = '/tmp/of-another-account/software.cfg'
        supply = {'url': url, 'computer_id': 'local', 'state': 'available'}
        self.assertEqual(self.ask('supplySupply', **supply), '403')
        self.assertEqual(partitions.read_releases(os.path.join(self.base, 'var', 'proxy.db')), [])

    def test_it_cannot_read_what_slapproxy_knows(self):
        self.assertEqual(self.ask('getFullComputerInformation?computer_id=local'), '403')
        self.assertEqual(self.ask('getRunId'), '403')

    def test_it_is_asked_nothing_when_it_has_taken_the_port(self):
        with getSupervisorRPC(os.path.join(self.base, 'var', 'run', 'sv.sock')) as supervisor:
            supervisor.stopProcess('slapos-proxy')
        port = self.opened['masterUrl'].rpartition(':')[2]
        asked = []
        taker = threading.Thread(target=lambda: asked.append(as_other_account(self, '/usr/bin/python3', '-c', TAKE, port)))
        taker.start()
        wait_for(lambda: peers.listener_uid('127.0.0.1', int(port)) not in (None, os.getuid()))
        _directory, status = self.run_to_the_end(self.release())
        HostCase.opened = self.host.call('open', partitions=PARTITIONS)
        self.assertNotEqual(HostCase.opened['masterUrl'].rpartition(':')[2], port)
        self.assertEqual([step['state'] for step in status['steps']], ['completed', 'completed'], status)
        with socket.create_connection(('127.0.0.1', int(port))) as connection:
            connection.sendall(b'enough')
        taker.join(30)
        self.assertEqual(asked, [(0, 'enough\n')])

    def test_it_opens_neither_files_nor_sockets_of_the_node(self):
        for name in ('etc/slapos.cfg', 'var/proxy.db', 'var/run/sv.sock', 'inst/sv.sock', 'run.lock'):
            with self.subTest(name):
                path = os.path.join(self.base, name)
                self.assertTrue(os.path.exists(path))
                self.assertNotEqual(as_other_account(self, 'stat', path)[0], 0)


class OwnAccountTest(HostCase):

    def test_a_run_supplies_its_release(self):
        release = self.release()
        self.assertEqual(self.run_to_the_end(release)[1]['steps'][0]['state'], 'completed')
        self.assertIn(release['url'], partitions.read_releases(os.path.join(self.base, 'var', 'proxy.db')))
