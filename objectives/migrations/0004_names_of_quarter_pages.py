from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("objectives", "0003_statements_of_a_quarter"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="substrand",
            name="sub_strand_slug_is_no_page",
        ),
        migrations.AddConstraint(
            model_name="substrand",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "slug__in",
                        (
                            "chase",
                            "dates",
                            "differences",
                            "editions",
                            "json",
                            "matters",
                            "public",
                            "publish",
                            "reopen",
                            "review",
                            "start-review",
                            "workbook",
                        ),
                    ),
                    _negated=True,
                ),
                name="sub_strand_slug_is_no_page",
            ),
        ),
    ]
