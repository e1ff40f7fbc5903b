"""Roads of a map extract: the graph that times are reckoned on, and the base map that screens draw."""
