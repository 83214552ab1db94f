from support import TestCase
from webrunner_engine.upstream.log_errors import find_error_in

_P = '2026-11-21 01:52:09 slapos[21879] '


def _log(*lines, prefix=_P + 'INFO ', tail=True):
    """A log of `slapos node software`: buildout's lines, then slapgrid's, which repeat them."""
    text = ''.join(f'{prefix}{line}\n' for line in lines)
    if tail:
        text += f"{_P}ERROR Failed to run buildout profile in directory '/b/soft/1'\n" + f'{_P}INFO Finished software releases.\n'
    return text


class FindErrorTest(TestCase):

    def test_the_errors_of_buildout(self):
        for line in ("Error: MD5 checksum mismatch for local resource at '/p/instance.cfg.in'.",
                     "Error: The referenced section, 'x', was not defined.",
                     'Error: Referenced option does not exist: section option',
                     'Error: Missing option: x:url',
                     "Error: Couldn't find a distribution for 'slapos.tolbox'.",
                     'Error: Circular reference in substitutions.'):
            with self.subTest(line=line):
                self.assertEqual(find_error_in(_log('Installing x.', 'While:', '  Installing x.', '', line)), line)

    def test_a_message_that_buildout_breaks_is_joined(self):
        log = _log('While:', '  Getting option a:b.', 'Error: The substitution, ${foo},', "doesn't contain a colon.")
        self.assertEqual(find_error_in(log), "Error: The substitution, ${foo}, doesn't contain a colon.")

    def test_the_last_line_of_a_traceback(self):
        template = ('While:', '  Installing.', '', 'An internal error occurred due to a bug in either zc.buildout or in a',
                    'recipe being used:', 'Traceback (most recent call last):', '  File "/x/buildout.py", line 3, in main',
                    '    getattr(buildout, command)(args)')
        for line in ("FileNotFoundError: [Errno 2] No such file or directory: '/p/nowhere.cfg'",
                     "ImportError: Entry point ('zc.buildout', 'x') not found",
                     "jinja2.exceptions.UndefinedError: 'title' is undefined",
                     "jinja2.exceptions.TemplateSyntaxError: unexpected '}'",
                     'KeyError: 1',
                     'AssertionError'):
            with self.subTest(line=line):
                self.assertEqual(find_error_in(_log(*template, line)), line)

    def test_a_parsing_error_keeps_the_line_that_it_names(self):
        log = _log('While:', '  Initializing.', '', 'An internal error occurred due to a bug in either zc.buildout or in a',
                   'recipe being used:', 'Traceback (most recent call last):', '  File "/x.py", line 1, in y',
                   'zc.buildout.configparser.ParsingError: File contains parsing errors: /p/software.cfg',
                   "\t[line 12]: 'nonsense\\n'")
        self.assertEqual(find_error_in(log), 'zc.buildout.configparser.ParsingError: File contains parsing errors: '
                                             "/p/software.cfg [line 12]: 'nonsense\\n'")

    def test_of_a_chain_of_exceptions_the_one_that_was_not_handled(self):
        log = _log('While:', '  Installing.', '', 'An internal error occurred due to a bug in either zc.buildout or in a',
                   'recipe being used:', 'Traceback (most recent call last):', "KeyError: 'a'", '',
                   'During handling of the above exception, another exception occurred:', '',
                   'Traceback (most recent call last):', 'ValueError: b')
        self.assertEqual(find_error_in(log), 'ValueError: b')

    def test_the_error_of_the_last_build_wins(self):
        log = _log('While:', '  Installing.', 'Error: old.', tail=False) + _log('While:', '  Installing.', 'Error: new.')
        self.assertEqual(find_error_in(log), 'Error: new.')

    def test_slapgrid_repeating_the_block_changes_nothing(self):
        block = ('While:', '  Installing x.', 'Error: the cause.')
        log = _log(*block) + f'{_P}INFO Error while processing the following partitions:\n' \
            + f"{_P}INFO   slappart0[default]: Failed to run buildout profile in directory '/b/inst/slappart0':\n" \
            + '\n'.join(block) + '\n'
        self.assertEqual(find_error_in(log), 'Error: the cause.')

    def test_what_slapgrid_itself_says(self):
        log = (_P + 'ERROR \nTraceback (most recent call last):\n  File "x"\nOSError: Software Release /p/software.cfg is not '
               'correctly installed.\nMissing file: /b/soft/1/instance.cfg\n' + _P + 'INFO Finished computer partitions.\n')
        self.assertEqual(find_error_in(log), 'OSError: Software Release /p/software.cfg is not correctly installed. '
                                             'Missing file: /b/soft/1/instance.cfg')

    def test_colours_and_times_are_no_part_of_it(self):
        log = '\x1b[32m2026-11-21 01:52:09\x1b[0m \x1b[34mslapos[1]\x1b[0m \x1b[1;31mERROR\x1b[0m \x1b[31mError: red.\x1b[0m\n'
        self.assertEqual(find_error_in('While:\n  x\n' + log), 'Error: red.')

    def test_words_that_only_look_like_errors_are_left_alone(self):
        self.assertIsNone(find_error_in(_log('Installing x.', 'no error here', 'checking for ValueError: no', tail=False)))
        self.assertIsNone(find_error_in(''))

    def test_a_very_long_message_is_cut(self):
        found = find_error_in('While:\n  x\nError: ' + 'a' * 5000 + '\n') or ''
        self.assertEqual(len(found), 500)
        self.assertTrue(found.endswith('…'))
