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
from linli.organizations.models.rota import Part, Pattern, Rota, Turn

__all__ = [
    "OPEN",
    "Appointment",
    "AppointmentKind",
    "AreaLinkKind",
    "Dated",
    "OrgAreaLink",
    "OrgEdge",
    "Organization",
    "Part",
    "Pattern",
    "Person",
    "Post",
    "Rota",
    "ServiceContract",
    "Tree",
    "Turn",
    "on_day",
]
