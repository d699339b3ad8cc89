"""Which articles are copies of one text: sketches, comparison, grouping, differences; pure."""
