"""Prints, as JSON, what the engine changes in somebody else's code: in a process of its own, since what is changed stays so."""
import importlib
import json
import sys
import types
from collections.abc import Iterator
from typing import Any

# What is looked at is imported before the first change.
UPSTREAM = (
    'subprocess', 'pkg_resources', 'slapos.cli.entry', 'slapos.cli.proxy_start', 'slapos.cli.slapgrid', 'slapos.grid.SlapObject',
    'slapos.grid.promise', 'slapos.grid.slapgrid', 'slapos.grid.svcbackend', 'slapos.grid.utils', 'slapos.grid.watchdog',
    'slapos.proxy.views', 'slapos.slap.slap', 'slapos.slap.standalone', 'supervisor.options', 'supervisor.xmlrpc',
    'zc.buildout._package_index', 'zc.buildout.buildout', 'zc.buildout.configparser', 'zc.buildout.download',
    'zc.buildout.easy_install', 'zc.recipe.egg.custom', 'zc.recipe.egg.egg',
)
LIBRARIES = ('pkg_resources', 'slapos', 'supervisor', 'zc')
# Of ours, beside what changes anything: modules with classes that derive from those of upstream.
DERIVING = ('webrunner_engine.node.node', 'webrunner_engine.upstream.watchdog')
# A class of ours has taken their place, with all that it has.
REPLACED = ('zc.buildout.buildout:SectionKey.', 'zc.buildout.buildout:Options.')


def places() -> dict[str, Any]:
    """Whatever has a name in the imported modules of upstream, by `module:name`."""
    found: dict[str, Any] = {}
    for name, module in list(sys.modules.items()):
        if name.split('.')[0] in ('subprocess', *LIBRARIES):
            found.update(below(f'{name}:', module, name, set()))
    return found


def below(prefix: str, scope: Any, module: str, seen: set[type]) -> Iterator[tuple[str, Any]]:
    """Names and values of a module or a class, and those of its own classes."""
    for name, value in list(vars(scope).items()):
        if isinstance(value, types.ModuleType) or (name.startswith('__') and isinstance(scope, types.ModuleType)):
            continue
        yield prefix + name, value
        if isinstance(value, type) and value.__module__ == module and value not in seen:
            seen.add(value)
            yield from below(f'{prefix}{name}.', value, module, seen)


def change() -> None:
    """All that the programs of the engine do to upstream, in one process."""
    from webrunner_engine.dialect import switch
    from webrunner_engine.upstream import launcher, promise_choice, slapproxy_guard, standalone_files, warm
    for name in DERIVING:
        importlib.import_module(name)
    launcher.prepare()
    warm.preload()
    warm.attach()
    promise_choice.narrow([], due=True)
    slapproxy_guard.attach()
    standalone_files.attach()
    switch.refuse_downloads(str)


def derived(kind: type) -> Iterator[str]:
    """Classes of upstream, below `kind`, that classes of ours derive from; errors apart."""
    below_it: list[type] = type.__subclasses__(kind)
    for sub in below_it:
        library = str(kind.__module__).partition('.')[0]
        if library in LIBRARIES and str(sub.__module__).startswith('webrunner_engine.') and not issubclass(kind, Exception):
            yield f'{kind.__module__}:{kind.__qualname__}'
        yield from derived(sub)


def main() -> None:
    """Look, change, and look again."""
    for name in UPSTREAM:
        importlib.import_module(name)
    before = places()
    change()
    after = places()
    known = {place.partition(':')[0] for place in before}
    print(json.dumps({
        'changed': sorted(place for place, value in after.items() if place in before and before[place] is not value),
        'added': sorted(place for place in after.keys() - before.keys()
                        if place.partition(':')[0] in known and not place.startswith(REPLACED)),
        'derived': sorted(set(derived(object))),
    }))


if __name__ == '__main__':
    main()
