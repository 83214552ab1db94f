"""How far the releases of a clone of the SlapOS repository come with downloads refused: to their first download, or why not."""
import os
import re
import tempfile
import time
from collections.abc import Iterator
from typing import NamedTuple

from support import buildout
from webrunner_engine.dialect.switch import VARIABLE

_REFUSED = re.compile(r'Download refused: (\S+)(?: \(asked for by (\[[^\]]*\][^,]*), (.+)\))?\. Downloads are switched off')


class Reached(NamedTuple):
    """What became of a release: its first download, who asked for it, and the line; or the reason why there is none."""

    profile: str
    seconds: float
    address: str = ''
    asking: str = ''
    line: str = ''
    reason: str = ''


def profiles_below(root: str) -> list[str]:
    """The profiles of releases, at any depth."""
    return sorted(os.path.join(folder, name) for folder, _, names in os.walk(root) for name in names
                  if name.startswith('software') and name.endswith('.cfg'))


def first_download(profile: str) -> Reached:
    """Build a release in a folder of its own, as far as that goes without a download; its eggs, too, go there."""
    with tempfile.TemporaryDirectory(prefix='we', dir='/tmp') as folder:
        with open(os.path.join(folder, 'buildout.cfg'), 'w') as f:
            f.write(f'[buildout]\nextends = {profile}\nshared-part-list = {folder}/shared\nbuild-time-part-list =\n')
        begun = time.monotonic()
        build = buildout(folder, '-U', '-N', f'buildout:eggs-directory={folder}/eggs',
                         before=lambda: os.environ.update({VARIABLE: '1'}))
        seconds = time.monotonic() - begun
    found = _REFUSED.search(build.output)
    if found:
        return Reached(profile, seconds, found[1], found[2] or '', found[3] or '')
    reason = build.output.rpartition('\nError: ')[2] if '\nError: ' in build.output else build.output.rstrip().rpartition('\n')[2]
    return Reached(profile, seconds, reason=f'ended with {build.code}: {reason.strip()}' if build.code else 'nothing to download')


def table(root: str, found: list[Reached]) -> Iterator[str]:
    """Lines about them, and one about all."""
    for one in found:
        what = f'{one.address}  {one.asking}  {os.path.relpath(one.line, root)}' if one.address else f'NO  {one.reason}'
        yield f'{one.seconds:6.2f} s  {os.path.relpath(one.profile, root):60}  {what}'
    times = sorted(one.seconds for one in found)
    reached = sum(bool(one.address and one.line) for one in found)
    yield f'{reached} of {len(found)} reach their first download; median {times[len(times) // 2]:.2f} s, longest {times[-1]:.2f} s'
