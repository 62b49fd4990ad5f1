"""Members entered by name before the directory knew better: out of it, unless they hold or held a post."""

from django.db import migrations
from django.db.models import Exists, OuterRef


def apart(apps, schema_editor):
    """One known by a roll alone is no staff."""
    person = apps.get_model("organizations", "Person")
    held = apps.get_model("organizations", "Appointment").objects.filter(person=OuterRef("pk"))
    rolled = apps.get_model("rolls", "Membership").objects.filter(person=OuterRef("pk"), holder="member")
    rows = person.objects.filter(Exists(rolled), ~Exists(held), work_phone="", staff_number="")
    rows.update(in_directory=False)


class Migration(migrations.Migration):
    dependencies = [("rolls", "0001_initial"), ("organizations", "0003_directory")]

    operations = [migrations.RunPython(apart, migrations.RunPython.noop)]
