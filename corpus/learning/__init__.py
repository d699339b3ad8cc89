"""Learns the lines that a source repeats in its articles, for editors to accept or refuse as its boilerplate."""
