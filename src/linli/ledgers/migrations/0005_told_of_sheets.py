from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ledgers", "0004_told_of_files")]

    operations = [migrations.AddField("import", "told", models.JSONField(default=list))]
