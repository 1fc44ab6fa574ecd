"""Tables, sentences and forms for the terminal.

Knows no file and no option; works out nothing.
"""
