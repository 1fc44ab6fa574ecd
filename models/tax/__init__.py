"""Rules of the law, one module a form."""
