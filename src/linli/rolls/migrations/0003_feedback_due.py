"""What is to be written back to units after a period: one row each, told once (S2-03)."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('areas', '0001_initial'),
        ('organizations', '0003_directory'),
        ('rolls', '0002_members_apart'),
    ]

    operations = [
        migrations.CreateModel(
            name='FeedbackDue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('city', models.BigIntegerField(blank=True, editable=False, null=True)),
                ('district', models.BigIntegerField(blank=True, editable=False, null=True)),
                ('street', models.BigIntegerField(blank=True, editable=False, null=True)),
                ('community', models.BigIntegerField(blank=True, editable=False, null=True)),
                ('estate', models.BigIntegerField(blank=True, editable=False, null=True)),
                ('grid', models.BigIntegerField(blank=True, editable=False, null=True)),
                ('kind', models.CharField(max_length=40, verbose_name='报到类型')),
                ('period', models.CharField(max_length=20)),
                ('ended_on', models.DateField(verbose_name='期末')),
                ('due_on', models.DateField(verbose_name='反馈期限')),
                ('given_on', models.DateField(blank=True, null=True, verbose_name='反馈日期')),
                ('on_time', models.BooleanField(blank=True, null=True, verbose_name='按期反馈')),
                ('told_at', models.DateTimeField(blank=True, null=True)),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='areas.area')),
                ('membership', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='feedback_due', to='rolls.membership')),
                ('organization', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization')),
            ],
            options={
                'indexes': [models.Index(fields=['city', 'ended_on'], name='roll_due_city'), models.Index(fields=['district', 'ended_on'], name='roll_due_district'), models.Index(fields=['street', 'ended_on'], name='roll_due_street'), models.Index(fields=['community', 'ended_on'], name='roll_due_community'), models.Index(fields=['organization', 'ended_on'], name='roll_due_body'), models.Index(condition=models.Q(('given_on__isnull', True), ('told_at__isnull', True)), fields=['area'], name='roll_due_untold')],
                'constraints': [models.UniqueConstraint(fields=('membership', 'period'), name='roll_due_once')],
            },
        ),
    ]
