"""isoplan for agents: tools, resources and a prompt over the Model Context Protocol.

Works out nothing by itself; only ``server.py`` knows the protocol.
"""
