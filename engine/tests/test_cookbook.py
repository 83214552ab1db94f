"""The cookbook of a clone is developed by a release of it: what is edited there is used by the next build, and by partitions."""
import os

from dialect_case import CloneCase, behaviour
from support import buildout

_NAMESPACE = "__import__('pkg_resources').declare_namespace(__name__)\n"
_TREE = {
    'setup.py': """\
        from setuptools import find_packages, setup
        setup(name='slapos.cookbook', version='1.0.999', packages=find_packages(), namespace_packages=['slapos', 'slapos.recipe'],
              entry_points={'zc.buildout': ['mkdirectory = slapos.recipe.mkdirectory:Recipe']})
        """,
    'slapos/__init__.py': _NAMESPACE,
    'slapos/recipe/__init__.py': _NAMESPACE,
    'slapos/recipe/words.py': 'words = "as it was"\n',
    'slapos/recipe/mkdirectory.py': """\
        from slapos.recipe.words import words
        class Recipe:
            def __init__(self, buildout, name, options):
                pass
            def install(self):
                print('the recipe of the clone,', words)
                return []
            def update(self):
                print('nothing has changed')
        """,
    'stack/slapos.cfg': """\
        [slapos-cookbook-develop]
        recipe = zc.recipe.egg:develop
        setup = ${:_profile_base_location_}/..
        [slapos-cookbook]
        recipe = zc.recipe.egg
        eggs = slapos.cookbook
        interpreter = py
        [versions]
        slapos.cookbook = 1.0.1
        """,
    'software/hello/software.cfg': """\
        [buildout]
        extends = ../../stack/slapos.cfg
        allow-picked-versions = false
        parts =
          slapos-cookbook-develop
          slapos-cookbook
        [versions]
        slapos.cookbook =
        """,
}


class CookbookTest(CloneCase):

    def release(self):
        """Build the release, and a partition of it; what the recipe of that says."""
        self.profile('extends = clone/software/hello/software.cfg')
        self.build()
        folder = os.path.dirname(self.write('partition/buildout.cfg', f"""\
            [buildout]
            parts = directory
            offline = true
            eggs-directory = {self.folder}/eggs
            develop-eggs-directory = {self.folder}/develop-eggs
            [directory]
            recipe = slapos.cookbook:mkdirectory
            """))
        build = buildout(folder, dialect=self.dialect)
        self.assertEqual(build.code, 0, build.output)
        return build.output.splitlines()[-1]

    @behaviour
    def test_what_is_edited_in_the_clone_is_used_by_the_next_build(self):
        for name, text in _TREE.items():
            self.write(f'clone/{name}', text)
        self.assertEqual(self.release(), 'the recipe of the clone, as it was')
        self.assertEqual(self.release(), 'nothing has changed')
        self.write('clone/slapos/recipe/words.py', 'words = "as it was edited"\n')
        self.assertEqual(self.release(), 'the recipe of the clone, as it was edited')
        with os.popen(f"{self.folder}/bin/py -c 'from slapos.recipe.words import words; print(words)'") as f:
            self.assertEqual(f.read().strip(), 'as it was edited')
