"""Index every case anew: bodies that got a case after it was registered could not find it."""

from django.db import migrations


def queue(apps, schema_editor):
    """The worker takes it from there."""
    del schema_editor
    job = apps.get_model("records", "SearchJob")
    found, last = apps.get_model("cases", "Case").objects.order_by("pk").values_list("pk", flat=True), 0
    while part := list(found.filter(pk__gt=last)[:1000]):
        job.objects.bulk_create([job(kind="case", subject_id=pk) for pk in part])
        last = part[-1]


class Migration(migrations.Migration):
    dependencies = [("cases", "0006_late_indexes"), ("records", "0003_touched_days")]

    operations = [migrations.RunPython(queue, migrations.RunPython.noop)]
