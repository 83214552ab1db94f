"""A tree of the shape of the SlapOS repository, for tests: its stack has what that of SlapOS has.

`extends` in diamonds, pins of the fork, wheels, extensions, a Python that is built first.
"""
import os

_LAYERS = 5
FILES = {
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


def write_clone(folder: str, **changes: str) -> None:
    """Write the tree, with other texts for some of its files, and further ones."""
    layers = {f'component/layer{layer}/{side}.cfg': (
        f'[buildout]\nextends =\n  ../layer{layer + 1}/left.cfg\n  ../layer{layer + 1}/right.cfg\n'
        if layer + 1 < _LAYERS else '')
        + f'[layers]\n{side} += {layer}\n' for layer in range(_LAYERS) for side in ('left', 'right')}
    for name, text in {**FILES, **layers, **changes}.items():
        path = os.path.join(folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, 'w') as f:
            f.write(text)
