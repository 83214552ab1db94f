"""The switch that has a build download nothing: `WEBRUNNER_NO_DOWNLOADS=1` in its environment.

Whatever the build's own process fetches is refused before a connection is made, whichever library it uses; so are the
addresses that it gives to git, curl and the like. Other programs that it starts are told by their environment (a proxy
that is not there, no index for pip, no protocol for git), which is as much as can be done about them. Services of this
machine stay within reach, but nothing is downloaded from them by `urllib` either, as buildout and most recipes do.
"""
import functools
import ipaddress
import os
import re
import socket
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import zc.buildout

VARIABLE = 'WEBRUNNER_NO_DOWNLOADS'
_NOWHERE = 'http://downloads-are-switched-off.invalid:9'
_LOCAL = 'localhost,127.0.0.1,::1'
_CHILDREN = {
    **{name: _NOWHERE for word in ('http_proxy', 'https_proxy', 'ftp_proxy', 'all_proxy') for name in (word, word.upper())},
    'no_proxy': _LOCAL, 'NO_PROXY': _LOCAL,
    'GIT_ALLOW_PROTOCOL': 'file', 'PIP_NO_INDEX': '1', 'GOPROXY': 'off', 'npm_config_offline': 'true',
}
_PROGRAMS = ('git', 'hg', 'svn', 'curl', 'wget', 'aria2c')
_ADDRESS = re.compile(r'^(?:https?|ftps?|git|ssh|svn)://\S+$')
_WEB = re.compile(r'^(?:https?|ftps?):', re.IGNORECASE)
_SCHEMES = {21: 'ftp', 80: 'http', 443: 'https'}
_refusing = False


class DownloadRefused(zc.buildout.UserError):
    """A download in a build that downloads nothing."""


def downloads_are_off() -> bool:
    """Whether the environment says that nothing may be downloaded."""
    return os.environ.get(VARIABLE, '') not in ('', '0')


def refuse_downloads(asked: Callable[[str], str]) -> None:
    """Refuse downloads in this process, for good; `asked` says of an address who asks for it."""
    global _refusing
    if _refusing:
        return
    _refusing = True

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        address = _address_of(event, arguments)
        if address is not None:
            raise DownloadRefused(f'Download refused: {asked(address)}. Downloads are switched off (--no-downloads, {VARIABLE}): '
                                  'start without that to build this.')

    sys.addaudithook(hook)

    upstream: Any = subprocess.Popen.__init__

    @functools.wraps(upstream)
    def __init__(self, *args, env=None, **kwargs):
        upstream(self, *args, env={**(os.environ if env is None else env), **_CHILDREN}, **kwargs)

    subprocess.Popen.__init__ = __init__  # type: ignore[method-assign]  # that is what the switch does


def _address_of(event: str, arguments: tuple[Any, ...]) -> str | None:
    """What an event of the interpreter is about to fetch, if anything."""
    if event == 'urllib.Request':
        return arguments[0] if _WEB.match(arguments[0]) else None
    if event in ('http.client.connect', 'ftplib.connect'):
        return _remote(*arguments[1:3])
    if event == 'socket.getaddrinfo':
        # Of what is no name, there is nothing to ask.
        return None if _ip(arguments[0]) else _remote(*arguments[:2])
    if event == 'socket.connect' and arguments[0].family in (socket.AF_INET, socket.AF_INET6):
        # A datagram socket is "connected" to find out the own address.
        return _remote(*arguments[1][:2]) if arguments[0].type == socket.SOCK_STREAM else None
    if event == 'subprocess.Popen' and isinstance(arguments[1], (list, tuple)):
        words = [os.fsdecode(word) for word in arguments[1]]
        if words and os.path.basename(words[0]) in _PROGRAMS:
            return next((word for word in words[1:] if _ADDRESS.match(word)), None)
    return None


def _remote(host: Any, port: Any) -> str | None:
    """The address of a port of another machine; None for this one."""
    name = os.fsdecode(host or '').strip('[]')
    ip = _ip(name)
    if name in ('', 'localhost') or port is None or (ip is not None and (ip.is_loopback or ip.is_unspecified)):
        return None
    scheme = _SCHEMES.get(port)
    return f'{name}:{port}' if scheme is None else f'{scheme}://{name}/'


def _ip(host: Any) -> Any:
    try:
        return ipaddress.ip_address(os.fsdecode(host or '').partition('%')[0])
    except ValueError:
        return None
