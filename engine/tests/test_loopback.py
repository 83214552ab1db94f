import contextlib
import json
import os
import socket
import subprocess
import threading
from unittest import mock

from host_case import HostCase, start_node, stop_node
from support import BIN, FolderCase, wait_for
from webrunner_engine.kit import loopback
from webrunner_engine.node.node import _reason

PROXIES = ('http_proxy', 'https_proxy', 'all_proxy', 'HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY')

URLLIB = 'import sys, urllib.request; urllib.request.urlopen(sys.argv[1], timeout=10).read()'
# Ends with what was answered, or why not.
ASK = ("import sys, urllib.request\ntry: said = urllib.request.urlopen(sys.argv[1], timeout=10).status\n"
       "except Exception as error: said = error\nopen(sys.argv[2], 'w').write(str(said))")


class ExceptionTest(FolderCase):

    def excepted(self, **environment):
        with mock.patch.dict(os.environ, environment, clear=True):
            loopback.except_from_proxies(os.path.join(self.folder, 'slapos.cfg'))
            return os.environ.get('no_proxy'), os.environ.get('NO_PROXY')

    def test_only_where_there_is_a_proxy(self):
        self.assertEqual(self.excepted(http_proxy=''), (None, None))
        for name in PROXIES:
            with self.subTest(name):
                self.assertEqual(self.excepted(**{name: 'http://p:1'}), ('localhost,127.0.0.1,127.0.0.0/8,::1,[::1]',) * 2)

    def test_what_the_user_excepts_stays(self):
        self.assertTrue(self.excepted(http_proxy='http://p:1', no_proxy='a, b', NO_PROXY='c')[0].startswith('a,b,c,localhost,'))
        self.assertEqual(self.excepted(http_proxy='http://p:1', no_proxy='*'), ('*', '*'))

    def test_the_addresses_of_partitions_too(self):
        self.write('network.json', json.dumps({'block': '127.7.9', 'port': 1}))
        names = self.excepted(http_proxy='http://p:1')[0].split(',')
        self.assertEqual((names[-1], names.count('127.7.9.10')), ('127.7.9.209', 1))

    def test_a_command_names_its_node(self):
        with mock.patch.dict(os.environ, {'SLAPOS_CONFIGURATION': '/e'}):
            self.assertEqual(loopback.config_of(['node', 'software', '--cfg', '/a']), '/a')
            self.assertEqual(loopback.config_of(['node', '--cfg=/b', 'x']), '/b')
            self.assertEqual(loopback.config_of(['console']), '/e')

    def test_a_supervisord_that_cannot_start_does_not_tell_the_environment(self):
        output = ("Error: Format string '/a%b/x' for 'supervisord.logfile' contains names ('b') which cannot be expanded. "
                  "Available names: ENV_SECRET, here\nFor help, use /usr/bin/supervisord -h\n")
        self.assertEqual(_reason(output), output.partition(' Available')[0])


class Proxy:
    """A proxy that notes what it is asked for, and answers 502."""

    def __init__(self):
        self.asked = []
        self._listener = socket.create_server(('127.0.0.1', 0))
        self.url = f'http://127.0.0.1:{self._listener.getsockname()[1]}'
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        with contextlib.suppress(OSError):
            while True:
                with self._listener.accept()[0] as connection:
                    self.asked.append(connection.recv(4096).split(b'\r\n')[0].decode())
                    connection.sendall(b'HTTP/1.0 502 Bad Gateway\r\n\r\n')

    def close(self):
        # Wakes the thread that accepts.
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()


PROXY = Proxy()
ENVIRONMENT = mock.patch.dict(os.environ, dict.fromkeys(PROXIES, PROXY.url))


def setUpModule():
    ENVIRONMENT.start()
    os.environ.pop('no_proxy', None)
    os.environ.pop('NO_PROXY', None)
    start_node()


def tearDownModule():
    stop_node()
    ENVIRONMENT.stop()
    PROXY.close()


class BehindAProxyTest(HostCase):

    def test_the_engine_runs_and_promises_reach_services_but_builds_ask_the_proxy(self):
        fetch = f"{BIN}/python -c '{URLLIB}' http://outside.invalid/file"
        release = self.release(instance_parts='service url-promise', extra=PROMISE)
        self.assertEqual([step['state'] for step in self.run_to_the_end(release)[1]['steps']], ['completed', 'completed'])
        directory, status = self.run_to_the_end(self.release('fetching', command=fetch, parts='instance-profile command'))
        self.assertEqual(status['steps'][0]['state'], 'failed')
        self.assertIn('502', self.log(directory))
        self.assertIn('GET http://outside.invalid/file HTTP/1.1', PROXY.asked)
        self.assert_only_others_were_asked_for()

    def assert_only_others_were_asked_for(self):
        # What SlapOS itself asks the network for, such as the public address of the node, is none of this machine.
        self.assertEqual([line for line in PROXY.asked if '127.' in line or 'localhost' in line], [])

    def test_a_service_that_knows_no_networks_reaches_another(self):
        self.run_to_the_end(self.release(instance_parts='service'))
        address = self.instance('release')['connectionParameters']['address']
        script, answer = os.path.join(self.folder, 'ask.py'), os.path.join(self.folder, 'answer')
        with open(script, 'w') as f:
            f.write(ASK)
        service = f'{BIN}/python {script} http://{address}:7801/ {answer}'
        self.run_to_the_end(self.release('asking', service=service, instance_parts='service'))
        wait_for(lambda: os.path.exists(answer) and os.path.getsize(answer))
        with open(answer) as f:
            self.assertEqual(f.read(), '200')

    def test_slapos_in_a_terminal_reaches_slapproxy(self):
        done = subprocess.run([self.base + '/bin/slapos', 'computer', 'info', 'local'], capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assert_only_others_were_asked_for()


PROMISE = """
[url-promise]
recipe = slapos.cookbook:promise.plugin
eggs = slapos.toolbox
module = slapos.promise.plugin.check_url_available
output = ${directory:plugin}/answers.py
config-url = http://${parameters:ipv4-random}:7801/
"""
