"""Promises: what always holds, written from the law, and what is to happen at times."""
