"""Reading the history of promises; checks themselves are in `test_instances`."""
from support import FolderCase
from webrunner_engine.promises import HISTORY, history


class HistoryTest(FolderCase):

    def checked(self, *lines):
        self.write('etc/plugin/web.py', '')
        self.write('.slapgrid/promise/log/web.log', '\n'.join(lines) + '\n')
        return history(self.folder)['web.py']

    def test_a_check_has_the_lines_of_one_number(self):
        self.assertEqual(self.checked(
            '2026-11-21 03:00:00 - INFO - 1795238395-100 - asked\u2028the page',
            '2026-11-21 03:00:01 - ERROR - 1795238395-100 - refused',
            '  by nobody',
            '2026-11-21 03:02:00 - INFO - 1795238515-900 - '), [
                {'date': '2026-11-21T05:19:55Z', 'failed': True, 'message': 'asked\u2028the page\nrefused\n  by nobody'},
                {'date': '2026-11-21T05:21:55Z', 'failed': False, 'message': ''}])

    def test_the_last_hundred_count_and_what_was_cut_is_left_out(self):
        found = self.checked('the end of a line', *(f'2026-11-21 03:00:00 - INFO - {1795238395 + number}-100 - {number}'
                                                    for number in range(HISTORY + 5)))
        self.assertEqual([check['message'] for check in found], [str(number) for number in range(5, HISTORY + 5)])

    def test_promises_that_are_there_have_a_history_even_an_empty_one(self):
        self.write('etc/plugin/__init__.py', '')
        self.write('etc/plugin/new.py', '')
        self.write('.slapgrid/promise/log/gone.log', '2026-11-21 03:00:00 - INFO - 1795238395-100 - x\n')
        self.assertEqual(history(self.folder), {'new.py': []})
