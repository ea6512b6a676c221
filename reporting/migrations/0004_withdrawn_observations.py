from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("objectives", "0004_names_of_quarter_pages"),
        ("reporting", "0003_comments_matters_and_letters"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="observation",
            name="withdrawn",
            field=models.TextField(
                blank=True, help_text="Why it is off the record, though no other took its place."
            ),
        ),
        migrations.AddConstraint(
            model_name="observation",
            constraint=models.CheckConstraint(
                condition=models.Q(("withdrawn", ""), ("is_current", False), _connector="OR"),
                name="observation_withdrawn_is_not_current",
            ),
        ),
    ]
