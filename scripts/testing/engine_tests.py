"""Runs the tests of the engine: all, or those named, as `test_host` or `test_host.RunTest.test_a_run_to_the_end`.

Options of unittest (`-k`, `-f`, `-v` ...) may follow. What `npm test` counts, and how long each file took, is written to
$WEBRUNNER_TEST_REPORT.
"""
import json
import os
import sys
import time
import unittest

FOLDER = 'engine/tests'


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


def arguments(words: list[str]) -> list[str]:
    """The words for unittest: without the name of a test, all are looked for."""
    is_named = bool(words) and not words[0].startswith('-')
    if not is_named:
        return ['discover', '-s', FOLDER, *words]
    known = sorted(name[:-3] for name in os.listdir(FOLDER) if name.startswith('test_') and name.endswith('.py'))
    for word in words:
        if word.startswith('-'):
            break
        if word.split('.')[0] not in known:
            sys.exit(f'No such test of the engine: {word}. Known: {", ".join(known)}.')
    return words


def main() -> None:
    words = arguments(sys.argv[1:])
    sys.path.insert(0, os.path.abspath(FOLDER))
    program = unittest.main(module=None, argv=['npm test -- engine', *words], testRunner=Runner, exit=False)
    result = program.result
    bad = len(result.failures) + len(result.errors) + len(result.unexpectedSuccesses)
    files = [{'file': file, 'seconds': seconds} for file, seconds in result.seconds.items()]
    with open(os.environ['WEBRUNNER_TEST_REPORT'], 'w') as report:
        json.dump({'passed': result.passed, 'failed': bad, 'files': files}, report)
    sys.exit(0 if result.wasSuccessful() and result.testsRun > 0 else 1)


if __name__ == '__main__':
    main()
