"""Agents: nations that decide, and firms that trade, make and build."""
