"""Strings for people: LaTeX, words, HTML. Pure functions; nothing here knows Jupyter."""
