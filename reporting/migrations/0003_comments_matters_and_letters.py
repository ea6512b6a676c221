import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import reporting.meeting
import reporting.reminding
import reporting.workflow


class Migration(migrations.Migration):
    dependencies = [
        ("objectives", "0004_names_of_quarter_pages"),
        ("reporting", "0002_confirmed_and_corrected_figures"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Comment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.TextField()),
                ("at", models.DateTimeField()),
                ("by_name", models.CharField(help_text="As it was at the time.", max_length=150)),
                ("resolved_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["at", "id"],
            },
        ),
        migrations.CreateModel(
            name="Matter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("decision", "Decision"),
                            ("action", "Action"),
                            ("question", "Question"),
                        ],
                        max_length=30,
                    ),
                ),
                ("text", models.TextField()),
                (
                    "asked_by",
                    models.CharField(
                        blank=True, help_text="Of a question: whose it is.", max_length=150
                    ),
                ),
                ("due_on", models.DateField(blank=True, null=True)),
                ("recorded_at", models.DateTimeField()),
                (
                    "recorded_by_name",
                    models.CharField(help_text="As it was at the time.", max_length=150),
                ),
                (
                    "outcome",
                    models.TextField(blank=True, help_text="The answer, or what was done."),
                ),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                ("version", models.PositiveIntegerField(default=0)),
            ],
            options={
                "ordering": ["recorded_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("opened", "Quarter opened"),
                            ("week_before", "Due in a week"),
                            ("day_before", "Due tomorrow"),
                            ("overdue", "Overdue"),
                            ("overdue_ses_lead", "Overdue, to the SES lead"),
                            ("sent_back", "Sent back"),
                            ("approved", "Approved"),
                            ("nudge", "Nudge"),
                        ],
                        max_length=30,
                    ),
                ),
                (
                    "occasion",
                    models.CharField(
                        help_text="What makes it another letter: a day, or a move of a return.",
                        max_length=60,
                    ),
                ),
                ("words", models.TextField(blank=True, help_text="An officer's, or a reviewer's.")),
                ("made_at", models.DateTimeField()),
                ("claimed_at", models.DateTimeField(blank=True, null=True)),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                ("failures", models.PositiveIntegerField(default=0)),
                (
                    "failure",
                    models.CharField(
                        blank=True, help_text="What the last one was.", max_length=200
                    ),
                ),
            ],
            options={
                "ordering": ["-made_at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="Reply",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.TextField()),
                ("at", models.DateTimeField()),
                ("by_name", models.CharField(help_text="As it was at the time.", max_length=150)),
            ],
            options={
                "verbose_name_plural": "replies",
                "ordering": ["at", "id"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="step",
            name="step_move",
        ),
        migrations.RemoveConstraint(
            model_name="step",
            name="step_sent_back_with_a_comment",
        ),
        migrations.AddField(
            model_name="quarter",
            name="reopened_reason",
            field=models.TextField(
                blank=True, help_text="While it is reopened: why. The next edition's reason."
            ),
        ),
        migrations.AddField(
            model_name="step",
            name="version",
            field=models.PositiveIntegerField(
                blank=True, help_text="Of the return then; unknown of the oldest steps.", null=True
            ),
        ),
        migrations.AddField(
            model_name="submission",
            name="due_on",
            field=models.DateField(
                blank=True,
                help_text="A later day for this return than its quarter's deadline.",
                null=True,
            ),
        ),
        migrations.AlterField(
            model_name="step",
            name="move",
            field=models.CharField(
                choices=[
                    ("save", "Save"),
                    ("submit", "Submit"),
                    ("withdraw", "Withdraw"),
                    ("sign_off", "Sign off"),
                    ("send_back", "Send back"),
                    ("amend", "Amend"),
                    ("approve", "Approve"),
                    ("extend", "Extend"),
                    ("reopen", "Reopen"),
                ],
                max_length=30,
            ),
        ),
        migrations.AddConstraint(
            model_name="quarter",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("state", reporting.workflow.QuarterState["REOPENED"]),
                        models.Q(("reopened_reason", ""), _negated=True),
                    ),
                    models.Q(
                        models.Q(
                            ("state", reporting.workflow.QuarterState["REOPENED"]), _negated=True
                        ),
                        ("reopened_reason", ""),
                    ),
                    _connector="OR",
                ),
                name="quarter_reopened_with_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="step",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "move__in",
                        [
                            "save",
                            "submit",
                            "withdraw",
                            "sign_off",
                            "send_back",
                            "amend",
                            "approve",
                            "extend",
                            "reopen",
                        ],
                    )
                ),
                name="step_move",
            ),
        ),
        migrations.AddConstraint(
            model_name="step",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        (
                            "move__in",
                            [
                                reporting.workflow.Move["SEND_BACK"],
                                reporting.workflow.Move["REOPEN"],
                                reporting.workflow.Move["EXTEND"],
                            ],
                        ),
                        _negated=True,
                    ),
                    models.Q(("comment", ""), _negated=True),
                    _connector="OR",
                ),
                name="step_asks_with_words",
            ),
        ),
        migrations.AddField(
            model_name="comment",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="comment",
            name="placement",
            field=models.ForeignKey(
                blank=True,
                help_text="None: of the return as a whole.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="objectives.placement",
            ),
        ),
        migrations.AddField(
            model_name="comment",
            name="resolved_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="comment",
            name="submission",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="comments",
                to="reporting.submission",
            ),
        ),
        migrations.AddField(
            model_name="matter",
            name="closed_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="matter",
            name="owner",
            field=models.ForeignKey(
                blank=True,
                help_text="Who sees to it.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="matters",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="matter",
            name="quarter",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="matters",
                to="reporting.quarter",
            ),
        ),
        migrations.AddField(
            model_name="matter",
            name="recorded_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="matter",
            name="sub_strand",
            field=models.ForeignKey(
                blank=True,
                help_text="None: of the strategy as a whole.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="matters",
                to="objectives.substrand",
            ),
        ),
        migrations.AddField(
            model_name="notice",
            name="made_by",
            field=models.ForeignKey(
                blank=True,
                help_text="None: the portal itself.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="notice",
            name="quarter",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="notices",
                to="reporting.quarter",
            ),
        ),
        migrations.AddField(
            model_name="notice",
            name="recipient",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="notices",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="notice",
            name="submission",
            field=models.ForeignKey(
                blank=True,
                help_text="None: of all that the recipient owes in the quarter.",
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="notices",
                to="reporting.submission",
            ),
        ),
        migrations.AddField(
            model_name="reply",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="reply",
            name="comment",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="replies",
                to="reporting.comment",
            ),
        ),
        migrations.AddConstraint(
            model_name="comment",
            constraint=models.CheckConstraint(
                condition=models.Q(("text", ""), _negated=True), name="comment_says_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="comment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("resolved_at__isnull", True), ("resolved_by__isnull", True)),
                    models.Q(("resolved_at__isnull", False), ("resolved_by__isnull", False)),
                    _connector="OR",
                ),
                name="comment_resolved_by_whom",
            ),
        ),
        migrations.AddConstraint(
            model_name="matter",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["decision", "action", "question"])),
                name="matter_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="matter",
            constraint=models.CheckConstraint(
                condition=models.Q(("text", ""), _negated=True), name="matter_says_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="matter",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("kind", reporting.meeting.MatterKind["QUESTION"]),
                        models.Q(("asked_by", ""), _negated=True),
                    ),
                    models.Q(
                        models.Q(("kind", reporting.meeting.MatterKind["QUESTION"]), _negated=True),
                        ("asked_by", ""),
                    ),
                    _connector="OR",
                ),
                name="matter_questions_are_asked_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="matter",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", reporting.meeting.MatterKind["ACTION"]), _negated=True),
                    models.Q(("due_on__isnull", False), ("owner__isnull", False)),
                    _connector="OR",
                ),
                name="matter_action_has_owner_and_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="matter",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_at__isnull", True), ("closed_by__isnull", True)),
                    models.Q(("closed_at__isnull", False), ("closed_by__isnull", False)),
                    _connector="OR",
                ),
                name="matter_closed_by_whom",
            ),
        ),
        migrations.AddConstraint(
            model_name="matter",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("closed_at__isnull", True),
                    ("kind", reporting.meeting.MatterKind["DECISION"]),
                    models.Q(("outcome", ""), _negated=True),
                    _connector="OR",
                ),
                name="matter_closed_with_an_outcome",
            ),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(fields=["quarter", "-made_at"], name="notice_of_quarter"),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "opened",
                            "week_before",
                            "day_before",
                            "overdue",
                            "overdue_ses_lead",
                            "sent_back",
                            "approved",
                            "nudge",
                        ],
                    )
                ),
                name="notice_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.UniqueConstraint(
                fields=("quarter", "recipient", "kind", "occasion"), name="notice_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("sent_at__isnull", True), ("claimed_at__isnull", False), _connector="OR"
                ),
                name="notice_sent_was_claimed",
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", reporting.reminding.NoticeKind["NUDGE"]), _negated=True),
                    ("made_by__isnull", False),
                    _connector="OR",
                ),
                name="notice_nudge_is_somebodys",
            ),
        ),
        migrations.AddConstraint(
            model_name="reply",
            constraint=models.CheckConstraint(
                condition=models.Q(("text", ""), _negated=True), name="reply_says_something"
            ),
        ),
    ]
