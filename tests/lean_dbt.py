"""dbt in a process of the tests, without what it makes for logs and files that nobody reads.

Of a small build a third goes there: dbt builds and renders thousands of events that no log takes,
compiles each template anew in each run, writes every statement into the target folder, and looks up
each of its macros in a list of places, for every node twice. What it runs in the warehouse and what
it says stay as they are.
"""

from collections.abc import Collection, Iterator
from types import CodeType
from typing import Any

from dbt.clients.jinja import MacroGenerator
from dbt.context.macros import MacroNamespace, MacroNamespaceBuilder
from dbt.contracts.graph.nodes import ParsedNode
from dbt.tracking import track_behavior_change_warn
from dbt_common.clients.jinja import MacroFuzzEnvironment
from dbt_common.events.base_types import BaseEvent, EventLevel
from dbt_common.events.event_manager import EventManager
from dbt_common.tests import enable_test_caching

FOR_NOBODY = (EventLevel.DEBUG, EventLevel.TEST)
_make_message = BaseEvent.__init__
_fire = EventManager.fire_event
_compile = MacroFuzzEnvironment.compile
_COMPILED: dict[str, CodeType] = {}


def make_dbt_lean() -> None:
    """For as long as this process lives."""
    # dbt's own, for tests of dbt: what it parsed once it does not parse again.
    enable_test_caching()
    BaseEvent.__init__ = _remember
    BaseEvent.pb_msg = property(_message, _set_message)
    EventManager.fire_event = _fire_if_heard
    MacroFuzzEnvironment.compile = _compile_once
    ParsedNode.write_node = _write_nothing
    MacroGenerator.__init__ = _generate
    MacroNamespaceBuilder.add_macros = _add_package
    MacroNamespace.__iter__ = _names
    MacroNamespace.__getitem__ = _named


def _remember(event: BaseEvent, *args: Any, **values: Any) -> None:
    event.__dict__["_values"] = (args, values)


def _message(event: BaseEvent) -> Any:
    if "_message" not in event.__dict__:
        args, values = event.__dict__["_values"]
        _make_message(event, *args, **values)
    return event.__dict__["_message"]


def _set_message(event: BaseEvent, message: Any) -> None:
    event.__dict__["_message"] = message


def _fire_if_heard(
    manager: EventManager,
    e: BaseEvent,
    level: EventLevel | None = None,
    node: Any = None,
    force_warn_or_error_handling: bool = False,
) -> None:
    if (level or e.level_tag()) not in FOR_NOBODY or _is_heard(manager):
        _fire(manager, e, level, node, force_warn_or_error_handling)


def _is_heard(manager: EventManager) -> bool:
    """Whether events of the levels for nobody are for somebody this time."""
    if any(callback is not track_behavior_change_warn for callback in manager.callbacks):
        return True
    return any(logger.level in FOR_NOBODY for logger in manager.loggers)


def _compile_once(
    environment: MacroFuzzEnvironment, source: Any, *args: Any, **options: Any
) -> Any:
    if args or options or not isinstance(source, str):
        return _compile(environment, source, *args, **options)
    if source not in _COMPILED:
        _COMPILED[source] = _compile(environment, source)
    return _COMPILED[source]


def _write_nothing(node: ParsedNode, *_: Any) -> None:
    """The SQL of a node goes to the warehouse alone."""


def _generate(
    generator: MacroGenerator, macro: Any, context: Any = None, node: Any = None, stack: Any = None
) -> None:
    """As its classes do it, in one step instead of three."""
    generator.context = context
    generator.macro = macro
    generator.node = node
    generator.stack = stack


def _add_package(builder: MacroNamespaceBuilder, macros: Collection[Any], context: Any) -> None:
    """The macros of one package at once, as dbt adds them one by one."""
    node, stack = builder.node, builder.thread_ctx
    made = {macro.name: MacroGenerator(macro, context, node, stack) for macro in macros}
    for package in {macro.package_name for macro in macros}:
        if package in builder.internal_package_names:
            builder.internal_packages[package] = made
            continue
        builder.packages[package] = made
        if package == builder.search_package:
            builder.locals.update(made)
        elif package == builder.root_package:
            builder.globals.update(made)


def _names(namespace: MacroNamespace) -> Iterator[str]:
    return iter(_flat(namespace))


def _named(namespace: MacroNamespace, name: str) -> Any:
    return _flat(namespace)[name]


def _flat(namespace: MacroNamespace) -> dict[str, Any]:
    """What dbt finds under each name; what it searches first comes last here."""
    if "_flat" not in namespace.__dict__:
        merged: dict[str, Any] = {}
        for part in reversed([*namespace._search_order()]):
            merged.update(part)
        namespace.__dict__["_flat"] = merged
    found: dict[str, Any] = namespace.__dict__["_flat"]
    return found
