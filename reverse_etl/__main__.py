"""Runs the command line as a module."""

import sys

from reverse_etl.cli import main

sys.exit(main())
