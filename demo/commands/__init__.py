"""The commands of `python -m demo`: one module each, listed in `demo.__main__.COMMANDS`."""
