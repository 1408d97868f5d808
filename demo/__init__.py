"""The demo company: a generator of its raw tables, and the driver of `make demo`."""
