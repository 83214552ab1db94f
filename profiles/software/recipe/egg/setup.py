from setuptools import find_packages, setup

setup(
  name='custom_recipe',
  version='1.0',
  description='Recipe for a configuration file with a password',
  packages=find_packages(),
  install_requires=['slapos.cookbook'],
  # "recipe = custom_recipe" means: the class that is the default here
  entry_points={'zc.buildout': ['default = custom_recipe:Recipe']},
)
