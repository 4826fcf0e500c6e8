"""Small values on the way of a plain question, where every millisecond of loading is felt.

`dataclasses` and `typing` take 8 and 4 ms to load, more than an answer takes to
find. What a question meets is therefore made of plain classes with slots; what
is loaded later uses frozen dataclasses.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Self


class Value:
    """Compared, hashed and shown by its slots, like a frozen dataclass.

    A subclass has a slot for each parameter of its constructor and assigns it
    there; nobody assigns to one later.
    """

    __slots__: tuple[str, ...] = ()

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and self.held() == other.held()

    def __hash__(self) -> int:
        return hash(self.held())

    def __repr__(self) -> str:
        held = zip(self.__slots__, self.held(), strict=True)
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in held)})"

    def held(self) -> tuple[Any, ...]:
        """What is in the slots."""
        return tuple(getattr(self, name) for name in self.__slots__)

    def but(self, **changed: Any) -> Self:
        """The same value, with those slots changed."""
        return type(self)(**(dict(zip(self.__slots__, self.held(), strict=True)) | changed))
