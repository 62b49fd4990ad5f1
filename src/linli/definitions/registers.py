"""Register kinds: fields with units, states with colours, number series, custodians (台账)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from linli.definitions import reaching
from linli.definitions.cases import Option
from linli.definitions.dated import Dated
from linli.definitions.problems import listed, suggest
from linli.definitions.reaching import Reach
from linli.definitions.text import Text
from linli.definitions.words import Capability, RegisterKindId, RoleId, TermId
from linli.definitions.yamlfile import Document

#: Figures of an item that stand in columns of their own, so that sums are one index read.
MOST_TOTALS = 6
#: Fields whose number has a unit.
MEASURED = ("quantity", "money")


@dataclass(frozen=True)
class WorkingDaysCut:
    """The working days by which a limit became shorter, counted by the official calendar from a day on.

    The fields hold the limit before and after, each with its unit (``natural_day`` or ``working_day``), and the day.
    """

    before: str
    before_unit: str
    after: str
    after_unit: str
    since: str


@dataclass(frozen=True)
class RegisterField:
    """A column of a register. A quantity is typed with ``decimals`` and kept as an integer of the smallest unit.

    ``total``: a figure of this register: the sum of the values, or how many rows have one (``filled``).
    ``personal`` is stored encrypted; ``public`` stands in the public list. ``above``: the merged title above.
    ``computed``: never typed, it follows from other fields.
    """

    id: str
    names: Text
    type: Literal[
        "text", "long_text", "choice", "integer", "quantity", "money", "boolean", "day", "phone", "body"
    ]
    unit: TermId | None = None
    decimals: int = 0
    required: bool = False
    personal: bool = False
    public: bool = False
    options: tuple[Option, ...] = ()
    longest: int | None = None
    least: int | None = None
    most: int | None = None
    total: Literal["sum", "filled"] | None = None
    listed: bool = True
    above: Text | None = None
    aliases: tuple[str, ...] = ()
    computed: WorkingDaysCut | None = None


@dataclass(frozen=True)
class RegisterState:
    """A state with its colour on the map and where it may go; the first one is where an item begins.

    ``needs``: fields that must be filled before; ``needs_keeper``: a custodian as well. ``cleared`` is reached
    by clearing one by one (销号) with basis and verifier only, and left by reopening only.
    """

    id: str
    names: Text
    colour: Literal["good", "warn", "bad", "info", "none"]
    to: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    needs_keeper: bool = False
    cleared: bool = False
    public: bool = False


@dataclass(frozen=True)
class NumberSeries:
    """Numbers without gap or repeat: 001, 002 … for each place of a level, or one series for all."""

    per: Literal["community", "street", "district", "city", "all"]
    digits: int
    prefix: str | None = None


@dataclass(frozen=True)
class SumRule:
    """A figure of the parent is the sum of ``from`` over its parts, or how many parts it has."""

    field: str
    of: RegisterKindId
    from_: str | None = None


@dataclass(frozen=True)
class Reset:
    """Changing a field sends the item back to a state and empties others: a new owner has not signed."""

    field: str
    state: str
    empties: tuple[str, ...] = ()


@dataclass(frozen=True)
class RegisterStage:
    """A stage of back-planned work and how many days it takes, the first one counted (倒排工期)."""

    id: str
    names: Text
    days: Dated[int]


@dataclass(frozen=True)
class RegisterKind:
    """A kind of register. ``capability`` set: only announced on the card, its room does not run it yet.

    ``subject`` says what a row is about; rows about persons and households keep the name encrypted and show it
    masked. ``viewers``: the roles that may open the rows of a ``sensitive`` kind; all others see counts only, and
    those under ``hidden_below`` as "<5". ``same``: fields that together mean the same thing was entered twice.
    """

    id: str
    term: TermId
    capability: Capability | None = None
    subject: Literal["thing", "place", "household", "person", "shop"] = "thing"
    fields: tuple[RegisterField, ...] = ()
    states: tuple[RegisterState, ...] = ()
    number: NumberSeries | None = None
    keeper: bool = False
    freezes: bool = False
    parent: RegisterKindId | None = None
    sums: tuple[SumRule, ...] = ()
    sensitive: bool = False
    viewers: tuple[RoleId, ...] = ()
    hidden_below: Dated[int] | None = None
    public: bool = False
    same: tuple[str, ...] = ()
    resets: tuple[Reset, ...] = ()
    other_verifier: bool = False
    stages: tuple[RegisterStage, ...] = ()
    due: str | None = None
    reaches: tuple[Reach, ...] = ()

    @property
    def personal_name(self) -> bool:
        """Is the name of a row the name of a resident?"""
        return self.subject in ("household", "person")

    @property
    def first_state(self) -> RegisterState:
        """Where an item begins."""
        return self.states[0]

    @cached_property
    def totals(self) -> tuple[RegisterField, ...]:
        """The fields that are figures, in the order of their columns."""
        return tuple(field for field in self.fields if field.total is not None)

    @cached_property
    def derived(self) -> frozenset[str]:
        """The fields nobody types: sums of parts, and what follows from other fields."""
        return frozenset(
            {rule.field for rule in self.sums} | {one.id for one in self.fields if one.computed is not None}
        )

    def field(self, field_id: str) -> RegisterField:
        """The field with this id. Raises KeyError."""
        for field in self.fields:
            if field.id == field_id:
                return field
        raise KeyError(field_id)

    def state(self, state_id: str) -> RegisterState:
        """The state with this id. Raises KeyError."""
        for state in self.states:
            if state.id == state_id:
                return state
        raise KeyError(state_id)


def check(kinds: tuple[RegisterKind, ...], document: Document) -> None:
    """What only the whole kind can tell: states can be reached, fields exist, figures fit into their columns."""
    for index, kind in enumerate(kinds):
        path = f"register_kinds[{index}]"
        if kind.capability is not None:
            continue
        if not kind.states or not kind.fields:
            document.problem("E104", path, kind.id, "fields, states")
            continue
        _fields(kind, path, document)
        _states(kind, path, document)
        _rules(kind, path, document)


def _fields(kind: RegisterKind, path: str, document: Document) -> None:
    for index, one in enumerate(kind.fields):
        below = f"{path}.fields[{index}]"
        if [field.id for field in kind.fields].count(one.id) > 1:
            document.problem("E109", f"{below}.id", one.id, "once")
        if (one.type == "choice") != bool(one.options):
            document.problem("E104", f"{below}.options", one.type, "choice ↔ options")
        if one.type in MEASURED and one.unit is None:
            document.problem("E104", f"{below}.unit", one.type, "unit")
        if one.computed is not None:
            _computed(kind, one, one.computed, below, document)
        if one.personal and (one.public or one.total == "sum"):
            document.problem("E106", f"{below}.personal", one.id, "personal: no public, no sum")
        if one.total == "sum" and one.type not in (*MEASURED, "integer"):
            document.problem("E106", f"{below}.total", one.type, listed((*MEASURED, "integer")))
    if len(kind.totals) > MOST_TOTALS:
        document.problem("E106", f"{path}.fields", str(len(kind.totals)), f"≤ {MOST_TOTALS} total")


#: Units in which a limit of the register may be given.
LIMIT_UNITS = ("natural_day", "working_day")


def _computed(
    kind: RegisterKind, one: RegisterField, rule: WorkingDaysCut, path: str, document: Document
) -> None:
    """It is an integer; limits are integers, their units choices of the two, the day a day; none of them personal."""
    if one.type != "integer" or one.required:
        document.problem("E106", f"{path}.computed", one.type, "integer, required: false")
    fields = {field.id: field for field in kind.fields if not field.personal}
    wanted = {
        rule.before: "integer",
        rule.before_unit: "choice",
        rule.after: "integer",
        rule.after_unit: "choice",
        rule.since: "day",
    }
    for name, needed in wanted.items():
        allowed = [key for key, field in fields.items() if field.type == needed]
        _known([name], allowed, f"{path}.computed", document)
        odd = {option.id for option in fields[name].options} - set(LIMIT_UNITS) if name in fields else set()
        if odd:
            document.problem("E106", f"{path}.computed", listed(sorted(odd)), listed(LIMIT_UNITS))


def _states(kind: RegisterKind, path: str, document: Document) -> None:
    known = [state.id for state in kind.states]
    fields = [field.id for field in kind.fields]
    for index, state in enumerate(kind.states):
        below = f"{path}.states[{index}]"
        _known(state.to, known, f"{below}.to", document)
        _known(state.needs, fields, f"{below}.needs", document)
        if known.count(state.id) > 1:
            document.problem("E109", f"{below}.id", state.id, "once")
        if state.needs_keeper and not kind.keeper:
            document.problem("E106", f"{below}.needs_keeper", state.id, "keeper: true")
        if state.cleared and (state.to or index == 0):
            document.problem("E106", f"{below}.cleared", state.id, "to: [], not first")


def _rules(kind: RegisterKind, path: str, document: Document) -> None:
    fields = [field.id for field in kind.fields]
    _known(kind.same, [*fields, "name", "place"], f"{path}.same", document)
    _known([one.field for one in kind.sums], [field.id for field in kind.totals], f"{path}.sums", document)
    _known([one.field for one in kind.resets], [*fields, "name"], f"{path}.resets", document)
    _known(
        [one.state for one in kind.resets], [state.id for state in kind.states], f"{path}.resets", document
    )
    if kind.due is not None:
        days = [field.id for field in kind.fields if field.type == "day"]
        _known([kind.due], days, f"{path}.due", document)
    reaching.check(kind.reaches, kind.fields, kind.states, path, document)
    if bool(kind.stages) and kind.due is None:
        document.problem("E104", f"{path}.due", kind.id, "due")
    if kind.sensitive and (not kind.viewers or kind.hidden_below is None or kind.public):
        document.problem("E104", f"{path}.viewers", kind.id, "viewers, hidden_below, public: false")
    if kind.personal_name and kind.public:
        document.problem("E106", f"{path}.public", kind.id, "public: false")


def _known(given: Iterable[str], allowed: list[str], path: str, document: Document) -> None:
    for one in given:
        if one not in allowed:
            document.problem("E107", path, one, listed(allowed), suggest(one, allowed))
