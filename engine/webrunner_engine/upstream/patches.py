"""Every place of somebody else's code that the engine changes or derives from, and what it was like when that was written.

No installed file is changed: the running programs are. Whoever brings another version of slapos.core, zc.buildout or supervisor
asks `changes` what of it is no longer as the engine knows it (`python -m webrunner_engine.upstream.patches`; the tests ask too): a
sentence for each such place, which names our module to look at.
"""
import ast
import hashlib
import importlib.util
import sys
from collections.abc import Iterator
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import NamedTuple


class Patch(NamedTuple):
    """A place of upstream, `module:name` or `module:Class.name`, the modules of ours that change it, and its fingerprint.

    The fingerprint is of the text which defines the name: of a class that we derive from, all of it. Of Python's own library, whose
    text differs from version to version, it is of the parameters.
    """

    place: str
    by: str
    fingerprint: str


PATCHES: tuple[Patch, ...] = (
    Patch('slapos.cli.slapgrid:SlapgridCommand.take_action', 'upstream.recording', 'dc83e524e412'),
    Patch('slapos.grid.SlapObject:Software.destroy', 'upstream.recording', '8e479a07790f'),
    Patch('slapos.grid.SlapObject:Software.install', 'upstream.recording', '2e081a91f6c2'),
    Patch('slapos.grid.SlapObject:Partition.destroy', 'upstream.recording', '75d8c2ad962f'),
    Patch('slapos.grid.SlapObject:Software._install_from_buildout', 'upstream.launcher', '359d82750419'),
    Patch('slapos.grid.SlapObject:Partition.install', 'upstream.recording', '71391c92e2c8'),
    Patch('slapos.grid.SlapObject:Partition.generateSupervisorConfiguration', 'upstream.supervision', '464af7bdb76e'),
    Patch('slapos.grid.SlapObject:Partition.updateSupervisor', 'upstream.supervision', '5cba2cef2f84'),
    Patch('slapos.grid.SlapObject:Partition.cleanupFolder', 'upstream.destruction', '69bd74efe43a'),
    Patch('slapos.grid.promise:PromiseLauncher._launchPromise', 'upstream.promise_choice', '99053e5e697e'),
    Patch('slapos.grid.promise:PromiseProcess.run', 'upstream.promise_errors', 'd216917dff96'),
    Patch('slapos.grid.slapgrid:Slapgrid._checkPromiseList',
          'upstream.patience, upstream.promise_choice, upstream.promise_files', '594d1f186efd'),
    Patch('slapos.grid.slapgrid:Slapgrid.processComputerPartition', 'upstream.recording', '3e9f5a66e01d'),
    Patch('slapos.grid.slapgrid:SlapPopen', 'upstream.warm', '99bf7f150f1a'),
    Patch('slapos.grid.slapgrid:WATCHDOG_PATH', 'upstream.launcher', '0328b620595d'),
    Patch('slapos.grid.utils:SlapPopen', 'upstream.warm', '23da618d0b73'),
    Patch('slapos.grid.utils:SlapPopen.__init__', 'upstream.command_output', 'a30e1074618a'),
    Patch('slapos.grid.utils:bootstrapBuildout', 'upstream.launcher', '7cdc1705a1f5'),
    Patch('slapos.grid.utils:launchBuildout', 'upstream.buildout_command', '665f69a5a9f7'),
    Patch('slapos.grid.watchdog:Watchdog', 'upstream.watchdog', 'ad7b0088d6d1'),
    Patch('slapos.slap.standalone:SupervisorConfigWriter', 'upstream.standalone_files', '773d4b047bf8'),
    Patch('slapos.slap.standalone:SlapOSConfigWriter', 'upstream.standalone_files', '3107c3b2927f'),
    Patch('slapos.slap.standalone:SlapOSCommandWriter', 'upstream.standalone_files', 'b6e989c8b23f'),
    Patch('slapos.slap.standalone:SlapOSNodeAutoWriter', 'upstream.standalone_files', '58b391cdcae0'),
    Patch('slapos.slap.standalone:SlapformatDefinitionWriter', 'upstream.standalone_files', '1bb08874c5b5'),
    Patch('slapos.slap.standalone:StandaloneSlapOS', 'node.node', 'af2ccac17d6f'),
    Patch('slapos.proxy.views:app', 'upstream.slapproxy_guard', '7f69f55779f8'),
    Patch('subprocess:Popen.__init__', 'dialect.switch', '53edb376ca9b'),
    Patch('subprocess:Popen._execute_child', 'upstream.warm', '361a56792d96'),
    Patch('pkg_resources:Requirement', 'dialect.pins', '7d1d634e386d'),
    Patch('zc.buildout._package_index:PackageIndex.scan_all', 'dialect.eggs', '94d9dec87a8a'),
    Patch('zc.buildout._package_index:open_with_auth', 'dialect.downloads', '6799a9d8db60'),
    Patch('zc.buildout.configparser:parse', 'dialect.downloads', '51ddbce3ce2c'),
    Patch('zc.buildout.download:Download.__call__', 'dialect.downloads', 'd025b6a8c441'),
    Patch('zc.buildout.download:Download.download', 'dialect.downloads', 'b4a8b9443e10'),
    Patch('zc.buildout.easy_install:Installer._call_pip_install', 'dialect.source_eggs', '70b835d25bea'),
    Patch('zc.buildout.easy_install:Installer._constrain', 'dialect.pins', 'f34627cf2770'),
    Patch('zc.buildout.easy_install:Installer._get_dist', 'dialect.downloads, dialect.source_eggs', '3a538b44fc20'),
    Patch('zc.buildout.easy_install:Installer._make_env', 'dialect.eggs', '018a1a92e60f'),
    Patch('zc.buildout.easy_install:Installer._obtain', 'dialect.pins, dialect.uninstallers, dialect.source_eggs', '87540e418380'),
    Patch('zc.buildout.easy_install:Installer.build', 'dialect.downloads', 'a820e371c7ba'),
    Patch('zc.buildout.easy_install:_move_to_eggs_dir_and_compile', 'dialect.source_eggs', '82f23f60afeb'),
    Patch('zc.buildout.easy_install:call_pip_install', 'dialect.source_eggs', '4d2909ddf32b'),
    Patch('zc.buildout.easy_install:develop', 'dialect.develop_setup', '3e9d2223acb8'),
    Patch('zc.buildout.easy_install:get_subprocess_output', 'dialect.source_eggs', 'a83eaaa554e9'),
    Patch('zc.buildout.easy_install:normalize_versions', 'dialect.pins', '5827a247d068'),
    Patch('zc.buildout.buildout:Buildout.Options', 'dialect.options', '616d9e1de796'),
    Patch('zc.buildout.buildout:Buildout.__getitem__', 'dialect.options', '7be199c5b184'),
    Patch('zc.buildout.buildout:Buildout.__init__', 'dialect.options, dialect.downloads, dialect.eggs', '022c7dcb2f5e'),
    Patch('zc.buildout.buildout:Buildout._compute_part_signatures', 'dialect.signatures, dialect.part_events, dialect.handed_over',
          '9e935be793cc'),
    Patch('zc.buildout.buildout:Buildout._develop', 'dialect.develop_parts', '261e952ab487'),
    Patch('zc.buildout.buildout:Buildout._load_extensions', 'dialect.extensions, dialect.pins, dialect.downloads', '9a5031be026e'),
    Patch('zc.buildout.buildout:Buildout._maybe_upgrade', 'dialect.script', '536270644dff'),
    Patch('zc.buildout.buildout:Buildout._read_installed_part_options', 'dialect.options, dialect.part_events, dialect.handed_over',
          'b225be41542e'),
    Patch('zc.buildout.buildout:Buildout._save_installed_options', 'dialect.installed', '86728938f78c'),
    Patch('zc.buildout.buildout:Buildout._uninstall', 'dialect.installed', '297229e4aa22'),
    Patch('zc.buildout.buildout:Buildout._uninstall_part', 'dialect.part_events', '15d6d17676bd'),
    Patch('zc.buildout.buildout:Buildout._unload_extensions', 'dialect.extensions', '0eb2473b96f8'),
    Patch('zc.buildout.buildout:Buildout._update_installed', 'dialect.installed', 'a724d9004798'),
    Patch('zc.buildout.buildout:Buildout.bootstrap', 'dialect.script', '32ab798f362d'),
    Patch('zc.buildout.buildout:Buildout.install', 'dialect.develop_parts, dialect.part_events', '30d5bb76c3de'),
    Patch('zc.buildout.buildout:Options', 'dialect.options, dialect.part_events, dialect.downloads', 'f3f26a29baee'),
    Patch('zc.buildout.buildout:SectionKey', 'dialect.provenance', '8701dd2314ab'),
    Patch('zc.buildout.buildout:_annotate', 'dialect.profile_location', '8bb24d524c6f'),
    Patch('zc.buildout.buildout:_buildout_default_options', 'dialect.eggs, dialect.provenance', '37c0a6b6a645'),
    Patch('zc.buildout.buildout:_doing', 'dialect.failures', 'a7524facb852'),
    Patch('zc.buildout.buildout:_dists_sig', 'dialect.signatures', '3b32ba8dffda'),
    Patch('zc.buildout.buildout:_install_and_load', 'dialect.uninstallers, dialect.pins, dialect.developed', '65859a6be728'),
    Patch('zc.buildout.buildout:_open', 'dialect.reading', '6a1c53b90a5c'),
    Patch('zc.buildout.buildout:_save_options', 'dialect.options', '12a708d5e297'),
    Patch('zc.buildout.buildout:rmtree', 'dialect.installed', '1da726faec0d'),
    Patch('zc.recipe.egg.custom:Custom.__init__', 'dialect.egg_options', '378900df83a6'),
    Patch('zc.recipe.egg.custom:Custom.install', 'dialect.egg_options', 'f0003eedb34e'),
    Patch('zc.recipe.egg.custom:Develop.__init__', 'dialect.egg_options', 'e1afa6797f30'),
    Patch('zc.recipe.egg.custom:Develop.install', 'dialect.egg_options', 'b92c3ce66210'),
    Patch('zc.recipe.egg.egg:Eggs._working_set', 'dialect.egg_options', '6bd062441f27'),
)

ADDED = (
    'slapos.grid.slapgrid:_webrunner_prepared',
    'zc.buildout.buildout:_webrunner_dialect',
    'zc.buildout.buildout:dumps',
    'zc.buildout.buildout:loads',
    'zc.buildout.buildout:Buildout._installed_sections',
    'zc.buildout.buildout:Buildout.dry_run',
    'zc.buildout.buildout:Buildout._stand_ins',
    'zc.buildout.buildout:Buildout._making',
    'zc.buildout.buildout:Buildout._told_of_pins',
    'zc.buildout.buildout:Buildout._told_of_recipes',
    'zc.buildout.buildout:Buildout._part_events',
    'zc.buildout.buildout:Buildout._building_python',
    'zc.buildout.buildout:Buildout._handed_over',
    'zc.buildout.buildout:Buildout._taken_over',
    'zc.buildout.buildout:Buildout._known',
)
"""Names that are ours, where upstream has none of them."""


def changes() -> list[str]:
    """What upstream has changed, or added under a name of ours: a sentence for each; none while all is as the engine knows it."""
    return [sentence for sentence in map(_change, PATCHES) if sentence] + [
        f'{place} is a name that upstream has now too: give ours another.' for place in ADDED if fingerprint(place) is not None]


def _change(patch: Patch) -> str | None:
    found = fingerprint(patch.place)
    if found == patch.fingerprint:
        return None
    what = 'is gone' if found is None else f'has changed (now {found})'
    return f'{patch.place} {what}, {_version(patch.place)}: see whether {patch.by} still holds.'


def fingerprint(place: str) -> str | None:
    """Of what upstream's text has at a place; None where it has nothing there."""
    module, _, name = place.partition(':')
    text = _text(module)
    tree = ast.parse(text)
    # What a module gives to its class afterwards counts for more than what stands in it.
    node = _defined(tree, name) or _defined_within(tree, name.split('.'))
    if node is None:
        return None
    segment = ast.get_source_segment(text, node) or ''
    if module.partition('.')[0] in sys.stdlib_module_names and isinstance(node, ast.FunctionDef):
        segment = ast.unparse(node.args)
    return hashlib.sha256(segment.encode()).hexdigest()[:12]


@cache
def _text(module: str) -> str:
    spec = importlib.util.find_spec(module)
    if spec is None or spec.origin is None:
        return ''
    return Path(spec.origin).read_text(encoding='utf-8')


def _defined_within(scope: ast.AST, names: list[str]) -> ast.stmt | None:
    """What a name means in the class that the one before it means."""
    found = _defined(scope, names[0])
    return found if found is None or len(names) == 1 else _defined_within(found, names[1:])


def _defined(scope: ast.AST, name: str) -> ast.stmt | None:
    """The last statement of a scope that gives a meaning to a name."""
    return next((one for one in reversed(list(_statements(scope))) if name in _names(one)), None)


def _statements(scope: ast.AST) -> Iterator[ast.stmt]:
    """Those of a scope itself: below `if` and `try`, but not in its functions and classes."""
    for child in ast.iter_child_nodes(scope):
        if isinstance(child, ast.stmt):
            yield child
        if not isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            yield from _statements(child)


def _names(statement: ast.stmt) -> list[str]:
    match statement:
        case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
            return [name]
        case ast.Assign(targets=targets):
            return [ast.unparse(target) for target in targets]
        case ast.Import(names=names) | ast.ImportFrom(names=names):
            return [alias.asname or alias.name for alias in names]
    return []


def _version(place: str) -> str:
    package = place.partition(':')[0]
    if package.partition('.')[0] in sys.stdlib_module_names:
        return f'in Python {sys.version.split()[0]}'
    name = {'slapos': 'slapos.core', 'zc': 'zc.buildout', 'pkg_resources': 'setuptools'}.get(package.partition('.')[0], package)
    return f'in {name} {metadata.version(name)}'


if __name__ == '__main__':
    sys.exit('\n'.join(changes()))
