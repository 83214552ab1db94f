"""A release in a tree of the shape of the SlapOS repository, built by the real engine with downloads switched off.

Its stack has what that of SlapOS has: `extends` in diamonds, pins of the fork, wheels, extensions, a Python that is built first.
"""
import os
import re
from unittest import mock

import host_case
from clone_tree import FILES, write_clone
from host_case import HostCase
from webrunner_engine.dialect.switch import VARIABLE


def setUpModule():
    with mock.patch.dict(os.environ, {VARIABLE: '1'}):
        host_case.start_node()


tearDownModule = host_case.stop_node


class CloneOnNodeTest(HostCase):

    def tree(self, **changes):
        """Write the tree, with other texts for some of its files; the release."""
        clone = os.path.join(self.folder, 'clone')
        write_clone(clone, **changes)
        return {'name': 'hello', 'url': os.path.join(clone, 'software/hello/software.cfg')}

    def test_it_goes_on_to_its_first_download(self):
        directory, status = self.run_to_the_end(self.tree(), steps=['software'])
        step = status['steps'][0]
        self.assertEqual(step['state'], 'failed', self.log(directory))
        place = os.path.join(self.folder, 'clone/component/library/buildout.cfg')
        self.assertIn('Download refused: https://files.test/library/library-1.2.tar.gz '
                      f'(asked for by [library] url, {place}:9). Downloads are switched off', step['reason'])
        self.assertIn('(pinned: 3.0.1+slapos010)', self.log(directory))

    def test_where_nothing_is_to_be_downloaded_it_is_built_by_its_python_which_builds_its_partition_too(self):
        defaults = FILES['component/defaults.cfg'].replace('depends = ${library:recipe}\n', '')
        release = self.tree(**{'component/defaults.cfg': defaults})
        partition = ''
        for times in (1, 0):
            directory, status = self.run_to_the_end(release, force=True)
            log, partition = self.log(directory), status['partition']
            self.assertEqual([step['state'] for step in status['steps']], ['completed', 'completed'], log)
            self.assertEqual(log.count('making '), times, log)
            # The second build is one by that Python from its beginning.
            self.assertEqual(len(re.findall(r'Starting again with .*/parts/python3/bin/python3 ', log)), times, log)
        folder = os.path.join(HostCase.opened['instanceRoot'], partition)
        with open(os.path.join(folder, 'report')) as f:
            self.assertRegex(f.read(), rf'(?s){HostCase.base}/.*/parts/python3/bin/python3.*{folder}')

    def test_without_rebootstrap_the_python_of_the_engine_builds_it(self):
        defaults = FILES['component/defaults.cfg'].replace('depends = ${library:recipe}\n', '')
        directory, status = self.run_to_the_end(self.tree(**{'component/defaults.cfg': defaults}), steps=['software'],
                                                force=True, rebootstrap=False, reference='own')
        log = self.log(directory)
        self.assertEqual(status['steps'][0]['state'], 'completed', log)
        self.assertRegex(log, r'The Python of the engine \(3\.\d+\.\d+\) builds this release in the place of \[python\]')
        self.assertNotIn('Starting again', log)
