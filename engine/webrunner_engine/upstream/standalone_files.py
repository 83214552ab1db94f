"""The files that StandaloneSlapOS writes for a node: programs by their full path, partitions with addresses of their own.

They are left alone when nothing changes: a run that an earlier host started may be reading them.
"""
import os
import pwd
from collections.abc import Iterator

from slapos.slap import standalone

from webrunner_engine.kit.environment import environment_bin
from webrunner_engine.kit.files import read_bytes, replace_file

PROXY = 'slapos-proxy'
"""Name of slapproxy among the programs of the system's supervisord."""


def attach() -> None:
    """Have StandaloneSlapOS, which looks its writers up in its module, find ours. May be done more than once."""
    standalone.SupervisorConfigWriter = _SupervisorConfigWriter
    standalone.SlapOSConfigWriter = _SlapOSConfigWriter
    standalone.SlapOSCommandWriter = _SlapOSCommandWriter
    standalone.SlapOSNodeAutoWriter = _SlapOSNodeAutoWriter
    standalone.SlapformatDefinitionWriter = DefinitionWriter


class _SupervisorConfigWriter(standalone.SupervisorConfigWriter):
    """Programs are started by `Node.start`, in order, by their full path: nothing depends on PATH."""

    def _getSupervisorConfigParts(self) -> Iterator[str]:
        program = os.path.join(environment_bin(), 'supervisord')
        for part in super()._getSupervisorConfigParts():
            part = part.replace('command = supervisord ', f'command = {program} ')
            part = part.replace(f'[program:{PROXY}]', f'[program:{PROXY}]\nautostart = false')
            # A partition's services may take a minute each to stop.
            yield part.replace('autostart = true', 'autostart = false\nstopwaitsecs = 90')

    def writeConfig(self, path):
        _write_if_changed(path, super().writeConfig)


class _SlapOSConfigWriter(standalone.SlapOSConfigWriter):

    def writeConfig(self, path):
        _write_if_changed(path, super().writeConfig)


class _SlapOSCommandWriter(standalone.SlapOSCommandWriter):

    def writeConfig(self, path):
        _write_if_changed(path, super().writeConfig)


class _SlapOSNodeAutoWriter(standalone.SlapOSNodeAutoWriter):

    def writeConfig(self, path):
        program = os.path.join(environment_bin(), 'supervisorctl')

        def write(temporary):
            super(_SlapOSNodeAutoWriter, self).writeConfig(temporary)
            with open(temporary, 'r+') as f:
                text = f.read().replace(' supervisorctl ', f' {program} ')
                f.seek(0)
                f.write(text)

        _write_if_changed(path, write)


class DefinitionWriter(standalone.SlapformatDefinitionWriter):
    """Definition of partitions for `slapos node format`: each with its own IPv4 address."""

    def writeConfig(self, path):
        """Write it, where it differs."""
        node = self._standalone_slapos
        user = pwd.getpwuid(os.getuid()).pw_name
        ipv6 = f' {node._ipv6_address}/{standalone.NETMASK_IPV6_FULL}' if node._ipv6_address else ''
        lines = ['[computer]', f'address = {node.address(0)}/{standalone.NETMASK_IPV4_FULL}', '']
        for number in range(node._partition_count):
            lines += [
                f'[partition_{number}]',
                f'address = {node.address(number)}/{standalone.NETMASK_IPV4_FULL}{ipv6}',
                f'pathname = {node._partition_base_name}{number}',
                f'user = {user}',
                'network_interface =',
                '',
            ]
        replace_file(path, '\n'.join(lines))


def _write_if_changed(path: str, write) -> None:
    temporary = path + '.new'
    write(temporary)
    if read_bytes(temporary) == read_bytes(path) and os.path.exists(path):
        os.unlink(temporary)
    else:
        os.replace(temporary, path)
