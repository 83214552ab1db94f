"""Reading the history of promises; checks themselves are in `test_instances`."""
import json

from support import FolderCase
from webrunner_engine.instances.promise_history import HISTORY, history


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

    LOGGED = ('2026-11-21 03:00:00 - INFO - 1795238395-100 - fine', '2026-11-21 03:02:00 - ERROR - 1795238515-900 - refused ',
              '  by nobody')
    CHECKS = [{'date': '2026-11-21T05:19:55Z', 'failed': False, 'message': 'fine'},
              {'date': '2026-11-21T05:21:55Z', 'failed': True, 'message': 'refused \n  by nobody'}]

    def ended(self, date, message, *lines, failed=True, seconds=0.1):
        """The history when the last result is this one; `date` is without the day."""
        result = {'failed': failed, 'date': f'2026-11-21T{date}+0000', 'message': message, 'type': 'Test Result'}
        self.write('.slapgrid/promise/result/web.status.json',
                   json.dumps({'title': 'web', 'execution-time': seconds, 'result': result}))
        return self.checked(*lines)

    def test_a_check_that_crashed_before_it_logged_is_the_last_one(self):
        crash = 'Error: No output returned by the promise'
        checks = [{'date': '2026-11-21T05:30:00Z', 'failed': True, 'message': crash}]
        self.assertEqual(self.ended('05:30:00', crash, *self.LOGGED), self.CHECKS + checks)
        self.assertEqual(self.ended('05:30:00', crash), checks)
        # The next one works.
        self.assertEqual(self.ended('05:21:56', 'refused\n  by nobody', *self.LOGGED), self.CHECKS)

    def test_what_was_logged_is_there_once_however_long_the_check_and_its_message(self):
        self.assertEqual(self.ended('05:25:00', 'refused\n  by nobody', *self.LOGGED, seconds=20), self.CHECKS)
        self.assertEqual(self.ended('05:25:00', '...ed\n  by nobody', *self.LOGGED), self.CHECKS)

    def test_a_check_that_logged_something_else_than_its_result_has_both(self):
        checks = self.ended('05:22:15', 'Error: Promise timed out after 20 seconds', *self.LOGGED[:1],
                            '2026-11-21 03:02:00 - INFO - 1795238515-900 - asked', seconds=20)
        self.assertEqual(checks, [self.CHECKS[0], {
            'date': '2026-11-21T05:21:55Z', 'failed': True, 'message': 'asked\nError: Promise timed out after 20 seconds'}])

    def test_the_result_of_before_is_not_taken_for_that_of_a_check_that_goes_on(self):
        self.assertEqual(self.ended('05:19:55', 'fine', *self.LOGGED, failed=False), self.CHECKS)
        crash = {'date': '2026-11-21T05:21:00Z', 'failed': True, 'message': 'crashed'}
        self.assertEqual(self.ended('05:21:00', 'crashed', *self.LOGGED), [self.CHECKS[0], crash, self.CHECKS[1]])

    def test_the_last_hundred_count_with_the_result(self):
        lines = [f'2026-11-21 03:00:00 - INFO - {1795238395 + number}-100 - {number}' for number in range(HISTORY)]
        found = self.ended('05:30:00', 'crashed', *lines)
        self.assertEqual([check['message'] for check in found], [*map(str, range(1, HISTORY)), 'crashed'])
