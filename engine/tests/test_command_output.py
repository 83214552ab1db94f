"""Whatever a command prints or leaves behind: its step ends, and its log is told what is not in it."""
import io
import logging
import os
import signal
import subprocess
import sys
import unittest

import slapos.grid.utils

from webrunner_engine.upstream import command_output, line_log

MEGABYTE = 1024 * 1024


def setUpModule():
    command_output.attach()


class Keeper(logging.Handler):

    def __init__(self):
        super().__init__()
        self.messages: list[str] = []

    def emit(self, record):
        self.messages.append(record.getMessage())


class CommandCase(unittest.TestCase):

    def setUp(self):
        self.stream = io.StringIO()
        handler = logging.StreamHandler(self.stream)
        handler.setFormatter(logging.Formatter('%(levelname)s| %(message)s'))
        self.logger = logging.getLogger('webrunner.test.command')
        self.logger.propagate = False
        self.logger.setLevel(logging.INFO)
        self.logger.handlers[:] = [handler]

    def run_code(self, code, **options):
        return self.run_command([sys.executable, '-c', code], **options)

    def run_command(self, command, **options):
        return slapos.grid.utils.SlapPopen(command, logger=self.logger, **options)

    @property
    def lines(self):
        return self.stream.getvalue().splitlines()


class LinesTest(CommandCase):

    def test_lines_are_logged_as_upstream_logs_them(self):
        text = 'one\n\ntwo é☃\r\nbar 1\rbar 2\r\nfour\twords \n\nlast'
        process = self.run_command(['printf', '%s', text])
        self.assertEqual(process.returncode, 0)
        self.assertEqual(process.output, text)
        self.assertEqual(self.lines, [f'INFO| {line}' for line in text.splitlines()])

    def test_pieces_may_be_cut_anywhere(self):
        text = ('Zoé ☃\r\nbar 1\rbar 2\n\nend\n' * 3).encode()
        for size in range(1, 12):
            self.setUp()
            lines = line_log.LineLog(self.logger)
            for start in range(0, len(text), size):
                lines.update(text[start:start + size])
            lines.flush()
            self.assertEqual(self.lines, [f'INFO| {line}' for line in text.decode().splitlines()], size)

    def test_bytes_that_are_no_text_are_replaced(self):
        self.run_command(['printf', r'a\377b\n\360\237'])
        self.assertEqual(self.lines, ['INFO| a\ufffdb', 'INFO| \ufffd'])

    def test_every_handler_has_its_own_format_and_level(self):
        other, errors = io.StringIO(), io.StringIO()
        for stream, level in ((other, logging.INFO), (errors, logging.ERROR)):
            handler = logging.StreamHandler(stream)
            handler.setLevel(level)
            self.logger.addHandler(handler)
        keeper = Keeper()
        self.logger.addHandler(keeper)
        self.run_command(['printf', r'100%% %%s\ntwo\n'])
        self.assertEqual((other.getvalue(), errors.getvalue()), ('100% %s\ntwo\n', ''))
        self.assertEqual(keeper.messages, ['100% %s', 'two'])

    def test_a_failing_command_is_told_with_its_output_and_streams_apart(self):
        process = self.run_code('import sys; print("out"); print("bad", file=sys.stderr); sys.exit(3)', stderr=subprocess.PIPE)
        self.assertEqual((process.returncode, process.output, process.error), (3, 'out\n', 'bad\n'))
        self.assertEqual(self.lines, ['INFO| out'])


class BoundsTest(CommandCase):

    def test_a_line_of_10_megabytes_without_an_end_is_cut_with_a_note(self):
        self.run_code('import sys; sys.stdout.write("begin" + "x" * 10_000_000); sys.stdout.flush(); print("\\nnext")')
        self.assertEqual(len(self.lines), 2)
        self.assertTrue(self.lines[0].startswith('INFO| beginxxx'))
        self.assertTrue(self.lines[0].endswith('xxx [… cut: this line has 10000005 characters]'))
        self.assertLess(len(self.lines[0]), line_log.LONGEST_LINE + 100)
        self.assertEqual(self.lines[1], 'INFO| next')

    def test_200_megabytes_leave_a_bounded_log_with_its_end(self):
        process = self.run_code('print("first\\n" + ("x" * 99 + "\\n") * 2_000_000 + "Error: the last line.")')
        size = len(self.stream.getvalue())
        self.assertLess(size, line_log.LARGEST_LOG + line_log.END + MEGABYTE)
        self.assertEqual((self.lines[0], self.lines[-1]), ('INFO| first', 'INFO| Error: the last line.'))
        told = [line for line in self.lines if line.startswith('WARNING| ')]
        self.assertEqual(len(told), 2, told)
        self.assertIn('more than 32 MB', told[0])
        self.assertRegex(told[1], r'1[67]\d\.\d MB of the output are left out here')
        self.assertLess(len(process.output), MEGABYTE // 6)
        self.assertTrue(process.output.startswith('first\n') and process.output.endswith('Error: the last line.\n'))

    def test_empty_lines_are_bounded_by_what_stands_before_them(self):
        self.run_code('print("\\n" * 3_000_000)')
        self.assertLess(len(self.lines), 1_000_000)

    def test_the_ends_of_a_text(self):
        for size in (3, 7, 10, 11, 50):
            ends = line_log.Ends(4, 6)
            text = bytes(range(65, 65 + size))
            for start in range(0, size, 3):
                ends.add(text[start:start + 3])
            whole = text.decode()
            self.assertEqual(ends.left_out, max(0, size - 10))
            self.assertEqual(ends.text(), whole if size <= 10 else f'{whole[:4]}\n[… {size - 10} bytes …]\n{whole[-6:]}')


class EndTest(CommandCase):

    def test_who_leaves_a_process_behind_is_not_waited_for(self):
        process = self.run_command(['sh', '-c', 'sleep 1234 & echo started $!'])
        pid = int(process.output.split()[1])
        self.addCleanup(os.kill, pid, signal.SIGKILL)
        self.assertEqual(process.returncode, 0)
        self.assertEqual(self.lines[0], f'INFO| started {pid}')
        self.assertEqual(len(self.lines), 2)
        self.assertIn(f'{pid} (sleep 1234)', self.lines[1])
        os.kill(pid, 0)

    def test_nor_is_one_that_goes_on_printing(self):
        process = self.run_command(['sh', '-c', '(while :; do echo more; sleep 0.05; done) & echo $!'])
        # It may have printed before its number was told.
        pid = next(int(word) for word in process.output.split() if word.isdigit())
        self.addCleanup(os.kill, pid, signal.SIGKILL)
        self.assertIn('has left a process behind', self.lines[-1])

    def test_a_time_limit_ends_the_command_and_keeps_what_it_said(self):
        with self.assertRaises(subprocess.TimeoutExpired) as caught:
            self.run_command(['sh', '-c', 'echo working; sleep 1234'], timeout=0.5)
        self.assertEqual(caught.exception.output, 'working\n')
        self.assertEqual(self.lines, ['INFO| working'])


if __name__ == '__main__':
    unittest.main()
