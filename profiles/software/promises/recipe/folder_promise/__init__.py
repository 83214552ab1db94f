"""Recipe for a promise: the files of a folder do not grow too big.

Options of its section:

  path      the executable to make, in the promises of the instance
  folder    the folder to watch
  max-size  in kilobytes, a number
"""

import os
import sys

from slapos.recipe.librecipe import GenericBaseRecipe
from zc.buildout import UserError


class Recipe(GenericBaseRecipe):

  def install(self):
    max_size = self.options['max-size']
    # Say it now, and which option is wrong: nobody reads what a promise prints
    # before it fails.
    if not max_size.isdigit():
      raise UserError('max-size is not a number of kilobytes: %r' % max_size)
    promise = self.createExecutable(
      self.options['path'],
      self.substituteTemplate(
        os.path.join(os.path.dirname(__file__), 'template', 'check_folder.in'),
        {
          'python': sys.executable,
          'folder': repr(self.options['folder']),
          'max_size': max_size,
        }))
    # What a recipe returns belongs to the part: buildout removes these files
    # when the part goes away.
    return [promise]
