"""Every rule there is, found by its place in the tree."""

from __future__ import annotations

import hashlib
import importlib
import inspect
import pkgutil
import re
from functools import cache
from pathlib import Path
from types import MappingProxyType, ModuleType
from typing import TYPE_CHECKING, cast

import checks
import checks.rules
from checks.rule import Family, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_CODE = re.compile(r"[A-Z]+\d{3}")
_VERSION_DIGITS = 12


class RegistryError(Exception):
    """A rule file breaks a convention; the program must not start with half of the rules."""


@cache
def all_rules() -> Mapping[str, Rule[object, object]]:
    """Every rule by code, in code order.

    Raises ``RegistryError`` where a file does not hold exactly one rule, is not named after it or
    repeats a code; an error on importing a rule is let through.
    """
    found: dict[str, Rule[object, object]] = {}
    for prefix, module in _modules():
        rule = _rule_in(module, prefix)
        if rule.code in found:
            raise RegistryError(f"{module.__name__}: {rule.code} is taken by another rule.")
        found[rule.code] = rule
    return MappingProxyType(dict(sorted(found.items())))


@cache
def all_families() -> Mapping[str, Family]:
    """Every family by prefix, in the order of listings."""
    found = [_family_of(package) for package in _packages()]
    ordered = sorted(found, key=lambda family: (family.order, family.prefix))
    return MappingProxyType({family.prefix: family for family in ordered})


@cache
def rules_version() -> str:
    """A short hash of everything that can change a judgement: the same hash, the same verdict."""
    root = Path(checks.__file__).parent
    digest = hashlib.sha256()
    for path in sorted(root.rglob("*.py"), key=lambda path: path.relative_to(root).as_posix()):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0")
        digest.update(path.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    return digest.hexdigest()[:_VERSION_DIGITS]


def module_name(code: str, name: str) -> str:
    """The file name, without its suffix, that a rule must have."""
    return f"{code.lower()}_{name.replace('-', '_')}"


def family_of(code: str) -> str:
    """The prefix of the family *code* belongs to: CAP of CAP301."""
    return code.rstrip("0123456789")


def _packages() -> Iterator[ModuleType]:
    for entry in sorted(pkgutil.iter_modules(checks.rules.__path__), key=lambda one: one.name):
        if entry.ispkg:
            yield importlib.import_module(f"{checks.rules.__name__}.{entry.name}")


def _modules() -> Iterator[tuple[str, ModuleType]]:
    for package in _packages():
        prefix = _family_of(package).prefix
        for entry in sorted(pkgutil.iter_modules(package.__path__), key=lambda one: one.name):
            if not entry.name.startswith("_"):
                yield prefix, importlib.import_module(f"{package.__name__}.{entry.name}")


def _family_of(package: ModuleType) -> Family:
    family = getattr(package, "FAMILY", None)
    if not isinstance(family, Family):
        raise RegistryError(f"{package.__name__}: a family package defines FAMILY = Family(...).")
    return family


def _rule_in(module: ModuleType, prefix: str) -> Rule[object, object]:
    own = [
        one
        for _, one in inspect.getmembers(module, inspect.isclass)
        if issubclass(one, Rule) and one.__module__ == module.__name__
    ]
    if len(own) != 1:
        raise RegistryError(f"{module.__name__}: a rule file holds one rule, here are {len(own)}.")
    rule = cast("Rule[object, object]", own[0]())
    if not _CODE.fullmatch(rule.code) or family_of(rule.code) != prefix:
        raise RegistryError(f"{module.__name__}: {rule.code} is not a code of family {prefix}.")
    expected = module_name(rule.code, rule.name)
    if module.__name__.rpartition(".")[2] != expected:
        raise RegistryError(f"{module.__name__}: the file of {rule.code} is named {expected}.py.")
    return rule
