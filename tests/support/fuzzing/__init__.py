"""Random scenario files with every feature, and what must hold of every answer.

Knows files, commands and their JSON; nothing of how a plan is found or audited.
"""
