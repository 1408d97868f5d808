"""Sends segment models of the warehouse to CRM and ad platforms."""
