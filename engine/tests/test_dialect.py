"""Fifteen of the nineteen behaviours, each with real builds; the others are in test_clone and test_downloads."""
import importlib.metadata
import json
import os
import textwrap

from dialect_case import HEADER, DialectCase, Serving, behaviour


class ProfileLocationTest(DialectCase):

    @behaviour
    def test_it_is_the_folder_of_the_profile_that_mentions_it(self):
        self.profile("""
            extends = component/one.cfg
            parts = one two
            [one]
            other = overridden here
            [two]
            <= macro
            mine = ${:_profile_base_location_}/mine
            [three]
            <= macro
            """)
        self.profile("""
            [macro]
            recipe = probe:write
            output = out-${:_buildout_section_name_}
            file = ${:_profile_base_location_}/file
            [one]
            <= macro
            other = from the component
            """, 'component/one.cfg')
        self.build()
        self.assertEqual(self.output('out-one')['file'], f'{self.folder}/component/file')
        self.assertEqual(self.output('out-two')['mine'], f'{self.folder}/mine')

    @behaviour
    def test_it_is_the_base_url_of_a_profile_from_the_web(self):
        pages = {'/a/b/profile.cfg': b'[page]\nrecipe = probe:write\noutput = out\nfile = ${:_profile_base_location_}/f\n'}
        with Serving(pages) as url:
            self.profile(f"""
                extends = {url}/a/b/profile.cfg
                parts = page
                """)
            self.build('buildout:offline=false')
        self.assertEqual(self.output()['file'], f'{url}/a/b/f')

    @behaviour
    def test_it_is_kept_nowhere(self):
        self.profile("""
            parts = publish copy
            [publish]
            recipe = probe:write
            output = out
            url = ${:_profile_base_location_}
            [copy]
            recipe = probe:copy
            url = ${:_profile_base_location_}
            """)
        build = self.build()
        self.assertEqual(self.output(), {'output': 'out', 'recipe': 'probe:write', 'url': self.folder})
        self.assertIn('copied ', build.output)
        self.assertNotIn('_profile_base_location_', build.output)
        self.assertNotIn('_profile_base_location_', self.read('.installed.cfg'))


class ValuesTest(DialectCase):

    def set_values(self, **values):
        self.write('values.json', json.dumps(values))

    @behaviour
    def test_values_of_recipes_come_back_as_they_were_and_survive_a_second_build(self):
        values = {'list': [1, 'b', None], 'dict': {'a': {'b': 2.5}}, 'set': ['x', 'y'], 'number': 7, 'yes': True, 'none': None,
                  'text': '7'}
        self.set_values(**values)
        self.profile("""
            parts = out
            [values]
            recipe = probe:set
            values = values.json
            [out]
            recipe = probe:write
            output = out
            list = ${values:list}
            dict = ${values:dict}
            set = ${values:set}
            number = ${values:number}
            yes = ${values:yes}
            none = ${values:none}
            text = ${values:text}
            """)
        for _ in range(2):
            self.build()
            output = self.output()
            self.assertEqual({key: output[key] for key in values}, values)
        self.assertEqual(self.installs(), 1)

    @behaviour
    def test_dumps_and_loads_are_where_recipes_look_for_them(self):
        self.write('template.in', '{{ dumps(["a", "${b:c}"]) }}')
        self.profile("""
            parts = template
            [template]
            recipe = slapos.recipe.template:jinja2
            url = ${:_profile_base_location_}/template.in
            output = out
            """)
        self.build()
        self.assertEqual(self.read('out'), r"!py!['a', '\x24{b:c}']")

    @behaviour
    def test_a_serialised_value_in_a_profile_is_given_as_the_value(self):
        self.profile(r"""
            parts = out
            [out]
            recipe = probe:write
            output = out
            value = !py!['a', '\x24{b:c}', {'d': 1}]
            """)
        self.build()
        self.assertEqual(self.output()['value'], ['a', '${b:c}', {'d': 1}])

    def test_code_behind_the_mark_is_an_error_and_not_run(self):
        self.profile("""
            parts = out
            [out]
            recipe = probe:write
            output = out
            value = !py!open('run', 'w')
            """)
        build = self.build(code=1)
        self.assertIn("Error: Option out:value: not a plain Python value: \"!py!open('run', 'w')\"", build.output)
        self.assertFalse(os.path.exists(os.path.join(self.folder, 'run')))

    @behaviour
    def test_a_parameter_that_begins_with_the_mark_is_text(self):
        self.set_values(typed='!py![1]', list=['!py!2'])
        self.profile("""
            parts = out
            [values]
            recipe = probe:set
            values = values.json
            [out]
            recipe = probe:write
            output = out
            typed = ${values:typed}
            list = ${values:list}
            """)
        self.build()
        self.assertEqual(self.output()['typed'], '!py![1]')
        self.assertEqual(self.output()['list'], ['!py!2'])


class EscapeTest(DialectCase):
    AWKWARD = ['Zoé $x ${y:z}', '$${y:z}', '$$${buildout:directory}', '$$', '${', '}', 'a\nb ${c:d}\n  e', ' ; # % %(f)s']

    @behaviour
    def test_an_escaped_substitution_reaches_the_recipe_without_the_escape(self):
        self.profile("""
            parts = out
            [out]
            recipe = probe:write
            output = out
            command = echo "$${HOME:-none}" $$ $x
            again = <${:command}>
            """)
        self.build()
        self.assertEqual(self.output()['command'], 'echo "${HOME:-none}" $$ $x')
        self.assertEqual(self.output()['again'], '<echo "${HOME:-none}" $$ $x>')

    @behaviour
    def test_awkward_parameters_survive_a_reference_and_a_second_build(self):
        self.write('values.json', json.dumps({f'p{index}': text for index, text in enumerate(self.AWKWARD)}))
        references = ''.join(f'p{index} = ${{values:p{index}}}\n' for index in range(len(self.AWKWARD)))
        self.write('buildout.cfg', HEADER + """parts = out
[values]
recipe = probe:set
values = values.json
[out]
recipe = probe:write
output = out
""" + references)
        for _ in range(2):
            self.build()
            output = self.output()
            self.assertEqual([output[f'p{index}'] for index in range(len(self.AWKWARD))], self.AWKWARD)
        self.assertEqual(self.installs(), 1)

    @behaviour
    def test_a_copy_of_the_options_has_no_escapes_either(self):
        self.profile("""
            parts = out
            [out]
            recipe = probe:copy
            command = echo $${HOME}
            """)
        self.assertIn('"command": "echo ${HOME}"', self.build().output)


class SignatureTest(DialectCase):

    @behaviour
    def test_a_part_is_reinstalled_when_one_that_it_refers_to_changes(self):
        def build(value):
            self.profile(f"""
                parts = out aside
                [far]
                recipe = probe:write
                output = far
                value = {value}
                [near]
                recipe = probe:write
                output = near
                read = far
                [out]
                recipe = probe:write
                output = out
                location = ${{near:output}}
                [aside]
                recipe = probe:write
                output = aside
                """)
            self.build()
            return self.installs('far'), self.installs('near'), self.installs('out'), self.installs('aside')

        self.assertEqual(build('1'), (1, 1, 1, 1))
        self.assertEqual(build('1'), (1, 1, 1, 1))
        self.assertEqual(build('2'), (2, 2, 2, 1))

    def test_parts_that_refer_to_each_other_are_no_endless_loop(self):
        self.profile("""
            parts = out
            [other]
            value = ${out:output}
            name = other
            [out]
            recipe = probe:write
            output = out
            name = ${other:name}
            """)
        self.build()
        self.build()
        self.assertEqual(self.installs(), 1)

    @behaviour
    def test_an_edit_of_a_local_file_with_a_stale_md5sum_is_an_error(self):
        self.write('template.in', 'one')
        self.profile("""
            parts = template
            [template]
            recipe = slapos.recipe.template
            url = ${:_profile_base_location_}/template.in
            md5sum = f97c5d29941bfb1b2fdab0874906ab82
            output = out
            """)
        self.build()
        self.build()
        self.write('template.in', 'two')
        build = self.build(code=1)
        self.assertIn(f"Error: MD5 checksum mismatch for local resource at '{self.folder}/template.in'.", build.output)

    @behaviour
    def test_a_part_that_downloads_a_local_file_is_reinstalled_when_it_changes(self):
        for text in ('one', 'two'):
            self.write('data', text)
            self.profile("""
                parts = out
                [out]
                recipe = probe:write
                output = out
                url = file://${buildout:directory}/data
                """)
            self.build()
        self.assertEqual(self.installs(), 2)

    @behaviour
    def test_packages_of_the_environment_are_signed_by_name_and_version(self):
        self.profile("""
            parts = out
            [out]
            recipe = slapos.recipe.template
            inline = text
            output = out
            """)
        self.build()
        signature = next(line for line in self.read('.installed.cfg').splitlines() if '__buildout_signature__' in line)
        for name in ('slapos.recipe.template', 'zc.buildout'):
            words = [f'{spelling}-{importlib.metadata.version(name)}' for spelling in (name, name.replace('.', '-'))]
            self.assertTrue(any(word in signature.split() for word in words), signature)


class InstalledTest(DialectCase):
    TWO_PARTS = """
        parts = a b
        [a]
        recipe = probe:write
        output = out-a
        [b]
        recipe = probe:write
        output = out-b
        """

    @behaviour
    def test_the_record_is_never_seen_half_written(self):
        self.profile(self.TWO_PARTS)
        record = os.path.join(self.folder, '.installed.cfg')
        writes = os.path.join(self.folder, 'writes')

        def watch():
            # The file of before keeps its content for whoever has it open: it is replaced, not written to.
            import builtins
            upstream = builtins.open

            def noting_open(path, mode='r', *arguments, **options):
                if path == record and mode != 'r':
                    with upstream(writes, 'a') as f:
                        f.write(f'{mode}\n')
                return upstream(path, mode, *arguments, **options)

            zc_buildout = __import__('zc.buildout.buildout').buildout.buildout
            zc_buildout.open = noting_open

        self.build(before=watch)
        self.build(before=watch)
        self.assertFalse(os.path.exists(writes), 'the record was opened for writing')
        self.assertFalse(os.path.exists(record + '.tmp'))

    @behaviour
    def test_the_record_has_every_section_once(self):
        # slapos.cookbook:free_port reads it with configparser, which refuses a section that is there twice.
        self.profile(self.TWO_PARTS)
        self.build()
        self.build()
        record = self.read('.installed.cfg')
        self.assertEqual([record.count(f'[{name}]') for name in ('buildout', 'a', 'b')], [1, 1, 1])

    def test_the_record_is_the_same_after_a_build_that_changed_nothing(self):
        self.profile(self.TWO_PARTS)
        self.build()
        before = self.read('.installed.cfg')
        self.build()
        self.assertEqual(self.read('.installed.cfg'), before)
        self.assertEqual(self.installs('out-a'), 1)

    @behaviour
    def test_an_option_that_the_record_cannot_name_does_not_spoil_it(self):
        values = {'my name': 'Zoé', 'a=b': 'c', 'x\n[out]': 'evil', '[': ']', 'plain': 'kept'}
        self.write('values.json', json.dumps(values))
        self.profile("""
            parts = values out
            [values]
            recipe = probe:set
            values = values.json
            [out]
            recipe = probe:write
            output = out
            """)
        for _ in range(3):
            self.build()
        record = self.read('.installed.cfg')
        self.assertEqual([record.count(text) for text in ('plain = kept', 'my name', 'evil')], [1, 0, 0])
        self.assertEqual(self.installs(), 1)

    def test_a_part_that_is_no_longer_wanted_is_uninstalled(self):
        self.profile(self.TWO_PARTS)
        self.build()
        self.profile(self.TWO_PARTS.replace('parts = a b', 'parts = b'))
        self.build()
        self.assertFalse(os.path.exists(os.path.join(self.folder, 'out-a')))
        self.assertNotIn('[a]', self.read('.installed.cfg'))

    @behaviour
    def test_a_link_is_unlinked_and_its_target_is_left_alone(self):
        self.write('target/precious', 'x')
        self.profile("""
            parts = link dangling
            [link]
            recipe = probe:link
            location = ${buildout:directory}/link
            target = target
            [dangling]
            recipe = probe:link
            location = ${buildout:directory}/dangling
            target = nowhere
            """)
        self.build()
        self.profile('parts =')
        self.build()
        self.assertEqual(self.read('target/precious'), 'x')
        self.assertFalse(os.path.lexists(os.path.join(self.folder, 'link')))
        self.assertFalse(os.path.lexists(os.path.join(self.folder, 'dangling')))


class EggsTest(DialectCase):

    @behaviour
    def test_the_eggs_directory_is_used_as_written(self):
        self.profile("""
            eggs-directory = ${buildout:directory}/my-eggs
            parts = out
            [out]
            recipe = probe:write
            output = out
            eggs = ${buildout:eggs-directory}
            """)
        self.build()
        self.assertEqual(self.output()['eggs'], f'{self.folder}/my-eggs')
        self.assertEqual(os.listdir(os.path.join(self.folder, 'my-eggs')), [])

    @behaviour
    def test_a_misspelled_egg_fails_without_reading_the_index_of_all_names(self):
        with Serving({'/simple/': b'<a href="other/">other</a>'}) as url:
            self.profile(f"""
                index = {url}/simple
                parts = egg
                [egg]
                recipe = zc.recipe.egg
                eggs = slapos.tolbox
                """)
            build = self.build('buildout:offline=false', code=1)
            self.assertIn("Error: Couldn't find a distribution for 'slapos.tolbox'.", build.output)
            self.assertNotIn('/simple/', url.asked)
            self.assertIn('/simple/slapos-tolbox/', url.asked)


class UnusedOptionsTest(DialectCase):

    @behaviour
    def test_a_recipe_that_copies_its_options_uses_them(self):
        self.profile("""
            parts = out
            [out]
            recipe = probe:copy
            option = value
            """)
        self.assertNotIn('unused option', self.build().output)

    def test_an_option_that_nobody_looks_at_is_still_reported(self):
        self.profile("""
            parts = out
            [out]
            recipe = probe:link
            location = ${buildout:directory}/link
            target = x
            optoin = misspelled
            """)
        self.assertIn("unused option(s): 'optoin'", self.build().output)


class DevelopTest(DialectCase):
    RECIPE = """
        class Recipe:
            def __init__(self, buildout, name, options):
                self.path = options['output']
            def install(self):
                with open(self.path, 'w') as f:
                    f.write('made by {}')
                return self.path
            update = install
        """

    def test_a_part_of_an_egg_recipe_may_name_the_folder_to_develop(self):
        self.write('source/setup.py', "from setuptools import setup\nsetup(name='developed', py_modules=['developed'])\n")
        self.write('source/developed.py', '')
        self.profile("""
            parts = developed
            develop = ${developed:source}

            [developed]
            recipe = zc.recipe.egg
            source = source
            eggs = developed
        """)
        self.assertIn('Installing developed.', self.build().output)

    def repository(self, maker='version 1'):
        self.write('repository/setup.py', """
            from setuptools import setup
            setup(name='mine', version='1', py_modules=['mine'], entry_points={'zc.buildout': ['default = mine:Recipe']})
            """)
        self.write('repository/mine.py', self.RECIPE.replace('{}', maker))

    def clone_profile(self, location='location = ${buildout:parts-directory}/${:_buildout_section_name_}'):
        self.profile(f"""
            parts = made clone
            clone_location = ${{:parts-directory}}/clone
            develop =
              ${{:clone_location}}
            [clone]
            recipe = plone.recipe.command
            stop-on-error = true
            from = ${{origin:folder}}
            {location}
            command = test ! -e ${{:location}} && mkdir -p parts && cp -r ${{:from}} ${{:location}}
            update-command = cp ${{:from}}/mine.py ${{:location}}/mine.py
            [origin]
            recipe = probe:copy
            folder = ${{buildout:directory}}/repository
            [made]
            recipe = mine
            output = ${{buildout:directory}}/out
            """)

    @behaviour
    def test_a_recipe_developed_from_a_clone_that_the_same_profile_makes(self):
        self.repository()
        self.clone_profile()
        self.build()
        self.assertEqual(self.read('out'), 'made by version 1')

    def test_the_clone_is_a_part_like_any_other_from_then_on(self):
        self.repository()
        self.clone_profile()
        self.build()
        installed = self.read('.installed.cfg')
        self.assertEqual(installed.count('[clone]'), 1)
        self.repository('a version of its own')
        build = self.build()
        self.assertNotIn('Installing clone', build.output)
        self.assertIn('Updating clone', build.output)
        self.build()
        # A text of another length: Python takes a compiled module for up to date that is as old, to the second, and as long.
        self.assertEqual(self.read('out'), 'made by a version of its own')

    def test_a_folder_that_no_part_makes_is_left_to_buildout(self):
        self.profile("""
            parts = out
            develop = ${buildout:directory}/nowhere
            [out]
            recipe = probe:copy
            [other]
            recipe = probe:copy
            location = ${unknown:location}/nowhere
            """)
        self.assertIn("Couldn't develop", self.build().output)

    def test_a_clone_that_fails_says_so(self):
        self.clone_profile()
        build = self.build(code=1)
        self.assertIn('Installing clone.', build.output)
        self.assertIn('Error: Non zero exit code', build.output)


class DevelopSetupTest(DialectCase):

    def project(self, setup, folder='project'):
        self.write(f'{folder}/setup.py', 'from setuptools import Extension, setup\n' + setup)
        self.write(f'{folder}/mine.py', DevelopTest.RECIPE.replace('{}', 'mine'))

    def develop(self, **options):
        self.profile("""
            parts = made
            develop = project
            [made]
            recipe = my-recipe
            output = ${buildout:directory}/out
            """)
        return self.build(before=lambda: os.environ.update(PIP_NO_INDEX='1'), **options)

    ENTRY = "entry_points={'zc.buildout': ['default = mine:Recipe']}"

    @behaviour
    def test_a_recipe_is_developed_without_the_network(self):
        self.project(f"setup(name='my-recipe', version='1', py_modules=['mine'], {self.ENTRY})")
        self.develop()
        self.assertEqual(self.read('out'), 'made by mine')
        self.assertEqual(self.read('develop-eggs/my_recipe.egg-link'), f'{self.folder}/project\n.')
        self.assertIn('Updating made', self.develop().output)

    @behaviour
    def test_packages_may_be_in_a_folder_of_their_own(self):
        self.project(f"setup(name='my-recipe', version='1', package_dir={{'': 'lib'}}, py_modules=['mine'], {self.ENTRY})")
        os.makedirs(self.folder + '/project/lib')
        os.rename(self.folder + '/project/mine.py', self.folder + '/project/lib/mine.py')
        os.makedirs(self.folder + '/project/src')
        self.develop()
        self.assertEqual(self.read('out'), 'made by mine')
        self.assertEqual(self.read('develop-eggs/my_recipe.egg-link'), f'{self.folder}/project/lib\n..')

    @behaviour
    def test_other_projects_below_the_folder_are_left_alone(self):
        self.project(f"setup(name='my-recipe', version='1', py_modules=['mine'], {self.ENTRY})")
        self.develop()
        self.write('project/vendor/other.egg-info/PKG-INFO', 'Metadata-Version: 1.0\nName: other\nVersion: 1\n')
        self.develop()
        self.assertEqual(os.listdir(self.folder + '/develop-eggs'), ['my_recipe.egg-link'])

    @behaviour
    def test_extension_modules_are_built(self):
        self.project("setup(name='my-recipe', version='1', py_modules=['mine'], "
                     f"ext_modules=[Extension('fast', ['fast.c'])], {self.ENTRY})")
        self.write('project/fast.c', """
            #include <Python.h>
            static struct PyModuleDef fast = {PyModuleDef_HEAD_INIT, "fast", NULL, -1, NULL};
            PyMODINIT_FUNC PyInit_fast(void) { return PyModule_Create(&fast); }
            """)
        self.write('project/mine.py', 'import fast\n' + textwrap.dedent(DevelopTest.RECIPE.replace('{}', 'fast.__name__')))
        self.develop()
        self.assertEqual(self.read('out'), 'made by fast.__name__')

    @behaviour
    def test_a_setup_that_fails_says_why(self):
        self.project("raise SystemExit('no such luck')")
        output = self.develop(code=1).output
        self.assertIn(f'Error: {self.folder}/project/setup.py failed:\nno such luck', output)


class UninstallersTest(DialectCase):
    RECIPE = DevelopTest.RECIPE.replace('{}', 'mine') + """
        def uninstall(name, options):
            print('uninstalled by its recipe')
        """

    def installed(self):
        """Build a part whose recipe is developed."""
        self.write('project/setup.py', """
            from setuptools import setup
            setup(name='mine', version='1', py_modules=['mine'], entry_points={
                'zc.buildout': ['default = mine:Recipe'], 'zc.buildout.uninstall': ['default = mine:uninstall']})
            """)
        self.write('project/mine.py', self.RECIPE)
        self.profile("""
            parts = made
            develop = project
            [made]
            recipe = mine
            output = ${buildout:directory}/out
            """)
        self.build()
        self.assertTrue(os.path.exists(self.folder + '/out'))

    def taken_away(self, options=''):
        """Build without that part, with more options of buildout; the output."""
        self.profile(f"""
            parts = other
            {options}
            [other]
            recipe = probe:write
            output = ${{buildout:directory}}/other
            """)
        output = self.build().output
        self.assertFalse(os.path.exists(self.folder + '/out'))
        self.assertNotIn('[made]', self.read('.installed.cfg'))
        self.assertNotIn('removed without its recipe', self.build().output, 'the next build has nothing to tell')
        return output

    @behaviour
    def test_a_part_whose_recipe_left_with_it_does_not_block_the_build(self):
        self.installed()
        output = self.taken_away()
        self.assertIn("What the part installed is removed without its recipe mine: We don't have a distribution for mine", output)

    @behaviour
    def test_no_index_is_asked_for_that_recipe_offline_or_not(self):
        for offline in ('true', 'false'):
            self.installed()
            with Serving({}) as url:
                output = self.taken_away(f'offline = {offline}\n            index = {url}/simple')
                self.assertEqual(url.asked, [])
            self.assertIn("without its recipe mine: We don't have a distribution for mine", output)

    @behaviour
    def test_no_index_is_asked_whether_there_is_a_newer_recipe_to_uninstall_with(self):
        egg = 'eggs/mine-1.egg/'
        self.write(egg + 'EGG-INFO/PKG-INFO', 'Metadata-Version: 1.0\nName: mine\nVersion: 1\n')
        self.write(egg + 'EGG-INFO/entry_points.txt', """
            [zc.buildout]
            default = mine:Recipe
            [zc.buildout.uninstall]
            default = mine:uninstall
            """)
        self.write(egg + 'mine.py', self.RECIPE)
        self.profile("""
            parts = made
            eggs-directory = eggs
            eggs-directory-version =
            [made]
            recipe = mine
            output = ${buildout:directory}/out
            """)
        self.build()
        with Serving({}) as url:
            output = self.taken_away(f"""eggs-directory = eggs
            eggs-directory-version =
            newest = true
            offline = false
            index = {url}/simple""")
            self.assertEqual(url.asked, [])
        self.assertIn('uninstalled by its recipe', output)

    @behaviour
    def test_no_index_is_asked_for_an_egg_that_an_offline_build_lacks(self):
        with Serving({}) as url:
            self.profile(f"""
                parts = made
                index = {url}/simple
                [made]
                recipe = not-there-at-all
                """)
            self.assertIn("We don't have a distribution for not-there-at-all", self.build(code=1).output)
            self.assertEqual(url.asked, [])

    @behaviour
    def test_a_recipe_that_cannot_be_imported_is_told(self):
        self.installed()
        self.write('project/mine.py', 'import nowhere_at_all\n')
        output = self.taken_away('develop = project')
        self.assertIn("without its recipe mine: No module named 'nowhere_at_all'", output)

    def test_a_recipe_that_is_there_uninstalls(self):
        self.installed()
        output = self.taken_away('develop = project')
        self.assertIn('uninstalled by its recipe', output)
        self.assertNotIn('removed without', output)

    def test_a_recipe_without_uninstaller_is_nothing_to_tell(self):
        self.profile("""
            parts = out
            [out]
            recipe = probe:write
            output = ${buildout:directory}/out
            """)
        self.build()
        self.assertNotIn('removed without', self.taken_away())


class PartEventsTest(DialectCase):

    def events(self, path, **options):
        build = self.build(before=lambda: os.environ.update(WEBRUNNER_PART_EVENTS=path), **options)
        try:
            with open(path) as f:
                return build, [json.loads(line) for line in f]
        except NotADirectoryError:
            return build, []

    def two_parts(self, option='1', second='echo $WEBRUNNER_PART_EVENTS > seen'):
        self.profile(f"""
            parts = first second
            [first]
            recipe = probe:write
            output = ${{buildout:directory}}/out
            option = {option}
            [second]
            recipe = plone.recipe.command
            stop-on-error = true
            command = {second}
            """)

    def test_each_part_begins_and_ends(self):
        self.two_parts()
        _, events = self.events(self.folder + '/events')
        self.assertTrue(all(isinstance(event.pop('t'), float) and event.pop('folder') == self.folder for event in events))
        self.assertEqual(events, [
            {'event': 'parts', 'total': 2},
            {'event': 'begin', 'part': 'first', 'action': 'install'}, {'event': 'end', 'part': 'first', 'ok': True},
            {'event': 'begin', 'part': 'second', 'action': 'install'}, {'event': 'end', 'part': 'second', 'ok': True}])
        self.assertEqual(self.read('seen'), '\n', 'what a build starts does not write there')

        self.two_parts(option='2', second='exit 3')
        _, events = self.events(self.folder + '/more', code=1)
        self.assertEqual([(event['event'], event.get('part'), event.get('action', event.get('ok'))) for event in events], [
            ('parts', None, None), ('begin', 'second', 'uninstall'), ('end', 'second', True),
            ('begin', 'first', 'uninstall'), ('end', 'first', True), ('begin', 'first', 'install'), ('end', 'first', True),
            ('begin', 'second', 'install'), ('end', 'second', False), ('failure', None, None)])

        self.two_parts(option='2', second='true')
        _build, events = self.events(self.folder + '/again')
        self.assertIn(('first', 'update'), [(event.get('part'), event.get('action')) for event in events])

    def test_a_build_succeeds_when_its_events_cannot_be_written(self):
        self.two_parts()
        self.assertEqual(self.events('/dev/null/nowhere')[1], [])
        self.assertEqual(self.installs(), 1)
        self.two_parts(option='2')
        self.build(before=lambda: os.environ.update(WEBRUNNER_PART_EVENTS='/dev/full'))
        self.assertEqual(self.installs(), 2)


class ScriptTest(DialectCase):

    @behaviour
    def test_bootstrap_writes_a_buildout_that_speaks_the_dialect(self):
        import subprocess
        self.profile("""
            parts = out
            [out]
            recipe = slapos.recipe.template
            inline = ${:_profile_base_location_}
            output = out
            """)
        self.build('bootstrap')
        done = subprocess.run([os.path.join(self.folder, 'bin', 'buildout')], cwd=self.folder, capture_output=True, text=True,
                              check=False)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertEqual(self.read('out'), self.folder)

    @behaviour
    def test_another_version_of_buildout_in_the_profile_does_not_replace_it(self):
        with Serving({'/simple/zc-buildout/': b''}) as url:
            self.write('buildout.cfg', f'[buildout]\nindex = {url}/simple\nparts =\n[versions]\nzc.buildout = 3.0.1\n')
            self.build()
            self.assertEqual(url.asked, [])
