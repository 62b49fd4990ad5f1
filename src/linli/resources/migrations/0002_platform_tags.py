"""What resources are filed under: platforms, in columns of the overview (S3-11)."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('resources', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='ResourceTag',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('tag', models.CharField(max_length=40)),
                ('resource', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='tags', to='resources.resource')),
            ],
            options={
                'indexes': [models.Index(fields=['tag'], name='res_tag')],
                'constraints': [models.UniqueConstraint(fields=('resource', 'tag'), name='res_tag_once')],
            },
        ),
    ]
