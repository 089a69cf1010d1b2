"""The sampler's package, imported without what only its unused half needs."""

from __future__ import annotations

import sys
import warnings
from types import ModuleType
from typing import Any

NAME = "arviz"


class _Later(ModuleType):
    """Stands for arviz while nutpie is imported, and is arviz as soon as anything is asked of it.

    nutpie names one class of the old arviz package in its annotations, and calls arviz only to
    hand out results of a kind that is not asked for here. The package costs seconds to import,
    half of them for the notice that it is to be replaced.
    """

    InferenceData = object

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        if sys.modules.get(NAME) is self:
            del sys.modules[NAME]
        import arviz

        return getattr(arviz, name)


def nuts() -> Any:
    """Import nutpie and return it."""
    if "nutpie" not in sys.modules and NAME not in sys.modules:
        later = _Later(NAME)
        sys.modules[NAME] = later
        try:
            import nutpie
        finally:
            if sys.modules.get(NAME) is later:
                del sys.modules[NAME]
        return nutpie
    with warnings.catch_warnings():
        # the old arviz package announces its own refactor
        warnings.simplefilter("ignore", FutureWarning)
        import nutpie
    return nutpie
