"""What a build that fails says of why, beside what it prints."""
import json
import os

from dialect_case import DialectCase
from webrunner_engine.dialect.part_events import VARIABLE


class FailuresTest(DialectCase):

    def fails(self, profile):
        """The event of a build that fails, without what is the same in all."""
        self.profile(profile)
        path = os.path.join(self.folder, 'events')
        # As in a warm fork: the dialect is there before the build is told where to write.
        printed = self.build(code=1, before=lambda: os.environ.update({VARIABLE: path})).output
        with open(path) as f:
            events = [json.loads(line) for line in f]
        os.remove(path)
        [event] = [event for event in events if event['event'] == 'failure']
        self.assertEqual(event['folder'], self.folder)
        failure = event['failure']
        for line in failure['text'].splitlines():
            self.assertIn(line, printed)
        return failure

    def place(self, failure):
        place = failure['place']
        return os.path.relpath(place['file'], self.folder), place['line']

    def test_the_option_that_refers_to_what_is_missing_is_told_with_its_line(self):
        failure = self.fails("""
            parts = a

            [a]
            recipe = probe:write
            output = out
            text =
              one
              ${b:gone}

            [b]
            x = 1
        """)
        self.assertEqual(failure['message'], 'Error: Referenced option does not exist: b gone')
        self.assertEqual((failure['section'], failure['option']), ('a', 'text'))
        self.assertEqual(self.place(failure), ('buildout.cfg', 11))
        self.assertEqual(failure['places']['recipe'], {'file': os.path.join(self.folder, 'buildout.cfg'), 'line': 7})

    def test_the_line_is_that_of_the_file_which_gives_the_value(self):
        self.write('base.cfg', """
            [a]
            recipe = probe:write
            output = ${nowhere:x}/out
        """)
        failure = self.fails("""
            extends = base.cfg
            parts = a

            [a]
            more = 1
        """)
        self.assertEqual(failure['message'], "Error: The referenced section, 'nowhere', was not defined.")
        self.assertEqual(self.place(failure), ('base.cfg', 4))

    def test_a_part_that_is_no_section_is_told_by_its_line_in_parts(self):
        failure = self.fails("""
            parts =
              a
              bb

            [a]
            recipe = probe:write
            output = out
        """)
        self.assertEqual(failure['message'], "Error: The referenced section, 'bb', was not defined.")
        self.assertEqual((failure['section'], failure['option']), ('buildout', 'parts'))
        self.assertEqual(self.place(failure), ('buildout.cfg', 6))

    def test_an_option_that_a_recipe_lacks_leads_to_its_section(self):
        failure = self.fails("""
            parts = a

            [a]
            x = 1
            recipe = probe:write
        """)
        self.assertEqual(failure['message'], 'Error: Missing option: a:output')
        self.assertEqual((failure['section'], self.place(failure)), ('a', ('buildout.cfg', 8)))

    def test_the_last_of_a_chain_of_errors_is_the_sentence(self):
        self.write('recipes/raising.py', """
            class Recipe:

                def __init__(self, buildout, name, options):
                    try:
                        {}['a']
                    except KeyError:
                        raise ValueError('b\\n  c')
        """)
        self.write('recipes/raising.egg-info/PKG-INFO', 'Metadata-Version: 1.0\nName: raising\nVersion: 1\n')
        self.write('recipes/raising.egg-info/entry_points.txt', '[zc.buildout]\ndefault = raising:Recipe\n')
        failure = self.fails("""
            parts = a

            [a]
            recipe = raising
        """)
        self.assertEqual(failure['message'], 'ValueError: b c')
        self.assertIn('recipes/raising.py", line 8', failure['text'])

    def test_a_profile_that_is_not_there_is_told_by_the_line_that_extends_it(self):
        self.write('stack/base.cfg', """
            [buildout]
            extends =
              ../component/a.cfg
              ../component/b.cfg
        """)
        self.write('component/a.cfg', '[a]\n')
        failure = self.fails("""
            extends = stack/base.cfg
            parts =
        """)
        self.assertIn(f"No such file or directory: '{self.folder}/component/b.cfg'", failure['message'])
        self.assertEqual((failure['section'], failure['option']), ('buildout', 'extends'))
        self.assertEqual(self.place(failure), ('stack/base.cfg', 5))

    def test_a_profile_that_cannot_be_read_fails_with_what_cannot(self):
        failure = self.fails("""
            parts = a
            ]nonsense[
        """)
        self.assertIn('ParsingError: File contains parsing errors', failure['message'])
        self.assertNotIn('section', failure)

    def test_a_very_long_sentence_is_cut(self):
        failure = self.fails(f"""
            parts = a

            [a]
            recipe = probe:write
            output = ${{{'b' * 600}:c}}
        """)
        self.assertEqual(len(failure['message']), 500)
        self.assertTrue(failure['message'].endswith('…'))
