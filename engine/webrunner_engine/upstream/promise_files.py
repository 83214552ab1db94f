"""What would keep slapgrid from checking any promise of a partition is told by the name of the promise.

slapgrid finds SlapOS by the first lines of whichever plugin it comes to first, and keeps each result in a file that is named after
the promise. Where that is not possible, it ends with an exception that names neither partition nor promise.
"""
import ast
import functools
import os

from slapos.grid.promise import PromiseError
from slapos.grid.slapgrid import Slapgrid

from webrunner_engine.instances.installed_parts import part_of
from webrunner_engine.instances.promise_results import promise_names

_LONGEST = 255 - len('.status.json.tmp')


def attach() -> None:
    """Have slapgrid check promises so. To be done once per process, after what tries again."""
    upstream = Slapgrid._checkPromiseList

    @functools.wraps(upstream)
    def _checkPromiseList(self, partition, *arguments, **options):
        sentence = refusal(os.path.join(self.instance_root, partition.partition_id))
        if sentence is not None:
            raise PromiseError(f'Error: {sentence}')
        return upstream(self, partition, *arguments, **options)

    Slapgrid._checkPromiseList = _checkPromiseList


def refusal(partition_folder: str) -> str | None:
    """Why the promises of a partition cannot be checked, in a sentence; None where they can."""
    names = promise_names(partition_folder)
    long = next((name for name in names if len(os.fsencode(os.path.splitext(name)[0])) > _LONGEST), None)
    if long is not None:
        length = len(os.fsencode(long))
        return _told(partition_folder, long, f'has a name of {length} bytes, which is too long for the file of its result')
    first = _first_plugin(partition_folder)
    if first is None or _finds_slapos(os.path.join(partition_folder, 'etc', 'plugin', first)):
        return None
    return _told(partition_folder, first, 'does not begin with "sys.path[0:0] = […]", by which slapgrid finds SlapOS')


def _told(partition_folder: str, name: str, reason: str) -> str:
    plugin = os.path.join(partition_folder, 'etc', 'plugin', name)
    folder = 'plugin' if os.path.lexists(plugin) else 'promise'
    part = part_of(partition_folder, os.path.join(partition_folder, 'etc', folder, name))
    made = '' if part is None else f', which the part [{part}] made,'
    return (f'{os.path.basename(partition_folder)}: the promise {_short(name)} in etc/{folder}{made} {reason}. No promise of this '
            'instance was checked; make it with slapos.cookbook:promise.plugin, with a name of letters, digits and _.')


def _short(name: str) -> str:
    return ascii(name if len(name) <= 60 else f'{name[:60]}...')


def _first_plugin(partition_folder: str) -> str | None:
    """The one by which slapgrid finds SlapOS: as it does, in the order of the folder."""
    try:
        names = os.listdir(os.path.join(partition_folder, 'etc', 'plugin'))
    except OSError:
        return None
    return next((name for name in names if name.endswith('.py') and not name.startswith('__init__')), None)


def _finds_slapos(path: str) -> bool:
    try:
        with open(path) as f:
            body = ast.parse(f.read()).body
        assignment = next(node for node in body if isinstance(node, ast.Assign))
        ast.literal_eval(assignment.value)
    except (OSError, ValueError, SyntaxError, StopIteration):
        return False
    return ast.unparse(assignment.targets[0]) == 'sys.path[0:0]'
