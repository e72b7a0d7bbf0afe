"""What did people say of which evidence belongs together? Hard constraints; the latest counts."""

from collections.abc import Iterable, Sequence
from typing import Final

from context.journey.model import MatterJudgement, Reference


class Judged:
    """Evidence in classes that are one matter by hand, and classes that are not one.

    Judgements come oldest first. One that contradicts later ones, by itself or through others, is
    left out: somebody has thought better of it.
    """

    def __init__(self, judgements: Sequence[MatterJudgement]) -> None:
        self._parents: dict[Reference, Reference] = {}
        self._foes: dict[Reference, set[Reference]] = {}
        for one in reversed(judgements):
            left, right = self.of(one.left), self.of(one.right)
            if one.same and right not in self._foes.get(left, ()):
                self._unite(left, right)
            elif not one.same and left != right:
                self._foes.setdefault(left, set()).add(right)
                self._foes.setdefault(right, set()).add(left)
        self.known: Final = bool(judgements)
        self._mentioned = {ref for one in judgements for ref in (one.left, one.right)}

    def classes(self, refs: Iterable[Reference]) -> set[Reference]:
        """Return the classes of those of which somebody has said anything."""
        return {self.of(ref) for ref in refs if ref in self._mentioned}

    def of(self, ref: Reference) -> Reference:
        """Return the name of the class that a piece of evidence is in."""
        while ref in self._parents:
            ref = self._parents[ref]
        return ref

    def are_apart(self, left: Reference, right: Reference) -> bool:
        """Return whether these may not be in one matter."""
        return self.of(right) in self._foes.get(self.of(left), ())

    def _unite(self, left: Reference, right: Reference) -> None:
        if left == right:
            return
        self._parents[right] = left
        foes = self._foes.pop(right, set())
        self._foes.setdefault(left, set()).update(foes)
        for foe in foes:
            self._foes[foe].discard(right)
            self._foes[foe].add(left)
