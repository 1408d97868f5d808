"""The generator of the demo company: raw tables of any number of people, and the truth."""

from demo.generator.company import generate

__all__ = ["generate"]
