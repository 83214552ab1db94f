"""What the engine changes in somebody else's code stands in one table, and upstream is what that was written for."""
import json
import os
import subprocess
import sys
import unittest

from webrunner_engine.upstream import patches

CHANGED = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'changed_places.py')
# They are changed in themselves, without another value for their name, or within what has another value too.
IN_PLACE = {'slapos.proxy.views:app', 'zc.buildout.buildout:_buildout_default_options', 'subprocess:Popen._execute_child',
            'slapos.grid.utils:SlapPopen.__init__'}


class PatchesTest(unittest.TestCase):
    maxDiff = None

    def test_upstream_is_as_the_engine_knows_it(self):
        self.assertEqual(patches.changes(), [])

    def test_what_is_changed_stands_in_the_table(self):
        found = json.loads(subprocess.run([sys.executable, '-W', 'ignore', CHANGED], check=True, stdout=subprocess.PIPE).stdout)
        table = {patch.place for patch in patches.PATCHES}
        self.assertEqual(len(table), len(patches.PATCHES))
        self.assertEqual(sorted(set(found['changed']) | set(found['derived']) | IN_PLACE), sorted(table))
        self.assertEqual(found['added'], sorted(patches.ADDED))

    def test_another_upstream_is_told_with_the_module_to_look_at(self):
        known = patches.PATCHES
        try:
            patches.PATCHES = (known[0]._replace(fingerprint='another'), known[0]._replace(place='slapos.grid.utils:gone'))
            changed, gone = patches.changes()
        finally:
            patches.PATCHES = known
        self.assertIn(f'{known[0].place} has changed (now {known[0].fingerprint}), in slapos.core ', changed)
        self.assertIn(f'see whether {known[0].by} still holds.', changed)
        self.assertIn('slapos.grid.utils:gone is gone, in slapos.core ', gone)

    def test_our_modules_in_the_table_are_there(self):
        for patch in patches.PATCHES:
            for name in patch.by.split(', '):
                __import__(f'webrunner_engine.{name}')


if __name__ == '__main__':
    unittest.main()
