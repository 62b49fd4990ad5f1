"""Whether a person stands in the staff directory."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("organizations", "0002_governance")]

    operations = [
        migrations.AddField(
            model_name="person",
            name="in_directory",
            field=models.BooleanField(default=True, editable=False),
        ),
    ]
