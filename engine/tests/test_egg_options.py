"""The options of SlapOS's fork of `zc.recipe.egg`: each on a small egg that the test makes; no index, and pip downloads nothing."""
import os
from unittest import mock

from dialect_case import CloneCase, Serving, behaviour

_SETUP = """\
    from setuptools import setup
    setup(name='demo', version='1.0', py_modules=['demo'])
    """
_PATCH = """\
    --- demo.py
    +++ demo.py
    @@ -1 +1 @@
    -made = "source"
    +made = "patched"
    """
_SECOND = _PATCH.replace('"patched"', '"patched twice"').replace('"source"', '"patched"')
# An egg whose build says which tools it has.
_BUILT = """\
    import os
    from setuptools import setup
    try:
        import tool
        made = tool.made
    except ImportError:
        made = 'no tool'
    with open('demo.py', 'w') as f:
        f.write(f'made = {made + " " + os.environ.get("COLOUR", "no colour")!r}')
    setup(name='demo', version='1.0', py_modules=['demo'])
    """


class EggCase(CloneCase):

    def setUp(self):
        super().setUp()
        # What is not in the folder of distributions is nowhere.
        self.enterContext(mock.patch.dict(os.environ, {'PIP_NO_INDEX': '1'}))

    def demo(self, setup=_SETUP):
        self.source('demo', '1.0', setup, demo_py='made = "source"\n')

    def parts(self, options, versions='demo = 1.0', recipe='zc.recipe.egg:custom'):
        lines = '\n'.join(f'            {line}' for line in options.strip().split('\n'))
        self.profile(f"""
            parts = demo run
            allow-picked-versions = false
            [demo]
            recipe = {recipe}
{lines}
            [run]
            recipe = zc.recipe.egg
            eggs = demo
            interpreter = py
            [versions]
            {versions}
            """)

    def built(self, code=0):
        build = self.build(code=code)
        return build if code else self.run_script('py')

    def folders(self):
        found = [os.listdir(os.path.join(self.folder, name)) for name in ('eggs', 'develop-eggs')]
        return ' '.join(sorted(name for names in found for name in names if name.startswith('demo')))


class PatchesTest(EggCase):

    @behaviour
    def test_a_source_is_patched_and_its_version_says_so(self):
        self.demo()
        self.wheel('demo', '1.0')
        self.write('a.patch', _PATCH)
        self.parts('egg = demo\npatches = ${buildout:directory}/a.patch', 'demo = 1.0+SlapOSPatched001')
        self.assertEqual(self.built(), 'patched')
        self.assertIn('demo-1.0+slapospatched001', self.folders().lower())
        # It is there for the next build, and nothing of its sources is needed.
        os.remove(os.path.join(self.folder, 'dist', 'demo-1.0.tar.gz'))
        self.assertEqual(self.built(), 'patched')

    def test_patches_of_one_egg_their_number_options_and_sums(self):
        self.demo()
        self.write('a.patch', _PATCH.replace('demo.py', 'a/demo.py'))
        self.write('b.patch', _SECOND.replace('demo.py', 'a/demo.py'))
        with Serving({'/a.patch': self.read('a.patch').encode()}) as url:
            self.parts(f"""
Demo-patches =
  {url}/a.patch#{_md5(self.read('a.patch'))}
  ${{buildout:directory}}/b.patch
Demo-patch-options = -p1
""", 'demo = 1.0+SlapOSPatched002')
            self.assertEqual(self.built(), 'patched twice')

    def test_the_program_and_the_revision_may_be_given(self):
        self.demo()
        self.write('a.patch', _PATCH)
        program = self.write('bin/own-patch', '#!/bin/sh\necho own >> "$0.log"\nexec patch "$@"\n')
        os.chmod(program, 0o755)
        self.parts(f'egg = demo\npatches = a.patch\npatch-binary = {program}\npatch-revision = 7', 'demo = 1.0+SlapOSPatched007')
        self.assertEqual(self.built(), 'patched')
        self.assertEqual(self.read('bin/own-patch.log'), 'own\n')

    def test_an_egg_among_others_is_patched_where_it_is_installed(self):
        self.demo()
        self.write('a.patch', _PATCH)
        self.parts('eggs = demo\ndemo-patches = a.patch\nscripts =', 'demo = 1.0+SlapOSPatched001', 'zc.recipe.egg:eggs')
        self.assertEqual(self.built(), 'patched')

    def test_a_patch_that_does_not_apply_is_named(self):
        self.demo()
        self.write('a.patch', _SECOND)
        self.parts('patches = a.patch', 'demo = 1.0+SlapOSPatched001')
        self.assertRegex(self.built(code=1).output, r'Error: The patch a\.patch does not apply with -p0:\n[^\n]*demo\.py')

    def test_a_patch_of_another_sum_is_refused(self):
        self.demo()
        self.write('a.patch', _PATCH)
        self.parts(f"patches = a.patch#{_md5('other')}", 'demo = 1.0+SlapOSPatched001')
        self.assertIn('MD5 checksum mismatch', self.built(code=1).output)

    def test_a_patched_version_that_no_part_makes_is_explained(self):
        self.demo()
        self.parts('patches =', 'demo = 1.0+SlapOSPatched001', 'zc.recipe.egg')
        self.assertRegex(self.built(code=1).output, "distribution for 'demo==1.0.*It is a patched version: a part with")


class SetUpTest(EggCase):

    def setUp(self):
        super().setUp()
        self.wheel('tool', '3.0')

    @behaviour
    def test_eggs_are_there_for_the_build_and_not_for_the_egg(self):
        self.demo(_BUILT)
        self.parts('egg = demo\nsetup-eggs = tool', 'demo = 1.0\n            tool = 3.0')
        self.assertEqual(self.built(), 'wheel 3.0 no colour')
        self.assertNotIn('tool-', self.read('bin/py'))

    def test_a_project_whose_build_needs_them_is_built_with_them(self):
        self.source('demo', '1.0', _BUILT, demo_py='', pyproject_toml='[build-system]\nrequires = ["setuptools", "tool"]\n')
        self.parts('egg = demo\nsetup-eggs = tool', 'demo = 1.0\n            tool = 3.0')
        self.assertEqual(self.built(), 'wheel 3.0 no colour')

    def test_the_environment_of_the_build_may_have_its_own_path(self):
        self.demo(_BUILT)
        self.write('extra/tool.py', 'made = "from the path"\n')
        self.parts('egg = demo\nenvironment = environment', 'demo = 1.0\n            [environment]\n'
                   '            PYTHONPATH = ${buildout:directory}/extra\n            COLOUR = red %(HOME)s')
        with mock.patch.dict(os.environ, HOME='/home/of'):
            self.assertEqual(self.built(), 'from the path red /home/of')

    @behaviour
    def test_a_develop_egg_is_built_with_them_too(self):
        self.write('src/setup.py', _BUILT)
        self.parts('setup = src\nsetup-eggs = tool\nenvironment = environment',
                   'tool = 3.0\n            [environment]\n            COLOUR = red', 'zc.recipe.egg:develop')
        self.assertEqual(self.built(), 'wheel 3.0 red')

    def test_an_installed_egg_is_built_with_them_too(self):
        self.demo(_BUILT)
        self.parts('eggs = demo\nsetup-eggs = tool\nenvironment = environment', 'demo = 1.0\n            tool = 3.0\n'
                   '            [environment]\n            COLOUR = red', 'zc.recipe.egg')
        self.assertEqual(self.built(), 'wheel 3.0 red')

    def test_what_an_egg_depends_on_comes_first(self):
        self.demo(_BUILT)
        self.write('recipes/colour.py', """\
            import os
            class Colour:
                def __init__(self, buildout, name, options):
                    pass
                def install(self):
                    os.environ['COLOUR'] = 'set'
                    return ()
                update = install
            """)
        self.write('recipes/colour.egg-info/PKG-INFO', 'Metadata-Version: 1.0\nName: colour\nVersion: 1\n')
        self.write('recipes/colour.egg-info/entry_points.txt', '[zc.buildout]\ndefault = colour:Colour\n')
        self.parts('egg = demo\ndepends = ${paint:recipe}', 'demo = 1.0\n            [paint]\n            recipe = colour')
        self.assertEqual(self.built(), 'no tool set')

    def test_extension_modules_are_compiled_and_linked_as_the_options_say(self):
        self.write('inc/answer.h', '#define ANSWER 42\nint more(void);\n')
        self.write('more.c', 'int more(void) { return EXTRA; }\n')
        os.mkdir(os.path.join(self.folder, 'lib'))
        self.assertEqual(os.system(f'cd {self.folder} && gcc -shared -fPIC -DEXTRA=1 -o lib/libmore.so more.c'), 0)
        self.source('demo', '1.0', """\
            from setuptools import Extension, setup
            setup(name='demo', version='1.0', ext_modules=[Extension('demo', ['demo.c'], libraries=['more'])])
            """, demo_c="""\
            #include <Python.h>
            #include <answer.h>
            static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, "demo", NULL, -1, NULL};
            PyMODINIT_FUNC PyInit_demo(void) {
                PyObject *made = PyModule_Create(&module);
                PyModule_AddIntConstant(made, "made", ANSWER + more() + DEFINED);
                return made;
            }
            """)
        self.parts('egg = demo\ninclude-dirs = inc\nlibrary-dirs = lib\nrpath = lib\ndefine = DEFINED')
        self.assertEqual(self.built(), '44')


def _md5(text):
    from hashlib import md5
    return md5(text.encode(), usedforsecurity=False).hexdigest()
