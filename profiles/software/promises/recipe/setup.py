from setuptools import find_packages, setup

setup(
  name='folder_promise',
  version='1.0',
  description='Recipe for a promise: the files of a folder do not grow too big',
  packages=find_packages(),
  # the template is part of the package
  package_data={'folder_promise': ['template/*.in']},
  install_requires=['slapos.cookbook'],
  # "recipe = folder_promise" means: the class that is the default here
  entry_points={'zc.buildout': ['default = folder_promise:Recipe']},
)
