"""`slapos.rebootstrap` to its end: buildout starts again under the Python of the release, a venv that stands for a compiled one."""
import os
import re
import subprocess
import sys

from dialect_case import DialectCase, behaviour
from webrunner_engine.dialect.rebootstrap import VARIABLE
from webrunner_engine.upstream.launcher import is_own_buildout

_RECIPES = '''
    import json
    import os
    import subprocess
    import sys


    class Venv:
        """Makes a virtual environment, and says so."""

        def __init__(self, buildout, name, options):
            self.options = options
            options['location'] = os.path.join(buildout['buildout']['parts-directory'], name)
            options['executable'] = options['location'] + '/bin/python3'

        def install(self):
            print('building', self.options.name)
            subprocess.run([BASE, '-m', 'venv', '--without-pip', self.options['location']], check=True)
            return self.options['location']

        def update(self):
            print('updating', self.options.name)


    class Folder:
        """Makes a folder, and says so."""

        def __init__(self, buildout, name, options):
            self.options = options
            options['location'] = os.path.join(buildout['buildout']['parts-directory'], name)

        def install(self):
            print('building', self.options.name)
            os.mkdir(self.options['location'])
            return self.options['location']

        def update(self):
            print('updating', self.options.name)


    class Report:
        """Says which Python it runs under, and whether that speaks the dialect."""

        def __init__(self, buildout, name, options):
            self.options = options
            options['list'] = [1, 2]

        def install(self):
            values = {name: value for name, value in self.options.items() if name != 'recipe'}
            print('report', sys.executable, self.options.buildout['buildout']['eggs-directory'], json.dumps(values))
            return []

        def update(self):
            print('still', sys.executable)
'''.replace('BASE', repr(os.path.join(sys.base_exec_prefix, 'bin', f'python{sys.version_info.major}.{sys.version_info.minor}')))
_PROFILE = """
    extensions = slapos.rebootstrap
    python = python
    parts = report
    [python]
    recipe = pythons:venv
    needs = ${library:location}
    [library]
    recipe = pythons:folder
    [report]
    recipe = pythons:report
    where = ${:_profile_base_location_}
    [versions]
    slapos.rebootstrap = 4.8
    zc.buildout = 3.0.1+slapos010
    """


class SecondStartTest(DialectCase):

    def build(self, *arguments, code=0, before=None):
        self.write('recipes/pythons.py', _RECIPES)
        self.write('recipes/pythons.egg-info/PKG-INFO', 'Metadata-Version: 1.0\nName: pythons\nVersion: 1\n')
        self.write('recipes/pythons.egg-info/entry_points.txt', """\
            [zc.buildout]
            venv = pythons:Venv
            folder = pythons:Folder
            report = pythons:Report
            """)

        def with_recipes():
            os.environ['PYTHONPATH'] = os.path.join(self.folder, 'recipes')
            if before is not None:
                before()

        return super().build(*arguments, code=code, before=with_recipes)

    def rebuild(self):
        """Run the `bin/buildout` of the release, as slapgrid does."""
        environment = {**os.environ, 'PYTHONPATH': os.path.join(self.folder, 'recipes')}
        done = subprocess.run([os.path.join(self.folder, 'bin/buildout')], cwd=self.folder, env=environment, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, encoding='utf-8', check=False)
        self.assertEqual(done.returncode, 0, done.stdout)
        return done.stdout

    def said(self, output):
        return [line for line in output.splitlines() if re.match('building|updating|report|still', line)]

    def python(self, folder='python'):
        return os.path.join(self.folder, 'parts', folder, 'bin/python3')

    def report(self):
        return (f'report {self.python()} {self.folder}/eggs '
                f'{{"where": "{self.folder}", "list": [1, 2]}}')

    @behaviour
    def test_it_starts_again_under_the_python_of_the_release_with_the_dialect(self):
        self.profile(_PROFILE)
        output = self.build().output
        self.assertEqual(self.said(output), ['building library', 'building python', 'updating library', 'updating python',
                                             self.report()], output)
        self.assertRegex(output, r'Starting again with .*/parts/python/bin/python3 \(Python 3\.\d+\), which the release names')
        self.assertNotIn('goes on', output)

    def test_from_then_on_its_buildout_is_that_of_its_python(self):
        self.profile(_PROFILE)
        self.build()
        script = os.path.join(self.folder, 'bin/buildout')
        self.assertEqual(self.read('bin/buildout').splitlines()[0], f'#!{self.python()}')
        self.assertTrue(is_own_buildout(script))
        self.assertFalse(is_own_buildout(script, sys.executable))
        self.assertEqual(self.said(self.rebuild()), ['updating library', 'updating python', f'still {self.python()}'])
        os.remove(self.python())
        self.assertFalse(is_own_buildout(script))

    def test_a_build_by_the_engine_starts_again_and_builds_nothing_twice(self):
        self.profile(_PROFILE)
        self.build()
        self.assertEqual(self.said(self.build().output), ['updating library', 'updating python'] * 2 + [f'still {self.python()}'])

    def test_what_was_built_before_a_failure_stays(self):
        self.profile(_PROFILE.replace('[report]', '[report]\n    wrong = ${nothing:there}'))
        self.assertEqual(self.said(self.build(code=1).output), ['building library', 'building python'])
        self.profile(_PROFILE)
        self.assertEqual(self.said(self.rebuild()), ['updating library', 'updating python', self.report()])

    def test_another_python_takes_its_place(self):
        self.profile(_PROFILE)
        self.build()
        self.profile(_PROFILE.replace('python = python', 'python = newer').replace('[python]', '[newer]'))
        said = self.said(self.rebuild())
        self.assertEqual(said[:2], ['updating library', 'building newer'])
        self.assertEqual(said[-1], f"still {self.python('newer')}")

    def test_prepended_paths_come_first_in_its_bootstrap(self):
        self.profile(_PROFILE.replace('parts = report', 'parts = report\n    rebootstrap-prepend-paths = early')
                     + '[early]\n    recipe = pythons:folder\n')

        def tell():
            from webrunner_engine.dialect import second_start
            second_start._BOOTSTRAP = 'raise SystemExit({paths!r}[0])'

        build = self.build(before=tell)
        self.assertIn(f'its bootstrap failed: {self.folder}/parts/early.', build.output)
        self.assertIn('building early', self.said(build.output))

    def test_options_of_the_command_line_hold_there_too(self):
        self.profile(_PROFILE.replace('parts = report', 'parts ='))
        self.assertIn(self.report(), self.said(self.build('-N', 'buildout:parts=report').output))

    def test_the_events_of_parts_go_on(self):
        self.profile(_PROFILE)
        events = os.path.join(self.folder, 'events')
        self.build(before=lambda: os.environ.update(WEBRUNNER_PART_EVENTS=events))
        self.assertEqual(re.findall('"begin", "part": "([^"]+)"', self.read('events')), ['library', 'python'] * 2 + ['report'])

    def test_a_python_of_another_version_has_what_builds_by_links(self):
        self.profile(_PROFILE)

        def link():
            from webrunner_engine.dialect import second_start
            packages = second_start._packages
            second_start._packages = lambda build, version: packages(build, (version[0], 99))

        self.build(before=link)
        self.assertIn(f"'{self.folder}/.engine'", self.read('bin/buildout'))
        self.assertTrue(is_own_buildout(os.path.join(self.folder, 'bin/buildout')))
        self.assertNotIn('slapos', os.listdir(os.path.join(self.folder, '.engine')))
        self.assertEqual(self.said(self.rebuild())[-1], f'still {self.python()}')

    def test_where_it_cannot_the_python_of_the_engine_goes_on(self):
        self.profile(_PROFILE)

        def spoil():
            from webrunner_engine.dialect import second_start
            second_start._BOOTSTRAP = 'raise SystemExit("no such module")'

        build = self.build(before=spoil)
        self.assertRegex(build.output, r'The Python of the engine \(3\.\d+\.\d+\) goes on .*: its bootstrap failed: no such module')
        self.assertIn(f'report {sys.executable}', build.output)
        self.assertEqual(self.said(build.output)[:4], [
            'building library', 'building python', 'updating library', 'updating python'])

    @behaviour
    def test_without_rebootstrap_the_python_of_the_engine_stands_for_it(self):
        self.profile(_PROFILE.replace('[report]', '[report]\n    python = ${python:executable}'))
        build = self.build(before=lambda: os.environ.update({VARIABLE: '1'}))
        self.assertEqual(len(self.said(build.output)), 2, build.output)
        self.assertIn(f'"python": "{sys.executable}"', build.output)
        self.assertRegex(build.output, r'The Python of the engine \(3\.\d+\.\d+\) builds this release in the place of \[python\]')
