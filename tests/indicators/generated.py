"""Generated questions to the figures' compilers: filters of every kind, rows, periods."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import strategies as st

from linli.definitions.indicators import Filter, Rows
from linli.domain.periods import Kind, period_of
from linli.indicators.compiling import Ask

TEXTS = {
    "kind": ["public_need", "complaint", "hazard"],
    "result": ["solved", "explained", ""],
    "satisfied": ["satisfied", "basic", ""],
    "category": ["", "traffic_road_lamp", "property_pipe_drain"],
    "channel": ["window", "phone"],
}


def _text_filter() -> st.SearchStrategy[Filter]:
    return st.sampled_from(sorted(TEXTS)).flatmap(
        lambda name: st.builds(
            lambda values, not_: Filter(name, in_=tuple(values), not_=not_),
            st.lists(st.sampled_from(TEXTS[name]), min_size=1, unique=True),
            st.booleans(),
        )
    )


FILTERS = st.one_of(
    _text_filter(),
    st.builds(
        lambda name, not_, null: Filter(name, null=null, not_=not_),
        st.sampled_from(["closed_at", "result", "beneficiaries", "lead_body"]),
        st.booleans(),
        st.booleans(),
    ),
    st.builds(
        lambda name, yes, not_: Filter(name, yes=yes, not_=not_),
        st.sampled_from(["on_time", "fast_lane", "excluded"]),
        st.booleans(),
        st.booleans(),
    ),
    st.builds(
        lambda number, not_: Filter("round", number=number, not_=not_), st.integers(1, 3), st.booleans()
    ),
    st.builds(
        lambda name, inside, not_: Filter(name, period=inside, not_=not_),
        st.sampled_from(["reported_at", "closed_at", "next_due"]),
        st.booleans(),
        st.booleans(),
    ),
    st.builds(
        lambda name, has, not_: Filter(name, has=has, not_=not_),
        st.sampled_from(["answer", "extension"]),
        st.booleans(),
        st.booleans(),
    ),
)
ROWS = st.builds(
    lambda when, where, out, until, ends: Rows(
        "cases", when, tuple(where), tuple(out), until, ends if until else None
    ),
    st.sampled_from([None, "reported_at", "closed_at"]),
    st.lists(FILTERS, max_size=3),
    st.lists(FILTERS, max_size=1),
    st.booleans(),
    st.sampled_from([None, "closed_at"]),
)
ASKS = st.builds(
    lambda kind, days, cut: Ask(period_of(kind, date(2026, 11, 10) + timedelta(days)), None, cut),
    st.sampled_from([Kind.DAY, Kind.WEEK, Kind.MONTH, Kind.ASSESSMENT_MONTH, Kind.YEAR]),
    st.integers(-40, 20),
    st.sampled_from([0, 12]),
)
