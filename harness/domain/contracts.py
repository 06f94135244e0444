"""The contracts of plugged parts: which methods a part lacks, or has with other arguments.

>>> class Shelf:
...     def put(self, table): ...
>>> contract_problems(Shelf(), {"find": ("table", "key"), "put": ("table", "record")})
['lacks find(table, key)', 'has put(table), which is called as put(table, record)']
"""

import inspect
from collections.abc import Mapping
from types import FunctionType


def contract_problems(part: object, methods: Mapping[str, tuple[str, ...]]) -> list[str]:
    """What is wrong with a part, or with the instances of a class; `methods` are by position."""
    found = []
    for name, arguments in methods.items():
        called = f"{name}({', '.join(arguments)})"
        method = getattr(part, name, None)
        if method is None:
            found.append(f"lacks {called}")
        elif not callable(method):
            found.append(f"has {name}, which is no method: it is called as {called}")
        elif (signature := _signature(part, name, method)) is not None:
            try:
                signature.bind(*arguments)
            except TypeError:
                shown = ", ".join(map(str, signature.parameters.values()))
                found.append(f"has {name}({shown}), which is called as {called}")
    return found


def _signature(part: object, name: str, method: object) -> inspect.Signature | None:
    """The signature without `self`; None if Python does not know it, as of some built-in ones."""
    assert callable(method)
    try:
        signature = inspect.signature(method)
    except (TypeError, ValueError):
        return None
    if isinstance(part, type) and isinstance(inspect.getattr_static(part, name), FunctionType):
        of_instance = list(signature.parameters.values())[1:]
        return signature.replace(parameters=of_instance)
    return signature
