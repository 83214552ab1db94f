import os
import socket
import struct
import subprocess
import sys
from contextlib import closing

from support import TestCase
from webrunner_engine.kit import peers

# An attacker that wants to be taken for the next owner of its address hangs up with a reset.
RESET = struct.pack('ii', 1, 0)


class PeerTest(TestCase):

    def connection(self, host='127.0.0.1', client_host=None, family=socket.AF_INET):
        """A client and what was accepted from it."""
        listener = socket.create_server((host, 0), family=family)
        self.addCleanup(listener.close)
        client = socket.create_connection((client_host or host, listener.getsockname()[1]))
        self.addCleanup(client.close)
        accepted = listener.accept()[0]
        self.addCleanup(accepted.close)
        return client, accepted

    def test_the_account_of_a_client_is_known(self):
        for options in ({}, {'host': '127.3.4.5'}):
            with self.subTest(options):
                self.assertEqual(peers.peer_uid(self.connection(**options)[1]), os.getuid())

    def test_over_ipv6_too_and_by_an_address_of_ipv4_written_as_one_of_ipv6(self):
        try:
            socket.create_server(('::1', 0), family=socket.AF_INET6).close()
        except OSError as error:
            self.skipTest(f'this machine has no IPv6: {error}')
        self.assertEqual(peers.peer_uid(self.connection('::1', family=socket.AF_INET6)[1]), os.getuid())
        with closing(socket.create_server(('127.0.0.1', 0))) as listener, \
                closing(socket.create_connection(('::ffff:127.0.0.1', listener.getsockname()[1]))), \
                closing(listener.accept()[0]) as accepted:
            self.assertEqual(peers.peer_uid(accepted), os.getuid())

    def test_a_client_that_hung_up_is_not_known(self):
        client, accepted = self.connection()
        client.sendall(b'POST / HTTP/1.0\r\n\r\n')
        client.close()
        self.assertIsNone(peers.peer_uid(accepted))

    def test_who_has_the_address_of_a_client_after_it_is_not_taken_for_it(self):
        client, accepted = self.connection()
        address, target = client.getsockname(), client.getpeername()
        client.sendall(b'POST / HTTP/1.0\r\n\r\n')
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        client.close()
        with closing(socket.socket()) as successor:
            successor.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            successor.bind(address)
            successor.connect(target)
            self.assertIsNone(peers.peer_uid(accepted))

    def test_many_connections_that_come_and_go_hide_nobody(self):
        churn = subprocess.Popen([sys.executable, '-c', CHURN])
        self.addCleanup(churn.wait)
        self.addCleanup(churn.kill)
        for _ in range(100):
            client, accepted = self.connection()
            self.assertEqual(peers.peer_uid(accepted), os.getuid())
            client.close()

    def test_the_account_that_listens_is_known(self):
        with closing(socket.create_server(('127.0.0.1', 0))) as listener:
            port = listener.getsockname()[1]
            self.assertEqual(peers.listener_uid('127.0.0.1', port), os.getuid())
            self.assertIsNone(peers.listener_uid('127.0.0.2', port))
        self.assertIsNone(peers.listener_uid('127.0.0.1', port))


CHURN = """
import socket, struct
listener = socket.create_server(('127.0.0.1', 0), backlog=128)
while True:
    clients = [socket.create_connection(listener.getsockname()) for _ in range(100)]
    for end in clients + [listener.accept()[0] for _ in clients]:
        # Closed with a reset, it leaves nothing behind in the table.
        end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))
        end.close()
"""
