"""What is on this machine is never asked for through a proxy, whatever the environment says of the network.

slapproxy and the instances have addresses of 127.0.0.0/8. Python's urllib, among others, knows no networks in `no_proxy`, so that
the addresses that partitions can have are listed one by one; that is done only where there is a proxy.
"""
import json
import os
import urllib.request
from collections.abc import Iterator

# Address of the first partition in the block; lower ones are left for people to use.
FIRST_ADDRESS = 10
MAX_PARTITIONS = 200
_NAMES = ('localhost', '127.0.0.1', '127.0.0.0/8', '::1', '[::1]')
_PROXIES = ('http_proxy', 'https_proxy', 'all_proxy')

open_directly = urllib.request.build_opener(urllib.request.ProxyHandler({})).open
"""`urllib.request.urlopen`, without a proxy."""


def except_from_proxies(config: str | None) -> None:
    """Except this machine from the proxies of the environment; `config` is the slapos.cfg of the node, if there is one."""
    if not any(os.environ.get(name) or os.environ.get(name.upper()) for name in _PROXIES):
        return
    given = [name.strip() for variable in ('no_proxy', 'NO_PROXY') for name in os.environ.get(variable, '').split(',')]
    # Alone it excepts everything; in a list it would be taken for a name.
    names = ['*'] if '*' in given else [name for name in given if name] + [*_NAMES, *_addresses(config)]
    os.environ['no_proxy'] = os.environ['NO_PROXY'] = ','.join(dict.fromkeys(names))


def config_of(arguments: list[str]) -> str | None:
    """The slapos.cfg that a `slapos` command with these arguments works with, if they, or the environment, name one."""
    for word, value in zip(arguments, [*arguments[1:], None], strict=True):
        if word == '--cfg':
            return value
        if word.startswith('--cfg='):
            return word.partition('=')[2]
    return os.environ.get('SLAPOS_CONFIGURATION')


def _addresses(config: str | None) -> Iterator[str]:
    try:
        with open(os.path.join(os.path.dirname(config or ''), 'network.json'), encoding='utf-8') as f:
            block = str(json.load(f)['block'])
    except (OSError, ValueError, KeyError, TypeError):
        # A node of another kind, or none yet.
        return
    for number in range(MAX_PARTITIONS):
        yield f'{block}.{FIRST_ADDRESS + number}'
