"""Pages of the viewer."""
