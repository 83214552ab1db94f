"""Prints the CPU time in ms of reading the profile that is named, and of only parsing each of its files once."""
import os
import sys
import time

import zc.buildout.buildout as buildout
from zc.buildout import configparser

from webrunner_engine import dialect

dialect.apply(buildout)


def reading(root: str) -> float:
    """Read it as a build does, with the values of all options."""
    begun = time.process_time()
    options = buildout._annotate({'buildout': {'newest': 'false'}}, 'DEFAULT_VALUE')['buildout']
    data, _ = buildout._open(os.path.dirname(root), root, [], options, {}, set(), {})
    merged = buildout._update(buildout._annotate({'buildout': {'directory': 'x'}}, 'DEFAULT_VALUE'), data)
    count = sum(len(section) for section in buildout._unannotate(merged).values())
    assert count > 0
    return (time.process_time() - begun) * 1000


def parsing(folder: str) -> float:
    """Parse each file once, and do nothing with what is in it."""
    begun = time.process_time()
    for name in os.listdir(folder):
        with open(os.path.join(folder, name)) as f:
            configparser.parse(f, name, buildout._default_globals)
    return (time.process_time() - begun) * 1000


folder = sys.argv[1]
# The first time imports what is imported late.
parsing(folder)
print(reading(os.path.join(folder, '0.cfg')), parsing(folder))
