"""Tests of the host on a real SlapOS node: profiles of one case each, and what is asked of the host.

A module that uses `HostCase` has `setUpModule = start_node` and `tearDownModule = stop_node`: one node serves all its tests.
"""
import contextlib
import os
import shutil
import tempfile
import unittest
from typing import Any

import psutil

from support import Host, finished, status_of
from webrunner_engine.kit import processes

SOFTWARE = """\
[buildout]
newest = false
offline = true
parts = {parts}

[instance-profile]
recipe = slapos.recipe.template:jinja2
url = ${{:_profile_base_location_}}/instance.cfg.in
output = ${{buildout:directory}}/instance.cfg
context = section buildout buildout

[command]
recipe = plone.recipe.command
stop-on-error = true
update-command = ${{:command}}
command = {command}
"""

INSTANCE = """\
[buildout]
parts = publish {parts}
eggs-directory = {{{{ buildout['eggs-directory'] }}}}
develop-eggs-directory = {{{{ buildout['develop-eggs-directory'] }}}}
offline = true

[parameters]
recipe = slapos.cookbook:slapconfiguration
computer = ${{slap-connection:computer-id}}
partition = ${{slap-connection:partition-id}}
url = ${{slap-connection:server-url}}
key = ${{slap-connection:key-file}}
cert = ${{slap-connection:cert-file}}
configuration.name = nobody

[directory]
recipe = slapos.cookbook:mkdirectory
etc = ${{buildout:directory}}/etc
service = ${{:etc}}/service
plugin = ${{:etc}}/plugin

[service]
recipe = slapos.cookbook:wrapper
command-line = {service}
wrapper-path = ${{directory:service}}/web

[promise]
recipe = slapos.cookbook:promise.plugin
eggs = slapos.toolbox
module = slapos.promise.plugin.check_socket_listening
output = ${{directory:plugin}}/listens.py
config-host = ${{parameters:ipv4-random}}
config-port = {port}

[publish]
recipe = slapos.cookbook:publish
name = Hello ${{parameters:configuration.name}}
address = ${{parameters:ipv4-random}}
where = ${{:_profile_base_location_}}
{extra}"""

PARTITIONS = 8
WEB = '/usr/bin/python3 -m http.server --bind ${parameters:ipv4-random} 7801'


class HostCase(unittest.TestCase):
    """A test on the node and the host of this module."""

    maxDiff = None
    runs = 0
    folder: str
    base: str
    host: Host
    opened: dict[str, Any]

    def directory(self) -> str:
        HostCase.runs += 1
        path = os.path.join(self.folder, 'runs', str(HostCase.runs))
        os.makedirs(path)
        return path

    def release(self, name='release', command='true', parts='instance-profile', instance_parts='', service=WEB, port=7801,
                extra=''):
        """Write a release; `extra` is added to its instance profile, first to the section that publishes."""
        folder = os.path.join(self.folder, 'software', name)
        os.makedirs(folder, exist_ok=True)
        with open(os.path.join(folder, 'software.cfg'), 'w') as f:
            f.write(SOFTWARE.format(parts=parts, command=command))
        with open(os.path.join(folder, 'instance.cfg.in'), 'w') as f:
            f.write(INSTANCE.format(parts=instance_parts, service=service, port=port, extra=extra))
        return {'name': name, 'url': os.path.join(folder, 'software.cfg')}

    def start(self, release, steps=('software', 'instance'), **options) -> str:
        directory = self.directory()
        options.setdefault('reference', release['name'])
        answer = self.host.call('run.start', directory=directory, release=release, steps=list(steps), **options)
        self.assertEqual(answer, {'pid': status_of(directory)['pid']})
        return directory

    def run_to_the_end(self, release, **options):
        directory = self.start(release, **options)
        return directory, finished(directory)

    def log(self, directory, step='software'):
        with open(os.path.join(directory, f'{step}.log')) as f:
            return f.read()

    def reopen(self):
        """As after a reboot: nothing runs, and all is started again."""
        self.host.call('shutdown')
        self.host.process.wait(20)
        type(self).host.close()
        HostCase.host = type(self.host)(self.base)
        HostCase.opened = HostCase.host.call('open', partitions=PARTITIONS)

    def instance(self, reference):
        return next(instance for instance in self.host.call('snapshot')['instances'] if instance['reference'] == reference)


def start_node():
    HostCase.folder = tempfile.mkdtemp(prefix='we', dir='/tmp')
    HostCase.base = os.path.join(HostCase.folder, 'slapos')
    HostCase.host = Host(HostCase.base)
    HostCase.opened = HostCase.host.call('open', partitions=PARTITIONS)


def stop_node():
    HostCase.host.call('shutdown')
    HostCase.host.process.wait(10)
    HostCase.host.close()
    left = programs_in(HostCase.folder)
    shutil.rmtree(HostCase.folder)
    if left:
        raise AssertionError(f'still running after shutdown: {left}')


def programs_in(folder: str) -> dict[int, str]:
    """What of a node in `folder` runs, hosts apart: command lines by pid."""
    found = {}
    for entry in processes.everything():
        if entry.state not in 'ZX' and processes.belongs_to(entry.pid, folder):
            with contextlib.suppress(psutil.NoSuchProcess):
                found[entry.pid] = ' '.join(psutil.Process(entry.pid).cmdline())
    return {pid: command for pid, command in found.items() if 'webrunner-slapos-host' not in command}
