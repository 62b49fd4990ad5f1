from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ledgers", "0003_office_layout")]

    operations = [
        migrations.AddField("import", "hidden_columns", models.PositiveIntegerField(default=0)),
        migrations.AddField("import", "blank_formulas", models.PositiveIntegerField(default=0)),
    ]
