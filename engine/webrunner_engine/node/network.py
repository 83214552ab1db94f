"""What is drawn once for the folder of a node: a block of addresses, and the port of slapproxy."""
import errno
import json
import os
import random
import secrets
import socket

from webrunner_engine.kit.errors import EngineError
from webrunner_engine.kit.files import replace_file

SLAPPROXY_HOST = '127.0.0.1'
# Below the range that Linux gives to outgoing connections.
SLAPPROXY_PORTS = range(10000, 32768)


class Network:
    """What was drawn for this folder: a block of addresses (`127.x.y`) and the port of slapproxy."""

    def __init__(self, path: str, block: str, port: int):
        self._path = path
        self.block = block
        self.port = port

    @classmethod
    def load(cls, path: str) -> 'Network':
        """What the file `path` has; drawn anew, and kept there, where it has nothing."""
        try:
            with open(path) as f:
                drawn = json.load(f)
            network = cls(path, str(drawn['block']), int(drawn['port']))
        except FileNotFoundError:
            pass
        except (ValueError, KeyError, TypeError):
            # Torn by a fault: partitions get new addresses at the next format.
            os.replace(path, path + '.invalid')
        else:
            return network
        # 127.0.x.y is left to others: it is where people put things by hand.
        block = f'127.{secrets.randbelow(254) + 1}.{secrets.randbelow(256)}'
        network = cls(path, block, 0)
        network.draw_port()
        return network

    def draw_port(self) -> None:
        """Draw a port that is free now, and remember it."""
        for port in random.SystemRandom().sample(SLAPPROXY_PORTS, 100):
            if port != self.port and is_free(port):
                self.port = port
                os.makedirs(os.path.dirname(self._path), exist_ok=True)
                replace_file(self._path, json.dumps({'block': self.block, 'port': self.port}))
                return
        raise EngineError('engine_failed', 'No free port was found for slapproxy.')


def is_free(port: int) -> bool:
    """Whether slapproxy can listen on a port now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listener:
        # As slapproxy does: a port whose connections are still closing is free.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((SLAPPROXY_HOST, port))
        except OSError as error:
            if error.errno in (errno.EADDRINUSE, errno.EACCES):
                return False
            raise
        return True
