"""Keeps what a function of its arguments alone has found: reports on the same rows ask for the same figures."""

import functools


def remembered(function):
    """Calls with the same arguments are computed once; lists among them are taken as tuples."""
    found = functools.lru_cache(maxsize=None)(function)

    @functools.wraps(function)
    def ask(*arguments):
        return found(*(tuple(one) if isinstance(one, list) else one for one in arguments))

    return ask
