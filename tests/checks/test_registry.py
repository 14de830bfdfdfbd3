"""Rules are found by their place, and a file that breaks a convention stops the program."""

from __future__ import annotations

import re
import sys

import pytest

import checks.rules
from checks import registry
from checks.registry import RegistryError, all_families, all_rules, rules_version

FAMILY = """
from checks.rule import Family
FAMILY = Family(prefix="ZZ", title="Made up", order=99, description="Made up.")
"""
RULE = """
from checks.rule import ByLevel, Rule, Skill
class {class_name}(Rule):
    code = "{code}"
    name = "{name}"
    severity = ByLevel.of("E/E/E/E")
    def subjects(self, board): return ()
    def judge(self, board, subject): yield from ()
    def explain(self, facts): raise NotImplementedError
"""


@pytest.fixture
def family(tmp_path, monkeypatch):
    """A family `zz` in a folder of its own; the registry looks there and nowhere else."""
    folder = tmp_path / "zz"
    folder.mkdir()
    (folder / "__init__.py").write_text(FAMILY)
    monkeypatch.setattr(checks.rules, "__path__", [str(tmp_path)])
    for name in [one for one in sys.modules if one.startswith("checks.rules.zz")]:
        monkeypatch.delitem(sys.modules, name)
    yield folder
    for name in [one for one in sys.modules if one.startswith("checks.rules.zz")]:
        del sys.modules[name]


def found():
    return registry.all_rules.__wrapped__()


def test_rules_come_in_code_order_and_cannot_be_changed():
    codes = list(all_rules())
    assert sorted(codes) == codes
    with pytest.raises(TypeError):
        all_rules()["ZZ001"] = None


def test_families_come_in_the_order_of_listings():
    orders = [family.order for family in all_families().values()]
    assert sorted(orders) == orders
    assert len(set(orders)) == len(orders)


def test_the_version_is_short_and_stable():
    assert re.fullmatch(r"[0-9a-f]{12}", rules_version())
    assert rules_version.__wrapped__() == rules_version()


def test_a_rule_is_found_by_its_place(family):
    text = RULE.format(class_name="Odd", code="ZZ101", name="odd-thing")
    (family / "zz101_odd_thing.py").write_text(text)
    (family / "_words.py").write_text("raise RuntimeError")
    assert ["ZZ101"] == list(found())


def test_the_file_is_named_after_the_rule(family):
    text = RULE.format(class_name="Odd", code="ZZ101", name="odd-thing")
    (family / "zz101_other.py").write_text(text)
    with pytest.raises(RegistryError, match="named zz101_odd_thing.py"):
        found()


def test_a_file_holds_exactly_one_rule(family):
    one = RULE.format(class_name="Odd", code="ZZ101", name="odd-thing")
    two = RULE.format(class_name="Even", code="ZZ102", name="even-thing")
    (family / "zz101_odd_thing.py").write_text(one + two)
    with pytest.raises(RegistryError, match="holds one rule, here are 2"):
        found()
    (family / "zz101_odd_thing.py").write_text("")


def test_a_code_of_another_family_is_refused(family):
    text = RULE.format(class_name="Odd", code="CAP999", name="odd-thing")
    (family / "cap999_odd_thing.py").write_text(text)
    with pytest.raises(RegistryError, match="not a code of family ZZ"):
        found()


def test_an_error_on_importing_a_rule_is_let_through(family):
    (family / "zz101_odd_thing.py").write_text("import nothing_of_that_name")
    with pytest.raises(ModuleNotFoundError):
        found()


def test_a_folder_without_a_family_is_refused(family):
    (family / "__init__.py").write_text("")
    with pytest.raises(RegistryError, match="defines FAMILY"):
        found()
