"""A page in the browser: a scenario goes in with each request, answers come out.

Decides nothing and keeps nothing: what is asked is done by processes that stay alive.
"""
