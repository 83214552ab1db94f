"""Runs the tests of the engine: all, or those named, as `test_host` or `test_host.RunTest.test_a_run_to_the_end`.

Options of unittest (`-k`, `-f`, `-v` ...) may follow. Without a name each file is run in a process of its own, two at a time:
most of them wait for real processes. What `npm test` counts, and how long each file took, is written to $WEBRUNNER_TEST_REPORT.
"""
import json
import os
import subprocess
import sys
import tempfile
import time
import unittest
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import TypedDict

FOLDER = 'engine/tests'
AT_ONCE = 2
# Those that take longest are begun first: nothing waits for them at the end.
FIRST = ('test_instances', 'test_host', 'test_supervision', 'test_dialect')
# In seconds; a file that hangs fails, and with it the stage.
PATIENCE = 900


class FileTime(TypedDict):
    file: str
    seconds: float


class Report(TypedDict):
    passed: int
    failed: int
    files: list[FileTime]


class TimedResult(unittest.TextTestResult):
    """Also knows the time of each file, what its tests waited for included: a node that `setUpModule` starts."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.seconds: dict[str, float] = {}
        self.passed = 0
        self._mark = time.monotonic()

    def addSuccess(self, test: unittest.TestCase) -> None:
        super().addSuccess(test)
        self.passed += 1

    def stopTest(self, test: unittest.TestCase) -> None:
        super().stopTest(test)
        now = time.monotonic()
        file = f'{FOLDER}/{type(test).__module__}.py'
        self.seconds[file] = self.seconds.get(file, 0) + now - self._mark
        self._mark = now


class Runner(unittest.TextTestRunner):
    resultclass = TimedResult


def run_here(words: list[str]) -> Report:
    """Run the tests that the words name in this process."""
    sys.path.insert(0, os.path.abspath(FOLDER))
    program = unittest.main(module=None, argv=['npm test -- engine', *words], testRunner=Runner, exit=False)
    result = program.result
    bad = len(result.failures) + len(result.errors) + len(result.unexpectedSuccesses)
    return {'passed': result.passed, 'failed': bad,
            'files': [{'file': file, 'seconds': seconds} for file, seconds in result.seconds.items()]}


def run_all(modules: list[str], options: list[str]) -> Report:
    """Run each module in a process of its own; what one prints comes in one piece, once it has ended."""
    total: Report = {'passed': 0, 'failed': 0, 'files': []}
    ordered = sorted(modules, key=lambda name: FIRST.index(name) if name in FIRST else len(FIRST))
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(AT_ONCE) as pool:
        waiting = {pool.submit(_run_module, name, options, os.path.join(folder, name)): name for name in ordered}
        for future in as_completed(waiting):
            found, output = future.result()
            print(f'{waiting[future]}: {output.strip()}\n', file=sys.stderr, flush=True)
            total['passed'] += found['passed']
            total['failed'] += found['failed']
            total['files'] += found['files']
    return total


def _run_module(name: str, options: list[str], report: str) -> tuple[Report, str]:
    environment = {**os.environ, 'WEBRUNNER_TEST_REPORT': report}
    with tempfile.TemporaryFile() as output:
        # To a file: a daemon that a test left behind would keep a pipe open.
        process = subprocess.Popen([sys.executable, __file__, name, *options], stdin=subprocess.DEVNULL, stdout=output,
                                   stderr=output, env=environment)
        note = ''
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            note = f'\nIt was ended after {PATIENCE} s.'
        output.seek(0)
        text = output.read().decode('utf-8', 'replace') + note
    try:
        with open(report) as f:
            found: Report = json.load(f)
    except FileNotFoundError:
        # It did not come to its end.
        return {'passed': 0, 'failed': 1, 'files': []}, text
    if process.returncode and not found['failed'] and found['passed']:
        found['failed'] = 1
    return found, text


def main() -> None:
    words = sys.argv[1:]
    known = sorted(name[:-3] for name in os.listdir(FOLDER) if name.startswith('test_') and name.endswith('.py'))
    is_named = bool(words) and not words[0].startswith('-')
    for word in words if is_named else ():
        if word.startswith('-'):
            break
        if word.split('.')[0] not in known:
            sys.exit(f'No such test of the engine: {word}. Known: {", ".join(known)}.')
    report = run_here(words) if is_named else run_all(known, words)
    with open(os.environ['WEBRUNNER_TEST_REPORT'], 'w') as f:
        json.dump(report, f)
    sys.exit(0 if report['passed'] and not report['failed'] else 1)


if __name__ == '__main__':
    main()
