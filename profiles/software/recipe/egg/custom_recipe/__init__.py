"""Recipe for a configuration file with a password.

Options of its section:

  directory  a folder, which the recipe makes
  config     path of the configuration file to write
  text       what to write into it

It adds the option "password", which is made up once and then stays: the profile
of an instance is run again and again, and must not spoil what is there.
"""

import os
import secrets

from slapos.recipe.librecipe import GenericBaseRecipe
from zc.buildout import UserError


class Recipe(GenericBaseRecipe):

  def _options(self, options):
    """Called as soon as buildout reads the section, before anything is made.

    What is set here can be used by other sections: ${custom-recipe:password}.
    """
    for name in ('directory', 'config'):
      # Say which option is wrong, and of which part.
      if not os.path.isabs(options.get(name, '')):
        raise UserError('%s: the option %s must be an absolute path' % (self.name, name))
    self.password_file = os.path.join(options['directory'], 'password')
    try:
      with open(self.password_file) as f:
        options['password'] = f.read()
    except FileNotFoundError:
      options['password'] = secrets.token_urlsafe(12)

  def install(self):
    """Make the files. Also called when nothing changed, since update does the same."""
    os.makedirs(self.options['directory'], exist_ok=True)
    self.createFile(self.password_file, self.options['password'])
    config = self.createFile(
      self.options['config'],
      '%s\npassword = %s\n' % (self.options['text'], self.options['password']))
    # What a recipe returns belongs to the part: buildout removes these files when
    # the part changes or goes away. So the password is not among them.
    return [config]
