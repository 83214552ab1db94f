"""What stands between a clone of the SlapOS repository and its first download: pins of the fork, wheels, slapos.rebootstrap."""
import hashlib
import os
import sys

from dialect_case import CloneCase, Serving, behaviour

_PINS = """
            [versions]
            setuptools = 67.8.0
            zc.buildout = 3.0.1+slapos010
            pip = 23.2.1
            wheel = 0.40.0
            zc.recipe.egg = 2.0.8.dev0+slapos010
"""
_EXTENSION = """\
def extension(buildout):
    print('dry run:', buildout.dry_run)


def finish(buildout):
    print('finished')
"""
_ENTRY_POINTS = """\
[zc.buildout.extension]
default = demo_extension:extension
[zc.buildout.unloadextension]
default = demo_extension:finish
"""


class OwnPinsTest(CloneCase):

    @behaviour
    def test_an_extension_and_an_egg_that_need_what_builds_are_served_by_the_engine(self):
        needs = ['zc.buildout', 'zc.recipe.egg', 'setuptools', 'pip', 'wheel']
        self.wheel('demo.extension', '1.0', needs, _EXTENSION, _ENTRY_POINTS)
        self.wheel('demo', '2.0', needs)
        self.profile("""
            extensions = demo.extension
            allow-picked-versions = false
            parts = demo
            [demo]
            recipe = zc.recipe.egg
            eggs = demo
            interpreter = py
            """ + _PINS + """
            demo.extension = 1.0
            demo = 2.0
            """)
        build = self.build()
        self.assertIn('dry run: False', build.output)
        self.assertIn('finished', build.output)
        self.assertEqual(self.run_script('py'), 'wheel 2.0')
        lines = [line for line in build.output.splitlines() if '3.0.1+slapos010' in line]
        self.assertEqual(len(lines), 1, build.output)
        self.assertRegex(lines[0], r'engine stand for .*setuptools [\d.]+ \(pinned: 67\.8\.0\), zc\.buildout [\d.]+ \(pinned: 3')

    @behaviour
    def test_no_index_is_asked_for_what_builds(self):
        self.wheel('demo', '2.0', ['zc.buildout', 'zc.recipe.egg', 'setuptools'])
        self.profile("""
            parts = demo
            [demo]
            recipe = zc.recipe.egg
            eggs = demo
            """ + _PINS + '            demo = 2.0\n')
        with Serving({}) as url:
            self.build(f'buildout:index={url}/simple')
            self.assertEqual(url.asked, ['/simple/demo/'])

    @behaviour
    def test_an_ordinary_egg_may_have_a_local_version(self):
        self.wheel('demo', '2.0')
        self.wheel('demo', '1.0+local1')
        self.profile("""
            parts = demo
            [demo]
            recipe = zc.recipe.egg
            eggs = demo
            interpreter = py
            """ + _PINS + '            demo = 1.0+local1:whl\n')
        self.build()
        self.assertEqual(self.run_script('py'), 'wheel 1.0+local1')

    @behaviour
    def test_a_local_version_of_another_distribution_of_the_engine_gives_way_where_it_is_not_to_be_had(self):
        self.profile("""
            parts = demo
            [demo]
            recipe = zc.recipe.egg
            eggs = supervisor
            [versions]
            supervisor = 1.0+slapos1
            """)
        build = self.build()
        self.assertIn('Version 1.0+slapos1 of supervisor is not to be had', build.output)
        self.wheel('supervisor', '1.0+slapos1')
        self.build()
        self.assertIn('supervisor-1.0+slapos1', ' '.join(os.listdir(os.path.join(self.folder, 'eggs'))))

    def test_another_version_of_a_distribution_of_the_engine_is_the_pinned_one(self):
        self.wheel('supervisor', '1.0')
        self.profile("""
            parts = demo
            [demo]
            recipe = zc.recipe.egg
            eggs = supervisor
            [versions]
            supervisor = 1.0
            """)
        self.build()
        self.assertIn('supervisor-1.0', ' '.join(os.listdir(os.path.join(self.folder, 'eggs'))))

    def test_a_version_that_is_nowhere_is_an_error(self):
        self.profile("""
            parts = demo
            [demo]
            recipe = zc.recipe.egg
            eggs = supervisor
            [versions]
            supervisor = 1.0
            """)
        self.assertIn("Error: Couldn't find a distribution for 'supervisor==1.0'.", self.build(code=1).output)

    def test_an_egg_that_cannot_do_with_the_setuptools_of_the_engine_gets_the_pinned_one(self):
        self.wheel('demo', '2.0', ['setuptools<70'])
        self.wheel('setuptools', '67.8.0')
        self.profile("""
            parts = demo
            [demo]
            recipe = zc.recipe.egg
            eggs = demo
            """ + _PINS + '            demo = 2.0\n')
        self.build()
        self.assertIn('setuptools-67.8.0', ' '.join(os.listdir(os.path.join(self.folder, 'eggs'))))


    @behaviour
    def test_a_recipe_of_the_engine_in_the_place_of_a_pinned_one_is_told_once(self):
        self.profile("""
            parts = one two
            [one]
            recipe = plone.recipe.command
            command = true
            [two]
            <= one
            [versions]
            Plone-Recipe_Command = 0.9
            """)
        output = self.build().output
        self.assertEqual(output.count('The recipes of plone-recipe-command are those of the engine, '), 1, output)
        self.assertIn('(pinned: 0.9)', output)


class WheelPinsTest(CloneCase):
    PROFILE = """
        parts = demo
        [demo]
        recipe = zc.recipe.egg
        eggs = Demo
        interpreter = py
        [versions]
        demo = 2.0:whl
        """

    @behaviour
    def test_the_wheel_of_that_version_is_taken(self):
        self.wheel('demo', '1.0')
        self.wheel('demo', '2.0')
        self.wheel('demo', '3.0')
        self.source('demo', '2.0')
        self.profile(self.PROFILE)
        self.build()
        self.assertEqual(self.run_script('py'), 'wheel 2.0')
        # And is there for the next build.
        os.remove(os.path.join(self.folder, 'dist', 'demo-2.0-py3-none-any.whl'))
        self.build()

    @behaviour
    def test_where_there_is_none_nothing_else_is_taken(self):
        self.source('demo', '2.0')
        self.profile(self.PROFILE)
        build = self.build(code=1)
        self.assertIn('There is no wheel of Demo==2.0 for this Python', build.output)
        self.assertIn("Error: Couldn't find a distribution for 'Demo==2.0'.", build.output)
        self.assertNotIn('built from source', build.output)

    @behaviour
    def test_the_index_of_all_names_is_not_read(self):
        with Serving({'/simple/': b'<a href="other/">other</a>'}) as url:
            self.profile(self.PROFILE)
            self.build(f'buildout:index={url}/simple', code=1)
            self.assertEqual(url.asked, ['/simple/demo/'])


class RebootstrapTest(CloneCase):
    RECIPES = '''
        import os


        class Program:
            """Writes a program, once, and says so. It must not be there yet."""

            def __init__(self, buildout, name, options):
                self.options = options
                options['location'] = os.path.join(buildout['buildout']['parts-directory'], name)
                options['executable'] = options['location'] + '/python'
                print('starting', name)

            def install(self):
                print('building', self.options.name)
                os.mkdir(self.options['location'])
                if 'broken' not in self.options:
                    with open(self.options['executable'], 'w') as f:
                        f.write('#!/bin/sh\\necho a Python\\n')
                    os.chmod(self.options['executable'], 0o755)
                return self.options['location']

            def update(self):
                print('updating', self.options.name)


        class Run:
            """Runs a program when it starts, as recipes do that build with the Python of the release."""

            def __init__(self, buildout, name, options):
                print(os.popen(options['program']).read().strip(), 'ran for', name)

            def install(self):
                return ()

            update = install
        '''
    PROFILE = """
        extensions = slapos.rebootstrap
        python = python
        parts = other
        [python]
        recipe = pythons:program
        needs = ${library:location}
        [library]
        recipe = pythons:program
        [other]
        recipe = pythons:run
        program = ${python:executable}
        [versions]
        slapos.rebootstrap = 4.8
        zc.buildout = 3.0.1+slapos010
        """

    def build(self, *arguments, **options):
        self.write('recipes/pythons.py', self.RECIPES)
        self.write('recipes/pythons.egg-info/PKG-INFO', 'Metadata-Version: 1.0\nName: pythons\nVersion: 1\n')
        self.write('recipes/pythons.egg-info/entry_points.txt', """\
            [zc.buildout]
            program = pythons:Program
            run = pythons:Run
            """)
        return super().build(*arguments, **options)

    def said(self, build, *words):
        return [line for line in build.output.splitlines() if line.startswith(words)]

    @behaviour
    def test_the_python_is_built_before_any_other_part_starts(self):
        self.profile(self.PROFILE)
        build = self.build()
        self.assertEqual(self.said(build, 'starting', 'building', 'updating', 'a Python'), [
            'starting library', 'starting python', 'building library', 'building python', 'a Python ran for other',
            'updating library', 'updating python'])
        self.assertRegex(build.output, r'Installing \[python\] first, for slapos\.rebootstrap, with what it needs: library python')
        self.assertRegex(build.output, r'The Python of the engine \(3\.\d+\.\d+\) goes on .*/parts/python/python')

    @behaviour
    def test_it_is_not_built_again(self):
        self.profile(self.PROFILE)
        self.build()
        self.assertEqual(self.said(self.build(), 'building', 'updating'), ['updating library', 'updating python'] * 2)

    @behaviour
    def test_what_was_built_before_a_failure_stays(self):
        self.profile(self.PROFILE.replace('[other]', '[other]\n        wrong = ${nothing:there}'))
        self.assertEqual(len(self.said(self.build(code=1), 'building')), 2)
        self.profile(self.PROFILE)
        self.assertEqual(self.said(self.build(), 'building'), [])

    @behaviour
    def test_the_name_of_the_extension_has_spellings(self):
        for spelling in ('Slapos_Rebootstrap', 'slapos-rebootstrap', 'slapos.rebootstrap==4.8'):
            self.profile(self.PROFILE.replace('extensions = slapos.rebootstrap', f'extensions = {spelling}'))
            self.build()

    @behaviour
    def test_other_extensions_come_and_go_once(self):
        self.wheel('demo.extension', '1.0', (), _EXTENSION, _ENTRY_POINTS)
        self.profile(self.PROFILE.replace('= slapos.rebootstrap', '=\n          slapos.rebootstrap\n          demo.extension', 1))
        build = self.build()
        self.assertEqual(self.said(build, 'dry run', 'building', 'finished'),
                         ['dry run: False', 'building library', 'building python', 'finished'])

    @behaviour
    def test_the_egg_of_the_extension_that_marks_shared_parts_is_not_looked_for(self):
        for setting, marked in (('', False), ('shared-parts = /opt/shared', True)):
            self.profile(f"""
                extensions = slapos.extension.shared
                {setting}
                parts =
                """)
            self.build()
            self.assertEqual(os.path.exists(os.path.join(self.folder, '.shared')), marked)

    @behaviour
    def test_parts_of_prepended_paths_are_built_with_it(self):
        self.profile(self.PROFILE.replace('parts = other', """parts = other
        rebootstrap-prepend-paths =
          early
          [early]
        recipe = pythons:program""".replace('          [early]', '        [early]')))
        self.assertEqual(self.said(self.build(), 'building', 'a Python'),
                         ['building library', 'building python', 'building early', 'a Python ran for other'])

    @behaviour
    def test_the_python_of_the_engine_needs_no_part(self):
        for python in ('buildout', 'python'):
            self.profile(f"""
                extensions = slapos.rebootstrap
                python = {python}
                parts =
                [python]
                executable = {sys.executable}
                """)
            self.assertNotIn('goes on', self.build().output)

    @behaviour
    def test_a_section_that_cannot_be_it_is_named(self):
        for change, words in (
                ('python = python', 'Error: python of [buildout] names [missing], which does not exist.'),
                ('recipe = pythons:program\n        needs = ${library:location}',
                 'Error: python of [buildout] names [python], which has no option executable'),
                ('needs = ', 'Error: [python] is installed, but there is no program ')):
            replacement = {'python = python': 'python = missing', 'needs = ': 'broken = yes\n        needs = '}.get(change, 'a = b')
            self.profile(self.PROFILE.replace(change, replacement))
            self.assertIn(words, self.build(code=1).output)

    @behaviour
    def test_a_recipe_may_set_what_a_section_depends_on(self):
        self.write('recipes/free.py', """\
            class Free:
                def __init__(self, buildout, name, options):
                    depends = options.depends
                    options.depends = set(depends)
                    buildout['far']['value']
                    options.depends = depends
                def install(self):
                    return ()
                update = install
            """)
        self.write('recipes/free.egg-info/PKG-INFO', 'Metadata-Version: 1.0\nName: free\nVersion: 1\n')
        self.write('recipes/free.egg-info/entry_points.txt', '[zc.buildout]\ndefault = free:Free\n')
        for value in 'x', 'y':
            self.profile(f"""
                parts = out
                [far]
                value = {value}
                [free]
                recipe = free
                [out]
                recipe = probe:write
                output = out
                free = ${{free:recipe}}
                """)
            self.build()
            self.assertEqual(self.installs(), 1)

    @behaviour
    def test_a_folder_that_cannot_be_made_is_explained(self):
        os.mkdir(os.path.join(self.folder, 'closed'), 0o500)
        self.profile(f"""
            eggs-directory = {self.folder}/closed/eggs
            parts =
            """)
        self.assertIn(f'Error: The folder {self.folder}/closed/eggs cannot be made: permission denied.', self.build(code=1).output)

    @behaviour
    def test_a_barrier_keeps_changes_behind_it_from_the_parts_before_it(self):
        self.write('recipes/choice.py', """\
            class Choice:
                def __init__(self, buildout, name, options):
                    options['chosen'] = buildout[options['of']]['chosen']
                    options.barrier()
                def install(self):
                    return ()
                update = install
            """)
        self.write('recipes/choice.egg-info/PKG-INFO', 'Metadata-Version: 1.0\nName: choice\nVersion: 1\n')
        self.write('recipes/choice.egg-info/entry_points.txt', '[zc.buildout]\ndefault = choice:Choice\n')
        for other, chosen, installs in (('x', 1, 1), ('y', 1, 1), ('y', 2, 2)):
            self.profile(f"""
                parts = out
                [far]
                other = {other}
                chosen = {chosen}
                [choice]
                recipe = choice
                of = far
                [out]
                recipe = probe:write
                output = out
                value = ${{choice:chosen}}
                """)
            self.build()
            self.assertEqual(self.installs(), installs)


class NamesTest(CloneCase):
    """`zope.demo`, `zope-demo` and `zope_demo` are the same egg."""

    SPELLINGS = ('zope.demo', 'zope-demo', 'zope_demo', 'Zope.Demo')

    def entry(self, pin, egg):
        self.profile(f"""
            parts = demo
            allow-picked-versions = false
            [demo]
            recipe = zc.recipe.egg
            eggs = {egg}
            interpreter = py
            [versions]
            {pin} = 2.0
            """)

    def made(self):
        with os.popen(f'{self.folder}/bin/py -c "import zope_demo; print(zope_demo.made)"') as f:
            return f.read().strip()

    def test_in_versions_and_eggs(self):
        self.wheel('zope.demo', '2.0')
        self.wheel('zope.demo', '3.0')
        for pin, egg in zip(self.SPELLINGS, reversed(self.SPELLINGS), strict=True):
            with self.subTest(pin=pin, egg=egg):
                self.entry(pin, egg)
                self.build()
                self.assertEqual(self.made(), 'wheel 2.0')

    def test_as_an_egg_that_another_requires(self):
        self.wheel('zope.demo', '2.0')
        names = [f'need{number}' for number in range(len(self.SPELLINGS))]
        for name, spelling in zip(names, self.SPELLINGS, strict=True):
            self.wheel(name, '1.0', [spelling])
        self.profile("""
            parts = demo
            allow-picked-versions = false
            [demo]
            recipe = zc.recipe.egg
            eggs = {}
            interpreter = py
            [versions]
            zope-demo = 2.0
            {}
            """.format('\n                '.join(names), '\n            '.join(f'{name} = 1.0' for name in names)))
        self.build()
        self.assertEqual(self.made(), 'wheel 2.0')

    def test_as_a_folder_that_is_developed(self):
        for name in self.SPELLINGS:
            with self.subTest(name=name):
                self.write('src/setup.py', f"""\
                    from setuptools import setup
                    setup(name={name!r}, version='2.0', py_modules=['zope_demo'])
                    """)
                self.write('src/zope_demo.py', f'made = "developed as {name}"\n')
                self.entry('zope.demo', 'zope-demo')
                self.profile_with_develop()
                self.build()
                self.assertEqual(self.made(), f'developed as {name}')
                os.system(f'rm -rf {self.folder}/develop-eggs {self.folder}/src')

    def profile_with_develop(self):
        text = self.read('buildout.cfg')
        self.write('buildout.cfg', text.replace('parts = demo\n', 'develop = src\nparts = demo\n', 1))


class SharedPartsTest(CloneCase):
    PROFILE = """
        parts = library
        shared-part-list = {shared}
        [library]
        recipe = slapos.recipe.cmmi
        shared = true
        url = {archive}
        md5sum = {md5sum}
        configure-command = echo built >> {log}
        make-binary = true
        make-targets =
        post-install = mkdir -p @@LOCATION@@/lib && echo {content} > @@LOCATION@@/lib/library
        environment =
          COLOUR = {content}
        """

    def setUp(self):
        super().setUp()
        self.source('library', '1.0')
        self.log = os.path.join(self.folder, 'log')

    def release(self, name, content='red'):
        """Build a release of that name; the folder of its library."""
        with open(os.path.join(self.folder, 'dist/library-1.0.tar.gz'), 'rb') as f:
            md5sum = hashlib.md5(f.read(), usedforsecurity=False).hexdigest()
        clone, self.folder = self.folder, os.path.join(self.folder, name)
        try:
            os.makedirs(self.folder, exist_ok=True)
            os.makedirs(os.path.join(clone, 'shared'), exist_ok=True)
            self.profile(self.PROFILE.format(shared=clone + '/shared', archive=clone + '/dist/library-1.0.tar.gz', md5sum=md5sum,
                                             log=self.log, content=content))
            self.build()
            installed = self.read('.installed.cfg')
        finally:
            self.folder = clone
        return next(line.split()[-1] for line in installed.splitlines() if line.startswith('location ='))

    def test_two_releases_share_one_build_and_other_options_are_another(self):
        first, second, third = self.release('one'), self.release('two'), self.release('three', 'blue')
        self.assertEqual(first, second)
        self.assertTrue(first.startswith(f'{self.folder}/shared/library/'), first)
        self.assertNotEqual(first, third)
        self.assertEqual(self.read('log').count('built'), 2)
        with open(f'{third}/lib/library') as f:
            self.assertEqual(f.read(), 'blue\n')

    def test_a_shared_build_that_is_gone_is_made_again(self):
        location = self.release('one')
        os.system(f'chmod -R u+w {location} && rm -rf {location}')
        self.assertEqual(self.release('one'), location)
        self.assertEqual(self.read('log').count('built'), 2)
