"""How to ask and show: the command line.

Works out nothing by itself.
"""
