"""How the graph is reached: the process, HTTP and what stays open."""
