"""Bodies, people and posts; who is on duty when. Rooms import from here."""

from linli.organizations.models.bodies import (
    OPEN,
    Appointment,
    AppointmentKind,
    AreaLinkKind,
    Dated,
    Organization,
    OrgAreaLink,
    OrgEdge,
    Person,
    Post,
    ServiceContract,
    Tree,
    on_day,
)

__all__ = [
    "OPEN",
    "Appointment",
    "AppointmentKind",
    "AreaLinkKind",
    "Dated",
    "OrgAreaLink",
    "OrgEdge",
    "Organization",
    "Person",
    "Post",
    "ServiceContract",
    "Tree",
    "on_day",
]
