"""A release in a tree of the shape of the SlapOS repository, built by the real engine with downloads switched off.

Its stack has what that of SlapOS has: `extends` in diamonds, pins of the fork, wheels, extensions, a Python that is built first.
"""
import os
import re
from unittest import mock

import host_case
from host_case import HostCase
from webrunner_engine.dialect.switch import VARIABLE

_LAYERS = 5
_FILES = {
    'software/hello/software.cfg': """\
[buildout]
extends =
  buildout.hash.cfg
  ../../stack/slapos.cfg
  ../../component/layer0/left.cfg
  ../../component/layer0/right.cfg
parts =
  hello

[hello]
recipe = slapos.recipe.template:jinja2
url = ${:_profile_base_location_}/${:filename}
output = ${buildout:directory}/instance.cfg
context =
  section python python
  section buildout buildout
""",
    'software/hello/buildout.hash.cfg': """\
[hello]
filename = instance.cfg.in
""",
    'software/hello/instance.cfg.in': """\
[buildout]
parts = report
eggs-directory = {{ buildout['eggs-directory'] }}
develop-eggs-directory = {{ buildout['develop-eggs-directory'] }}
offline = true

[report]
recipe = slapos.cookbook:wrapper
command-line = ${buildout:executable} ${:_profile_base_location_}
wrapper-path = ${buildout:directory}/report
""",
    'stack/slapos.cfg': """\
[buildout]
extensions +=
  slapos.rebootstrap
  slapos.extension.shared
show-picked-versions = true
allow-picked-versions = false
extends =
  ../component/defaults.cfg
find-links +=
  http://packages.test/source/
index = https://index.test/simple/
versions = versions

[versions]
setuptools = 67.8.0
zc.buildout = 3.0.1+slapos010
pip = 23.2.1
zc.recipe.egg = 2.0.8.dev0+slapos010
packaging = 25.0:whl
slapos.rebootstrap = 4.8
slapos.extension.shared = 1.0
slapos.recipe.build = 0.65
slapos.recipe.cmmi = 0.23
""",
    'component/defaults.cfg': """\
[buildout]
extends =
  library/buildout.cfg
  layer0/left.cfg
python = python

[python]
recipe = slapos.recipe.build
part = python3
init =
  python = self.buildout[options['part']]
  for name in 'location', 'executable':
    options[name] = python[name]
  options.barrier()
update =
  print('Python is', options['executable'])

[python3]
recipe = slapos.recipe.build
location = ${buildout:parts-directory}/${:_buildout_section_name_}
executable = ${:location}/bin/python3
install =
  self.logger.info('making %s', options['executable'])
  call(['/usr/bin/python3', '-m', 'venv', '--without-pip', options['location']])
depends = ${library:recipe}
""",
    'component/library/buildout.cfg': """\
[buildout]
extends =
  ../layer0/right.cfg

# What the Python needs.
[library]
recipe = slapos.recipe.cmmi
shared = true
url = https://files.test/library/library-${:version}.tar.gz
version = 1.2
md5sum = d41d8cd98f00b204e9800998ecf8427e
""",
}


def setUpModule():
    with mock.patch.dict(os.environ, {VARIABLE: '1'}):
        host_case.start_node()


tearDownModule = host_case.stop_node


class CloneOnNodeTest(HostCase):

    def tree(self, **changes):
        """Write the tree, with other texts for some of its files; the release."""
        layers = {f'component/layer{layer}/{side}.cfg': (
            f'[buildout]\nextends =\n  ../layer{layer + 1}/left.cfg\n  ../layer{layer + 1}/right.cfg\n'
            if layer + 1 < _LAYERS else '')
            + f'[layers]\n{side} += {layer}\n' for layer in range(_LAYERS) for side in ('left', 'right')}
        for name, text in {**_FILES, **layers, **changes}.items():
            path = os.path.join(self.folder, 'clone', name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, 'w') as f:
                f.write(text)
        return {'name': 'hello', 'url': os.path.join(self.folder, 'clone/software/hello/software.cfg')}

    def test_it_goes_on_to_its_first_download(self):
        directory, status = self.run_to_the_end(self.tree(), steps=['software'])
        step = status['steps'][0]
        self.assertEqual(step['state'], 'failed', self.log(directory))
        place = os.path.join(self.folder, 'clone/component/library/buildout.cfg')
        self.assertIn('Download refused: https://files.test/library/library-1.2.tar.gz '
                      f'(asked for by [library] url, {place}:9). Downloads are switched off', step['reason'])
        self.assertIn('(pinned: 3.0.1+slapos010)', self.log(directory))

    def test_where_nothing_is_to_be_downloaded_it_is_built_by_its_python_which_builds_its_partition_too(self):
        defaults = _FILES['component/defaults.cfg'].replace('depends = ${library:recipe}\n', '')
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
        defaults = _FILES['component/defaults.cfg'].replace('depends = ${library:recipe}\n', '')
        directory, status = self.run_to_the_end(self.tree(**{'component/defaults.cfg': defaults}), steps=['software'],
                                                force=True, rebootstrap=False, reference='own')
        log = self.log(directory)
        self.assertEqual(status['steps'][0]['state'], 'completed', log)
        self.assertRegex(log, r'The Python of the engine \(3\.\d+\.\d+\) builds this release in the place of \[python\]')
        self.assertNotIn('Starting again', log)
