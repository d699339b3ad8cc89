"""What is measured: one module a part."""
