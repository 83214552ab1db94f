"""The virtual environment that the engine is installed in."""
import os
import sys

PACKAGES = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
"""Folder of the installed packages, this one among them."""


def environment_bin() -> str:
    """Folder of the programs of the engine's virtual environment."""
    return os.path.dirname(os.path.abspath(sys.executable))
