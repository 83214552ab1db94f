"""What the packages of the engine may import of each other: no arrow runs back, and modules have no circles."""
import ast
import unittest
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import webrunner_engine

ROOT = Path(webrunner_engine.__file__).parent
ALLOWED: dict[str, set[str]] = {
    'kit': set(),
    'dialect': {'kit'},
    'instances': {'kit'},
    'upstream': {'kit', 'dialect', 'instances'},
    'node': {'kit', 'upstream'},
    'runs': {'kit', 'dialect', 'instances', 'upstream'},
    'host': {'kit', 'instances', 'upstream', 'node', 'runs'},
}
"""By package, the others that its modules may import."""


def sources() -> dict[str, ast.Module]:
    """The modules of the engine by name."""
    found = {}
    for path in ROOT.rglob('*.py'):
        parts = path.relative_to(ROOT.parent).with_suffix('').parts
        name = '.'.join(parts[:-1] if parts[-1] == '__init__' else parts)
        found[name] = ast.parse(path.read_text(encoding='utf-8'))
    return found


def imports(tree: ast.Module, modules: dict[str, ast.Module]) -> Iterator[str]:
    """The modules of the engine that one imports, also within functions."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in modules)
        elif isinstance(node, ast.ImportFrom) and node.module in modules:
            for alias in node.names:
                name = f'{node.module}.{alias.name}'
                yield name if name in modules else node.module


class WallsTest(unittest.TestCase):

    def setUp(self):
        modules = sources()
        self.graph = {name: set(imports(tree, modules)) for name, tree in modules.items()}

    def test_every_package_is_in_the_table(self):
        self.assertEqual(set(ALLOWED), {name.split('.')[1] for name in self.graph if '.' in name})
        self.assertEqual([path.name for path in ROOT.glob('*.py')], ['__init__.py'])

    def test_a_package_imports_what_it_may(self):
        crossed = [f'{name} imports {other}' for name, others in self.graph.items() for other in others
                   if (own := name.split('.')[1:2]) != (theirs := other.split('.')[1:2])
                   and not (theirs and theirs[0] in ALLOWED[own[0]])]
        self.assertEqual(crossed, [])

    def test_what_is_allowed_is_used_and_has_no_circle(self):
        used: dict[str, set[str]] = {package: set() for package in ALLOWED}
        for name, others in self.graph.items():
            for other in others:
                own, theirs = name.split('.')[1], other.split('.')[1]
                if own != theirs:
                    used[own].add(theirs)
        self.assertEqual(used, ALLOWED)
        TopologicalSorter(ALLOWED).prepare()

    def test_modules_have_no_circles(self):
        try:
            TopologicalSorter(self.graph).prepare()
        except CycleError as error:
            self.fail(' imports '.join(error.args[1]))

    def test_relative_imports_are_not_used(self):
        self.assertEqual([name for name, tree in sources().items() for node in ast.walk(tree)
                          if isinstance(node, ast.ImportFrom) and node.level], [])


if __name__ == '__main__':
    unittest.main()
