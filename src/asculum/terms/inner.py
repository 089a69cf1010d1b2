"""How a kernel that only other kernels call is compiled: once, as a part of its callers.

numba optimises every compiled function with all that it calls and turns it into machine code, also
where nothing but another kernel calls it. Kernels nested three deep are so optimised three times
and translated three times. Here an inner kernel is kept as it was typed and lowered; the entry
point that calls it optimises and translates the whole. The arithmetic is the same and so are the
digits, for sums keep their written order (no ``fastmath``).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar, cast

import numba as nb

Function = TypeVar("Function", bound=Callable[..., object])

#: The versions of numba whose compiler is known to have the parts that are exchanged here; with
#: any other an inner kernel is compiled as numba does it, which takes longer and is as good.
KNOWN = ("0.68",)


def inner(function: Function, *, plain: bool = False) -> Function:
    """Compile an inner kernel, which Python cannot call.

    It releases the interpreter's lock and divides as numpy does. ``plain`` says that there is
    nothing in it that numba would write anew: no sums of whole arrays, no parts of tuples.
    """
    options: Any = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}
    options |= {"nogil": True, "error_model": "numpy", "no_rewrites": plain}
    if nb.__version__.rpartition(".")[0] in KNOWN:
        options["pipeline_class"] = _compiler()
    return cast(Function, nb.njit(**options)(function))


@cache
def _compiler() -> Any:
    """Return the compiler whose products wait for a caller before they become machine code."""
    from numba.core.codegen import JITCodeLibrary
    from numba.core.compiler import Compiler

    class Unplaced:
        """The code generator, where no function has an address yet."""

        def __init__(self, codegen: Any) -> None:
            self._codegen = codegen

        def __getattr__(self, name: str) -> Any:
            return getattr(self._codegen, name)

        def set_env(self, name: str, env: object) -> None:
            """Leave out what only a function with an address has."""

    class Library(JITCodeLibrary):
        """What was lowered of one inner kernel, to be linked into its callers."""

        @property
        def codegen(self) -> Any:
            return Unplaced(self._codegen)

        def get_pointer_to_function(self, name: str) -> int:  # noqa: ARG002 - numba asks so
            self._ensure_finalized()  # type: ignore[no-untyped-call]
            return 0

        def _optimize_final_module(self) -> None:
            """Leave it to the entry point."""

        def _finalize_final_module(self) -> None:
            self._finalize_dynamic_globals()  # type: ignore[no-untyped-call]
            self._finalized = True

    class Inner(Compiler):
        def define_pipelines(self) -> Any:
            state = self.state
            name = state.func_id.func_qualname
            state.library = Library(state.targetctx.codegen(), name)  # type: ignore[no-untyped-call]
            state.library.enable_object_caching()
            return super().define_pipelines()  # type: ignore[no-untyped-call]

    return Inner
