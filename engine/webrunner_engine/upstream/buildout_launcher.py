"""`buildout` as slapgrid starts it: `python -S <this file> [parameters] bootstrap`.

With -S, `sys.prefix` is not the virtual environment and its packages are not on the path: they are found by the
interpreter's own path. The interpreter's `lib/pythonX.Y/site-packages` is where this file lives too.
"""
import os
import sys


def main() -> None:
    """Run buildout with the SlapOS dialect; arguments and exit codes are buildout's."""
    folder = os.path.dirname(os.path.abspath(__file__))
    packages = os.path.dirname(os.path.dirname(folder))
    if sys.path[0] == folder:
        # The folder of this script would make its neighbours importable as top-level modules.
        del sys.path[0]
    if packages not in sys.path:
        sys.path.insert(0, packages)
    import zc.buildout.buildout

    from webrunner_engine import dialect
    dialect.apply(zc.buildout.buildout)
    zc.buildout.buildout.main()


if __name__ == '__main__':
    main()
