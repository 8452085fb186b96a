"""Each condition of the exchange rule counts: a rule, or a query, that leaves one out fails the drawn table."""

import ast
import copy
import inspect
from collections.abc import Iterator
from datetime import date, timedelta
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samspor.sharing import rules
from samspor.sharing.models import consents, items
from samspor.sharing.models import open as twin
from spec.sharing.drawn import build, may_read_in_database
from spec.sharing.table import TABLE

pytestmark = pytest.mark.one_database

IN_THE_RULE = [
    "covers",
    "is_live",
    "is_ongoing",
    "holds",
    "closed_by",
    "is_open",
    "may_read",
    "is_passed_on",
    "cover",
]
IN_THE_QUERY = [
    (twin, ["consented", "treated", "agreed", "units_exist", "goes_on"]),
    (consents, ["live"]),
]


class Without(ast.NodeTransformer):
    """The same code without the n-th condition: an operand of `and`, a key of a filter, a refusal, a fulfilment."""

    def __init__(self, n: int):
        self.left, self.dropped = n, ""

    def _hit(self, node: ast.AST) -> bool:
        self.left -= 1
        if self.left == -1:
            self.dropped = ast.unparse(node)
        return self.left == -1

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node.op, ast.And):
            node.values = [v for v in node.values if not self._hit(v)]
        return node.values[0] if len(node.values) == 1 else node

    def visit_If(self, node: ast.If) -> ast.AST:
        self.generic_visit(node)
        is_refusal = isinstance(node.body[0], ast.Return) and ast.unparse(node.body[0]) == "return False"
        guards_none = "is None" in ast.unparse(node.test)
        return ast.Pass() if is_refusal and not guards_none and self._hit(node.test) else node

    def visit_Dict(self, node: ast.Dict) -> ast.AST:
        self.generic_visit(node)
        for i, key in enumerate(node.keys):
            if isinstance(key, ast.Attribute):  # a condition of `closed_by`, taken as fulfilled
                if self._hit(key):
                    node.values[i] = ast.Constant(True)
            elif key is not None and self._hit(key):  # a key of a filter
                del node.keys[i], node.values[i]
                break
        return node

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        if ast.unparse(node.func).endswith(("Q", "filter")):
            node.keywords = [k for k in node.keywords if k.arg in {None, "pk__in"} or not self._hit(k)]
        return node


def mutants(module: ModuleType, names: list[str]) -> Iterator[tuple[str, str, ast.Module]]:
    tree = ast.parse(inspect.getsource(module))
    for function in [f for f in ast.walk(tree) if isinstance(f, ast.FunctionDef) and f.name in names]:
        for n in range(100):
            without = Without(n)
            changed = without.visit(copy.deepcopy(function))
            if not without.dropped:
                break
            yield function.name, without.dropped, ast.fix_missing_locations(ast.Module([changed], []))


RULES = [pytest.param(*m, id=f"{m[0]} without {m[1]}") for m in mutants(rules, IN_THE_RULE)]


@pytest.mark.parametrize(("name", "dropped", "tree"), RULES)
def test_the_rule_without_a_condition_fails_the_table(monkeypatch, name, dropped, tree):
    namespace = dict(vars(rules))
    exec(compile(tree, "<mutant>", "exec"), namespace)
    monkeypatch.setattr(rules.Days if name == "cover" else rules, name, namespace[name])
    assert any(_rule_says(case) is not case.expected for case in TABLE)


def _rule_says(case) -> bool | None:
    try:
        return rules.may_read(case.situation)
    except (TypeError, AttributeError):  # asks a channel or a day that is not there
        return None


def test_there_are_mutants_of_every_function():
    assert {name for name, _, _ in mutants(rules, IN_THE_RULE)} == set(IN_THE_RULE)
    for module, names in IN_THE_QUERY:
        assert {name for name, _, _ in mutants(module, names)} == set(names)


@pytest.mark.slow
def test_the_query_without_a_condition_fails_the_table(db, monkeypatch):
    everything = [build(case) for case in sorted(TABLE, key=lambda case: case.expected)]
    survivors = []
    for module, names in IN_THE_QUERY:
        for name, dropped, tree in mutants(module, names):
            namespace = dict(vars(module))
            exec(compile(tree, "<mutant>", "exec"), namespace)
            with monkeypatch.context() as patch:
                for user in (module, items, twin):
                    if hasattr(user, name):
                        patch.setattr(user, name, namespace[name])
                if all(may_read_in_database(built) is built.case.expected for built in everything):
                    survivors.append(f"{name} without {dropped}")
    assert survivors == []


days = st.dates(date(2019, 1, 1), date(2032, 12, 31))


@given(days, st.integers(1, 36))
def test_the_last_legal_day_is_within_the_law(given_on, months):
    last = rules.last_legal_day(given_on, months)
    assert not rules.has_lapsed_by_law(given_on, months, last)
    assert rules.has_lapsed_by_law(given_on, months, last + timedelta(days=2))
    assert not rules.has_lapsed_by_law(given_on, None, last + timedelta(days=9999))
