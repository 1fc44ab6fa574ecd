"""How to ask and show: the command line."""
