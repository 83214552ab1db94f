"""What supervisord is given to read is read as it is meant, or it is not given to it: one bad file stops all instances.

A partition's services become programs of supervisord's configuration, by the names of the files in etc/run and etc/service.
supervisord reads the configurations of all partitions at once, and none of them where it cannot read one: a service called
`my service` would make every later run of every instance fail, and after a reboot nothing would start at all. So a configuration is
first read by supervisord's own parser, here; what is not read as it was meant is refused by the name of partition and part.
"""
import functools
import glob
import os
import shlex
from collections.abc import Iterator
from typing import NamedTuple

import slapos.grid.SlapObject
import supervisor.options
from slapos.grid.exception import BuildoutFailedError
from slapos.grid.SlapObject import GROUP_PARTITION_TEMPLATE, PROGRAM_PARTITION_TEMPLATE

from webrunner_engine.instances.installed_parts import part_of

SUFFIX = '.unreadable'
"""Behind the name of a configuration that was set aside."""
# Of a file name, with the suffix of a rotated log.
_LONGEST = 250


class _Program(NamedTuple):
    group: str
    name: str
    command: str


def attach() -> None:
    """Make slapgrid check what it is going to write, and set aside what cannot be read. To be done once per process."""
    partition = slapos.grid.SlapObject.Partition
    upstream_generate, upstream_update = partition.generateSupervisorConfiguration, partition.updateSupervisor

    @functools.wraps(upstream_generate)
    def generateSupervisorConfiguration(self):
        upstream_generate(self)
        for group, programs in self.supervisor_conf.items():
            names = [name for name, _, _ in programs.values()]
            for program_id, (name, command, _) in programs.items():
                reason = refusal(group, program_id, name, command)
                if reason is None and names.count(name) > 1:
                    reason = f'would be the second process called {name!r}'
                if reason is not None:
                    sentence = refused(self.instance_path, command, reason)
                    self.logger.error('Error: %s', sentence)
                    # As slapgrid's own, it is not printed once more with a traceback.
                    raise BuildoutFailedError(sentence)

    @functools.wraps(upstream_update)
    def updateSupervisor(self):
        for sentence in set_aside(self.supervisord_partition_configuration_dir):
            self.logger.warning('%s', sentence)
        upstream_update(self)

    partition.generateSupervisorConfiguration = generateSupervisorConfiguration
    partition.updateSupervisor = updateSupervisor


def refusal(group: str, program_id: str, name: str, command: str) -> str | None:
    """Why supervisord cannot be given a program, as the end of a sentence; None where it can.

    `program_id` is the name of the file, `name` that of the process.
    """
    if not program_id.isascii() or not program_id.isprintable():
        return 'has other characters in its name than printable ones of ASCII'
    if name == '*':
        return 'has the name by which supervisord means all of them'
    if len(os.fsencode(f'.{group}_{program_id}.log')) > _LONGEST:
        return f'has a name of {len(program_id)} characters, which is too long for the name of its log'
    text = _configuration(group, program_id, name, command)
    try:
        found = list(_programs(text))
    except Exception:
        # The parser raises whatever comes to its mind.
        found = []
    if found != [_Program(group, name, command)]:
        return 'has a name that supervisord cannot read'
    return None


def refused(partition_folder: str, command: str, reason: str) -> str:
    """A sentence that names partition, file and part, and says what to do."""
    partition, name = os.path.basename(partition_folder), os.path.basename(command)
    part = part_of(partition_folder, command)
    made = '' if part is None else f', which the part [{part}] made,'
    folder = os.path.relpath(os.path.dirname(command), partition_folder)
    return (f'{partition}: the service {name!r} in {folder}{made} {reason}. Name it with letters, digits and any of . _ + @ - ; '
            'no other instance was touched.')


def set_aside(folder: str) -> list[str]:
    """Rename the configurations in `folder` that supervisord could not read; a sentence for each."""
    told = []
    for path in sorted(glob.glob(os.path.join(glob.escape(folder), '*.conf'))):
        try:
            with open(path, encoding='utf-8') as f:
                list(_programs(f.read()))
        except FileNotFoundError:
            continue
        except Exception as error:
            os.replace(path, path + SUFFIX)
            partition = os.path.basename(path).removesuffix('.conf')
            told.append(f'The configuration of the services of {partition} could not be read ({_one_line(error)}): it is kept as '
                        f'{path}{SUFFIX}, and the services of {partition} start again with its next deployment.')
    return told


def _one_line(error: Exception) -> str:
    text = ' '.join(str(error).split())
    return f'{type(error).__name__}: {text[:200]}'


def _configuration(group: str, program_id: str, name: str, command: str) -> str:
    """As slapgrid writes it."""
    program = f'{group}_{program_id}'
    folder = os.path.dirname(os.path.dirname(os.path.dirname(command)))
    return GROUP_PARTITION_TEMPLATE % {'instance_id': group, 'program_list': program} + '\n' + PROGRAM_PARTITION_TEMPLATE % {
        'program_id': program, 'program_directory': folder, 'program_command': command, 'program_name': name,
        'instance_path': folder, 'user_id': os.getuid(), 'group_id': os.getgid(), 'HOME': '/', 'USER': 'nobody'}


def _programs(text: str) -> Iterator[_Program]:
    """The programs of a configuration, as supervisord reads it. Raises what its parser does."""
    options = supervisor.options.ServerOptions()
    options.here = '/'
    parser = supervisor.options.UnhosedConfigParser()
    parser.expansions = options.environ_expansions
    parser.read_string(text)
    for group in options.process_groups_from_parser(parser):
        for process in group.process_configs:
            yield _Program(group.name, process.name, ' '.join(shlex.split(process.command)))
