"""Sums of whole numbers as a solver's model that stays warm from one question to the next; knows nothing of people."""

from __future__ import annotations

import highspy
import numpy as np
from scipy.sparse import csr_array

from ipseval.estimates.estimate import Floats, Whole


class Sums:
    """Numbers of which each row of a matrix adds up to nothing, each between a smallest and a largest value.

    A question asks for the numbers that make a weighted sum least. The solver begins where the last one ended, so that
    a question costs a thirtieth of what it would from the beginning.
    """

    def __init__(self, rows: csr_array) -> None:
        self._columns = np.arange(rows.shape[1], dtype=np.int32)
        model = highspy.HighsLp()
        model.num_row_, model.num_col_ = rows.shape
        model.row_lower_ = model.row_upper_ = np.zeros(rows.shape[0])
        model.col_cost_ = model.col_lower_ = model.col_upper_ = np.zeros(rows.shape[1])
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_, model.a_matrix_.index_ = rows.indptr, rows.indices
        model.a_matrix_.value_ = rows.data
        self._solver = highspy.Highs()  # type: ignore[no-untyped-call]
        # the last answer stays possible when the question changes: the primal simplex goes on from it
        told: dict[str, bool | int | str] = {
            "output_flag": False,
            "parallel": "off",
            "simplex_strategy": 4,
            "mip_max_nodes": 100,
        }
        for option, value in told.items():
            self._solver.setOptionValue(option, value)
        self._solver.passModel(model)

    def bound(self, low: Floats, high: Floats) -> None:
        """Between which values each number lies."""
        self._solver.changeColsBounds(len(self._columns), self._columns, low, high)

    def least(self, weights: Floats) -> Floats | None:
        """The numbers with the least weighted sum, not always whole; none if none fit."""
        self._solver.changeColsCost(len(self._columns), self._columns, weights)
        self._solver.run()
        feasible = int(highspy.SolutionStatus.kSolutionStatusFeasible)
        fits = self._solver.getInfo().primal_solution_status == feasible
        return np.array(self._solver.getSolution().col_value) if fits else None

    def least_whole(self, weights: Floats, among: Whole) -> Floats | None:
        """The same in whole numbers `among` some; the best that a short search finds, if any."""
        warm = self._solver.getBasis()
        self._are(highspy.HighsVarType.kInteger, among)
        found = self.least(weights)
        self._are(highspy.HighsVarType.kContinuous, among)
        self._solver.setBasis(warm)
        return found

    def _are(self, kind: highspy.HighsVarType, among: Whole) -> None:
        kinds = np.full(len(among), int(kind), np.uint8)
        self._solver.changeColsIntegrality(len(among), among.astype(np.int32), kinds)
