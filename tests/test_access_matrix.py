"""Every address x every role x every state that matters: who gets in, and what they get to read.

The tables are the expectation, written from DESIGN 5 and not from the code. A cell is a status,
`>name` for a redirect to that address, or `in` for the way to the sign-in page and back. An address
without a row, or a row without an address, fails.
"""

from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from urllib.parse import parse_qs, urlsplit

import openpyxl
import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction
from django.test import Client
from django.urls import get_resolver, resolve, reverse

from accounts.models import User
from objectives.models import KPI, Assignment, PossiblySame
from reporting import same
from reporting.actions import quarters, reopening
from reporting.models import Comment, Matter, Observation, Quarter, Submission
from reporting.workflow import QuarterState, ReturnState
from tests import factories
from tests.reporting import packs
from tests.snapshot import Kept, all_models

ROLES = (
    "signed_out",
    "lead",
    "deputy",
    "ses_lead",
    "officer",
    "other_lead",
    "reviewer",
    "viewer",
    "administrator",
    "stranger",
)

#: Where a redirect leads, as the table writes it.
SHORT = {
    "home": "home",
    "kpi_comparators": "vals",
    "sign_in": "sign",
    "my_returns": "mine",
    "sign_off": "off",
    "strategies": "list",
    "quarter": "dash",
    "quarter_review": "queue",
    "sub_strand": "part",
    "quarter_matters": "meet",
    "pack": "pack",
    "pack_made": "made",
    "pack_draft": "drawn",
    "pack_wording": "word",
    "same": "pair",
    "quarter_chase": "chase",
    "matter": "item",
    "return": "form",
    "return_check": "check",
    "people": "all",
    "person": "who",
    "password_sent": "sent",
}

# The state is Growth's; Housing never reports. `upcoming` is the quarter's, returns made already;
# `published` is not public, `public` is; so is the quarter that was published with other words and
# reopened: Growth's return is sent back in `reopened`, and approved again in `approved_again`.
MATRIX = """
# state                       out    lead   dep    SES    office other  cell   viewer admin  strang

GET home
  draft                       >sign  >mine  >mine  >dash  >dash  >mine  >dash  >dash  >list  >list
  submitted                   >sign  >mine  >mine  >off   >dash  >mine  >queue >dash  >list  >list
POST home
  draft                       405    405    405    405    405    405    405    405    405    405

GET sign_in
  draft                       200    >home  >home  >home  >home  >home  >home  >home  >home  >home
POST sign_in
  draft                       200    >home  >home  >home  >home  >home  >home  >home  >home  >home

GET sign_out
  draft                       405    405    405    405    405    405    405    405    405    405
POST sign_out
  draft                       >sign  >sign  >sign  >sign  >sign  >sign  >sign  >sign  >sign  >sign

GET search
  draft                       200    200    200    200    200    200    200    200    200    200
POST search
  draft                       405    405    405    405    405    405    405    405    405    405

GET audit
  draft                       in     403    403    403    403    403    403    403    200    403
POST audit
  draft                       in     405    405    405    405    405    405    405    405    405

GET audit_csv
  draft                       in     403    403    403    403    403    403    403    200    403
POST audit_csv
  draft                       in     405    405    405    405    405    405    405    405    405

GET my_returns
  draft                       in     200    200    200    200    200    200    200    200    200
POST my_returns
  draft                       in     405    405    405    405    405    405    405    405    405

GET strategies
  draft,public                200    200    200    200    200    200    200    200    200    200
POST strategies
  draft                       405    405    405    405    405    405    405    405    405    405

GET strategy
  upcoming,draft,published    in     200    200    200    200    200    200    200    200    404
  public                      200    200    200    200    200    200    200    200    200    200
POST strategy
  draft                       405    405    405    405    405    405    405    405    405    405

GET kpis
  upcoming,draft,public       200    200    200    200    200    200    200    200    200    200
POST kpis
  draft                       405    405    405    405    405    405    405    405    405    405

GET same
  upcoming,draft,published    in     200    200    200    200    200    200    200    200    404
  public,reopened             200    200    200    200    200    200    200    200    200    200
POST same
  draft                       405    405    405    405    405    405    405    405    405    405

GET same_differ
  draft                       405    405    405    405    405    405    405    405    405    405
POST same_differ
  upcoming,draft,published    401    403    403    403    >pair  403    403    403    403    404
  public,reopened             401    403    403    403    >pair  403    403    403    403    403

GET same_merge
  draft,published             in     403    403    403    422    403    403    403    403    404
  public                      in     403    403    403    422    403    403    403    403    403
POST same_merge
  draft,approved              401    403    403    403    422    403    403    403    403    404
  public                      401    403    403    403    422    403    403    403    403    403

GET same_again
  draft                       405    405    405    405    405    405    405    405    405    405
POST same_again
  draft                       401    403    403    403    409    403    403    403    403    404
  public                      401    403    403    403    409    403    403    403    403    403

GET same_undo
  draft                       405    405    405    405    405    405    405    405    405    405
POST same_undo
  draft                       401    403    403    403    409    403    403    403    403    404
  public                      401    403    403    403    409    403    403    403    403    403

GET kpi
  upcoming,draft,submitted    in     200    200    200    200    200    200    200    200    404
  approved,published          in     200    200    200    200    200    200    200    200    404
  public,reopened             200    200    200    200    200    200    200    200    200    200
POST kpi
  draft                       405    405    405    405    405    405    405    405    405    405

GET kpi_comparators
  upcoming,draft,published    in     403    403    403    200    403    403    403    403    404
  public,reopened             in     403    403    403    200    403    403    403    403    403
POST kpi_comparators
  upcoming,draft,published    401    403    403    403    >vals  403    403    403    403    404
  public,reopened             401    403    403    403    >vals  403    403    403    403    403

GET kpi_comparator_withdraw
  draft                       in     405    405    405    405    405    405    405    405    405
POST kpi_comparator_withdraw
  upcoming,draft,published    401    403    403    403    >vals  403    403    403    403    404
  public,reopened             401    403    403    403    >vals  403    403    403    403    403

GET quarter
  upcoming                    in     404    404    404    200    404    404    404    404    404
  draft,approved,published    in     200    200    200    200    200    200    200    200    404
  public                      200    200    200    200    200    200    200    200    200    200
POST quarter
  draft                       405    405    405    405    405    405    405    405    405    405

GET quarter_workbook
  upcoming                    in     404    404    404    200    404    404    404    404    404
  draft,approved,published    in     200    200    200    200    200    200    200    200    404
  public                      200    200    200    200    200    200    200    200    200    200
POST quarter_workbook
  draft                       405    405    405    405    405    405    405    405    405    405

GET quarter_csv
  upcoming                    in     404    404    404    200    404    404    404    404    404
  draft,approved,published    in     200    200    200    200    200    200    200    200    404
  public                      200    200    200    200    200    200    200    200    200    200
POST quarter_csv
  draft                       405    405    405    405    405    405    405    405    405    405

GET quarter_json
  upcoming                    in     404    404    404    200    404    404    404    404    404
  draft,approved,published    in     200    200    200    200    200    200    200    200    404
  public                      200    200    200    200    200    200    200    200    200    200
POST quarter_json
  draft                       405    405    405    405    405    405    405    405    405    405

GET headlines
  upcoming                    in     404    404    404    200    404    404    404    404    404
  draft,approved,published    in     200    200    200    200    200    200    200    200    404
  public,reopened             200    200    200    200    200    200    200    200    200    200
POST headlines
  draft                       405    405    405    405    405    405    405    405    405    405

GET compare
  upcoming                    in     404    404    404    200    404    404    404    404    404
  draft,approved,published    in     200    200    200    200    200    200    200    200    404
  public,reopened             200    200    200    200    200    200    200    200    200    200
POST compare
  draft                       405    405    405    405    405    405    405    405    405    405

GET objective
  upcoming                    in     404    404    404    200    404    404    404    404    404
  draft,approved,published    in     200    200    200    200    200    200    200    200    404
  public,reopened             200    200    200    200    200    200    200    200    200    200
POST objective
  draft                       405    405    405    405    405    405    405    405    405    405

GET quarter_open
  upcoming,draft,published    in     403    403    403    200    403    403    403    403    404
  public                      in     403    403    403    200    403    403    403    403    403
POST quarter_open
  upcoming,draft,published    401    403    403    403    >dash  403    403    403    403    404
  public                      401    403    403    403    >dash  403    403    403    403    403

GET quarter_dates
  upcoming                    in     404    404    404    200    404    404    404    404    404
  draft,approved              in     403    403    403    200    403    403    403    403    404
  published                   in     403    403    403    >dash  403    403    403    403    404
  public                      in     403    403    403    >dash  403    403    403    403    403
POST quarter_dates
  upcoming                    401    404    404    404    >dash  404    404    404    404    404
  draft,approved              401    403    403    403    >dash  403    403    403    403    404
  published                   401    403    403    403    409    403    403    403    403    404
  public                      401    403    403    403    409    403    403    403    403    403

GET quarter_start_review
  draft                       in     405    405    405    405    405    405    405    405    405
POST quarter_start_review
  upcoming                    in     404    404    404    >dash  404    404    404    404    404
  draft,approved              in     403    403    403    >dash  403    403    403    403    404
  published                   in     403    403    403    >dash  403    403    403    403    404
  public                      in     403    403    403    >dash  403    403    403    403    403

GET quarter_reopen
  upcoming                    in     404    404    404    >dash  404    404    404    404    404
  draft,approved              in     403    403    403    >dash  403    403    403    403    404
  published                   in     403    403    403    200    403    403    403    403    404
  public                      in     403    403    403    200    403    403    403    403    403
  reopened,approved_again     in     403    403    403    >dash  403    403    403    403    403
POST quarter_reopen
  upcoming                    401    404    404    404    >dash  404    404    404    404    404
  draft,approved              401    403    403    403    >dash  403    403    403    403    404
  published                   401    403    403    403    >dash  403    403    403    403    404
  public,reopened             401    403    403    403    >dash  403    403    403    403    403

GET quarter_public
  upcoming                    in     404    404    404    >dash  404    404    404    404    404
  draft,approved              in     403    403    403    >dash  403    403    403    403    404
  published                   in     403    403    403    200    403    403    403    403    404
  public,reopened             in     403    403    403    200    403    403    403    403    403
POST quarter_public
  upcoming                    401    404    404    404    >dash  404    404    404    404    404
  draft,approved              401    403    403    403    >dash  403    403    403    403    404
  published                   401    403    403    403    >dash  403    403    403    403    404
  public,reopened             401    403    403    403    >dash  403    403    403    403    403

GET quarter_editions
  upcoming                    in     404    404    404    200    404    404    404    404    404
  draft,approved,published    in     200    200    200    200    200    200    200    200    404
  public,reopened             200    200    200    200    200    200    200    200    200    200
POST quarter_editions
  draft                       405    405    405    405    405    405    405    405    405    405

GET edition
  upcoming,draft,approved     in     404    404    404    404    404    404    404    404    404
  published                   in     200    200    200    200    200    200    200    200    404
  public,reopened             200    200    200    200    200    200    200    200    200    200
POST edition
  published                   405    405    405    405    405    405    405    405    405    405

GET edition_sub_strand
  upcoming,draft,approved     in     404    404    404    404    404    404    404    404    404
  published                   in     200    200    200    200    200    200    200    200    404
  public,reopened             200    200    200    200    200    200    200    200    200    200
POST edition_sub_strand
  published                   405    405    405    405    405    405    405    405    405    405

GET edition_workbook
  upcoming,draft,approved     in     404    404    404    404    404    404    404    404    404
  published                   in     200    200    200    200    200    200    200    200    404
  public,reopened             200    200    200    200    200    200    200    200    200    200
POST edition_workbook
  published                   405    405    405    405    405    405    405    405    405    405

GET edition_csv
  upcoming,draft,approved     in     404    404    404    404    404    404    404    404    404
  published                   in     200    200    200    200    200    200    200    200    404
  public,reopened             200    200    200    200    200    200    200    200    200    200
POST edition_csv
  published                   405    405    405    405    405    405    405    405    405    405

GET edition_json
  upcoming,draft,approved     in     404    404    404    404    404    404    404    404    404
  published                   in     200    200    200    200    200    200    200    200    404
  public,reopened             200    200    200    200    200    200    200    200    200    200
POST edition_json
  published                   405    405    405    405    405    405    405    405    405    405

GET quarter_publish
  upcoming                    in     404    404    404    >dash  404    404    404    404    404
  draft,approved              in     403    403    403    200    403    403    403    403    404
  published                   in     403    403    403    >dash  403    403    403    403    404
  public                      in     403    403    403    >dash  403    403    403    403    403
  reopened,approved_again     in     403    403    403    200    403    403    403    403    403
POST quarter_publish
  upcoming                    401    404    404    404    >dash  404    404    404    404    404
  draft,approved              401    403    403    403    >dash  403    403    403    403    404
  published                   401    403    403    403    >dash  403    403    403    403    404
  reopened                    401    403    403    403    >dash  403    403    403    403    403

GET quarter_review
  upcoming                    in     404    404    404    200    404    404    404    404    404
  draft,submitted,approved    in     403    403    403    200    403    200    403    403    404
  published                   in     403    403    403    200    403    200    403    403    404
  public                      in     403    403    403    200    403    200    403    403    403
POST quarter_review
  draft                       in     405    405    405    405    405    405    405    405    405

GET quarter_approve
  submitted                   in     405    405    405    405    405    405    405    405    405
POST quarter_approve
  upcoming                    in     404    404    404    403    404    404    404    404    404
  not_started,draft,sent_back in     403    403    403    403    403    409    403    403    404
  submitted,signed_off        in     403    403    403    403    403    >queue 403    403    404
  approved,published          in     403    403    403    403    403    409    403    403    404
  public                      in     403    403    403    403    403    409    403    403    403

GET quarter_differences
  upcoming                    in     404    404    404    200    404    404    404    404    404
  draft,approved,published    in     403    403    403    200    403    200    403    403    404
  public                      in     403    403    403    200    403    200    403    403    403
POST quarter_differences
  draft                       in     405    405    405    405    405    405    405    405    405

GET quarter_chase
  upcoming                    in     404    404    404    200    404    404    404    404    404
  draft,approved,published    in     403    403    403    200    403    403    403    403    404
  public                      in     403    403    403    200    403    403    403    403    403
POST quarter_chase
  draft                       in     405    405    405    405    405    405    405    405    405

GET quarter_nudge
  draft                       405    405    405    405    405    405    405    405    405    405
POST quarter_nudge
  upcoming                    401    404    404    404    409    404    404    404    404    404
  draft,submitted,approved    401    403    403    403    >chase 403    403    403    403    404
  published                   401    403    403    403    409    403    403    403    403    404
  public                      401    403    403    403    409    403    403    403    403    403

GET quarter_send_again
  draft                       in     405    405    405    405    405    405    405    405    405
POST quarter_send_again
  upcoming                    in     404    404    404    >chase 404    404    404    404    404
  draft,submitted,approved    in     403    403    403    >chase 403    403    403    403    404
  published                   in     403    403    403    >chase 403    403    403    403    404
  public                      in     403    403    403    >chase 403    403    403    403    403

GET quarter_matters
  upcoming                    in     404    404    404    200    404    404    404    404    404
  draft,approved,published    in     200    200    200    200    200    200    200    403    404
  public                      in     200    200    200    200    200    200    200    403    403
POST quarter_matters
  upcoming                    401    404    404    404    409    404    404    404    404    404
  draft,approved,published    401    403    403    403    >meet  403    >meet  >meet  403    404
  public                      401    403    403    403    >meet  403    >meet  >meet  403    403

GET matter
  upcoming                    in     404    404    404    200    404    404    404    404    404
  draft,approved,published    in     200    200    200    200    200    200    200    404    404
  public                      in     200    200    200    200    200    200    200    404    404
POST matter
  draft                       in     405    405    405    405    405    405    405    405    405

GET matter_change
  draft                       405    405    405    405    405    405    405    405    405    405
POST matter_change
  upcoming                    401    404    404    404    >item  404    404    404    404    404
  draft,approved,published    401    403    403    403    >item  403    >item  403    404    404
  public                      401    403    403    403    >item  403    >item  403    404    404

GET matter_close
  draft                       405    405    405    405    405    405    405    405    405    405
POST matter_close
  upcoming                    401    404    404    404    >meet  404    404    404    404    404
  draft,approved,published    401    403    403    403    >meet  403    >meet  403    404    404
  public                      401    403    403    403    >meet  403    >meet  403    404    404

GET matter_reopen
  draft                       405    405    405    405    405    405    405    405    405    405
POST matter_reopen
  upcoming                    401    404    404    404    409    404    404    404    404    404
  draft,approved,published    401    403    403    403    409    403    409    403    404    404
  public                      401    403    403    403    409    403    409    403    404    404

GET sub_strand
  upcoming                    in     404    404    404    200    404    404    404    404    404
  not_started,draft,sent_back in     200    200    200    200    200    200    404    200    404
  submitted,signed_off        in     200    200    200    200    200    200    404    200    404
  approved                    in     200    200    200    200    200    200    200    404    404
  published                   in     200    200    200    200    200    200    200    200    404
  public,reopened             200    200    200    200    200    200    200    200    200    200
  approved_again              200    200    200    200    200    200    200    200    200    200
POST sub_strand
  draft                       405    405    405    405    405    405    405    405    405    405

GET return
  upcoming                    in     404    404    404    200    404    404    404    404    404
  not_started,draft,sent_back in     200    200    403    200    403    403    404    403    404
  submitted,signed_off        in     200    200    403    200    403    403    404    403    404
  approved                    in     200    200    403    200    403    403    403    404    404
  published                   in     200    200    403    200    403    403    403    403    404
  public,reopened             in     200    200    403    200    403    403    403    403    403
POST return
  upcoming                    401    404    404    404    409    404    404    404    404    404
  not_started,draft,sent_back 401    >form  >form  403    >form  403    403    404    403    404
  submitted,signed_off        401    409    409    403    409    403    403    404    403    404
  approved                    401    409    409    403    409    403    403    403    404    404
  published                   401    409    409    403    409    403    403    403    403    404

GET return_autosave
  draft                       405    405    405    405    405    405    405    405    405    405
POST return_autosave
  not_started,draft,sent_back 401    200    200    403    200    403    403    404    403    404
  submitted,signed_off        401    409    409    403    409    403    403    404    403    404
  approved                    401    409    409    403    409    403    403    403    404    404
  published                   401    409    409    403    409    403    403    403    403    404

GET return_keep_last
  draft                       405    405    405    405    405    405    405    405    405    405
POST return_keep_last
  not_started,draft,sent_back 401    >form  >form  403    >form  403    403    404    403    404
  submitted,signed_off        401    409    409    403    409    403    403    404    403    404
  approved                    401    409    409    403    409    403    403    403    404    404
  published                   401    409    409    403    409    403    403    403    403    404

GET return_check
  not_started,draft,sent_back in     200    200    403    200    403    403    404    403    404
  submitted,signed_off        in     >form  >form  403    >form  403    403    404    403    404
  approved                    in     >form  >form  403    >form  403    403    403    404    404
  published                   in     >form  >form  403    >form  403    403    403    403    404
POST return_check
  draft                       in     405    405    405    405    405    405    405    405    405

GET return_submit
  draft                       405    405    405    405    405    405    405    405    405    405
POST return_submit
  draft                       401    >mine  >mine  403    >part  403    403    404    403    404
  not_started,sent_back       401    >check >check 403    >check 403    403    404    403    404
  submitted,signed_off        401    >check >check 403    >check 403    403    404    403    404
  approved                    401    >check >check 403    >check 403    403    403    404    404
  published                   401    >check >check 403    >check 403    403    403    403    404

GET return_withdraw
  submitted                   405    405    405    405    405    405    405    405    405    405
POST return_withdraw
  draft,submitted,signed_off  401    >form  >form  403    >form  403    403    404    403    404
  approved                    401    >form  >form  403    >form  403    403    403    404    404
  published                   401    >form  >form  403    >form  403    403    403    403    404

GET return_send_back
  draft                       in     403    403    >part  403    403    >part  404    403    404
  submitted,signed_off        in     403    403    200    403    403    200    404    403    404
  approved                    in     403    403    >part  403    403    >part  403    404    404
  published                   in     403    403    >part  403    403    >part  403    403    404
POST return_send_back
  draft                       401    403    403    409    403    403    409    404    403    404
  submitted,signed_off        401    403    403    >off   403    403    >queue 404    403    404
  approved                    401    403    403    409    403    403    409    403    404    404
  published                   401    403    403    409    403    403    409    403    403    404

GET return_approve
  submitted                   405    405    405    405    405    405    405    405    405    405
POST return_approve
  not_started,draft,sent_back 401    403    403    403    403    403    >part  404    403    404
  submitted,signed_off        401    403    403    403    403    403    >queue 404    403    404
  approved                    401    403    403    403    403    403    >part  403    404    404
  published                   401    403    403    403    403    403    >part  403    403    404

GET sign_off
  draft,submitted             in     200    200    200    200    200    200    200    200    200
POST sign_off
  draft,signed_off,approved   in     404    404    409    404    404    404    404    404    404
  submitted                   in     404    404    >off   404    404    404    404    404    404
  published,public            in     404    404    409    404    404    404    404    404    404

GET return_sign_off
  submitted                   405    405    405    405    405    405    405    405    405    405
POST return_sign_off
  upcoming                    401    404    404    404    403    404    404    404    404    404
  not_started,draft,sent_back 401    403    403    >part  403    403    403    404    403    404
  submitted                   401    403    403    >off   403    403    403    404    403    404
  signed_off                  401    403    403    >part  403    403    403    404    403    404
  approved                    401    403    403    >part  403    403    403    403    404    404
  published                   401    403    403    >part  403    403    403    403    403    404
  public                      401    403    403    >part  403    403    403    403    403    403

GET return_extend
  upcoming                    in     404    404    404    >part  404    404    404    404    404
  not_started,draft,sent_back in     403    403    403    200    403    403    404    403    404
  submitted,signed_off        in     403    403    403    >part  403    403    404    403    404
  approved                    in     403    403    403    >part  403    403    403    404    404
  published                   in     403    403    403    >part  403    403    403    403    404
  public                      in     403    403    403    >part  403    403    403    403    403
POST return_extend
  upcoming                    401    404    404    404    409    404    404    404    404    404
  not_started,draft,sent_back 401    403    403    403    >part  403    403    404    403    404
  submitted,signed_off        401    403    403    403    409    403    403    404    403    404
  approved                    401    403    403    403    409    403    403    403    404    404
  published                   401    403    403    403    409    403    403    403    403    404
  public                      401    403    403    403    409    403    403    403    403    403

GET return_reopen
  upcoming                    in     404    404    404    >part  404    404    404    404    404
  not_started,draft,sent_back in     403    403    403    >part  403    >part  404    403    404
  submitted,signed_off        in     403    403    403    >part  403    >part  404    403    404
  approved                    in     403    403    403    200    403    200    403    404    404
  published                   in     403    403    403    >part  403    >part  403    403    404
  public                      in     403    403    403    >part  403    >part  403    403    403
POST return_reopen
  upcoming                    401    404    404    404    409    404    404    404    404    404
  not_started,draft,sent_back 401    403    403    403    409    403    409    404    403    404
  submitted,signed_off        401    403    403    403    409    403    409    404    403    404
  approved                    401    403    403    403    >part  403    >part  403    404    404
  published                   401    403    403    403    409    403    409    403    403    404
  public                      401    403    403    403    409    403    409    403    403    403

GET return_amend
  upcoming                    in     404    404    404    403    404    404    404    404    404
  not_started,draft,sent_back in     403    403    403    403    403    >part  404    403    404
  submitted,signed_off        in     403    403    403    403    403    200    404    403    404
  approved                    in     403    403    403    403    403    >part  403    404    404
  published                   in     403    403    403    403    403    >part  403    403    404
  public,reopened             in     403    403    403    403    403    >part  403    403    403
POST return_amend
  upcoming                    401    404    404    404    403    404    404    404    404    404
  not_started,draft,sent_back 401    403    403    403    403    403    409    404    403    404
  submitted,signed_off        401    403    403    403    403    403    >part  404    403    404
  approved                    401    403    403    403    403    403    409    403    404    404
  published                   401    403    403    403    403    403    409    403    403    404
  public,reopened             401    403    403    403    403    403    409    403    403    403

GET return_comments
  draft                       405    405    405    405    405    405    405    405    405    405
POST return_comments
  upcoming                    401    404    404    404    409    404    404    404    404    404
  not_started                 401    403    403    409    409    403    409    404    403    404
  draft,sent_back             401    403    403    >part  >part  403    409    404    403    404
  submitted,signed_off        401    403    403    >part  >part  403    >part  404    403    404
  approved                    401    403    403    >part  >part  403    >part  403    404    404
  published                   401    403    403    409    409    403    409    403    403    404
  public                      401    403    403    409    409    403    409    403    403    403
  reopened                    401    403    403    >part  >part  403    409    403    403    403
  approved_again              401    403    403    >part  >part  403    >part  403    403    403

GET comment_begin
  draft                       405    405    405    405    405    405    405    405    405    405
POST comment_begin
  upcoming                    401    404    404    404    >part  404    404    404    404    404
  draft,submitted,signed_off  401    403    403    >part  >part  403    >part  404    403    404
  approved                    401    403    403    >part  >part  403    >part  403    404    404
  published                   401    403    403    >part  >part  403    >part  403    403    404
  public,reopened             401    403    403    >part  >part  403    >part  403    403    403

GET comment_reply
  draft                       405    405    405    405    405    405    405    405    405    405
POST comment_reply
  upcoming                    401    404    404    404    409    404    404    404    404    404
  not_started                 401    409    409    409    409    403    409    404    403    404
  draft,sent_back             401    >part  >part  >part  >part  403    409    404    403    404
  submitted,signed_off        401    >part  >part  >part  >part  403    >part  404    403    404
  approved                    401    >part  >part  >part  >part  403    >part  403    404    404
  published                   401    409    409    409    409    403    409    403    403    404
  public                      401    409    409    409    409    403    409    403    403    403
  reopened                    401    >part  >part  >part  >part  403    409    403    403    403

GET comment_resolve
  draft                       405    405    405    405    405    405    405    405    405    405
POST comment_resolve
  upcoming                    401    404    404    404    >part  404    404    404    404    404
  not_started,draft,submitted 401    403    403    >part  >part  403    >part  404    403    404
  approved                    401    403    403    >part  >part  403    >part  403    404    404
  published                   401    403    403    >part  >part  403    >part  403    403    404
  public,reopened             401    403    403    >part  >part  403    >part  403    403    403

GET figure_correct
  upcoming                    in     404    404    404    >part  404    404    404    404    404
  not_started,draft,sent_back in     >part  >part  403    >part  403    403    404    403    404
  submitted,signed_off        in     >part  >part  403    >part  403    403    404    403    404
  approved                    in     >part  >part  403    >part  403    403    403    404    404
  published                   in     200    200    403    200    403    403    403    403    404
  public                      in     200    200    403    200    403    403    403    403    403
POST figure_correct
  upcoming                    401    404    404    404    >part  404    404    404    404    404
  draft,submitted             401    >part  >part  403    >part  403    403    404    403    404
  approved                    401    >part  >part  403    >part  403    403    403    404    404
  published                   401    >part  >part  403    >part  403    403    403    403    404
  public                      401    >part  >part  403    >part  403    403    403    403    403

GET packs
  upcoming,draft,public       in     200    200    200    200    200    200    200    200    200
POST packs
  draft                       in     405    405    405    405    405    405    405    405    405

GET pack
  upcoming                    in     404    404    404    200    404    404    404    404    404
  draft,approved,published    in     403    403    200    200    403    200    200    403    404
  public,reopened             in     403    403    200    200    403    200    200    403    403
POST pack
  upcoming                    401    404    404    404    409    404    404    404    404    404
  draft,approved,published    401    403    403    403    >pack  403    403    403    403    404
  public,reopened             401    403    403    403    >pack  403    403    403    403    403

GET pack_save
  draft                       405    405    405    405    405    405    405    405    405    405
POST pack_save
  upcoming                    401    404    404    404    409    404    404    404    404    404
  draft,approved,published    401    403    403    403    200    403    403    403    403    404
  public,reopened             401    403    403    403    200    403    403    403    403    403

GET pack_preview
  upcoming                    in     404    404    404    >pack  404    404    404    404    404
  draft,approved,published    in     403    403    403    200    403    200    403    403    404
  public,reopened             in     403    403    403    200    403    200    403    403    403
POST pack_preview
  draft                       in     405    405    405    405    405    405    405    405    405

GET pack_make
  draft                       405    405    405    405    405    405    405    405    405    405
POST pack_make
  upcoming                    401    404    404    404    >pack  404    404    404    404    404
  draft,published             401    403    403    403    >drawn 403    403    403    403    404
  public                      401    403    403    403    >drawn 403    403    403    403    403

GET pack_finish
  upcoming                    in     404    404    404    >pack  404    404    404    404    404
  draft,approved              in     403    403    403    >pack  403    403    403    403    404
  published                   in     403    403    403    200    403    403    403    403    404
  public                      in     403    403    403    200    403    403    403    403    403
  reopened                    in     403    403    403    >pack  403    403    403    403    403
POST pack_finish
  draft,approved              401    403    403    403    >pack  403    403    403    403    404
  published                   401    403    403    403    >made  403    403    403    403    404
  public                      401    403    403    403    >made  403    403    403    403    403
  reopened                    401    403    403    403    >pack  403    403    403    403    403

GET pack_wording
  upcoming                    in     404    404    404    200    404    404    404    404    404
  draft,submitted             in     403    403    200    200    403    200    404    403    404
  approved                    in     403    403    200    200    403    200    403    404    404
  published                   in     403    403    200    200    403    200    403    403    404
  public,reopened             in     403    403    200    200    403    200    403    403    403
POST pack_wording
  upcoming                    401    404    404    404    409    404    404    404    404    404
  draft,sent_back             401    403    403    403    409    403    403    404    403    404
  submitted                   401    403    403    403    >word  403    403    404    403    404
  approved                    401    403    403    403    >word  403    403    403    404    404
  published                   401    403    403    403    >word  403    403    403    403    404
  public                      401    403    403    403    >word  403    403    403    403    403

GET pack_wording_save
  draft                       405    405    405    405    405    405    405    405    405    405
POST pack_wording_save
  draft                       401    403    403    403    409    403    403    404    403    404
  submitted                   401    403    403    403    200    403    403    404    403    404
  published                   401    403    403    403    200    403    403    403    403    404

GET pack_wording_sign_off
  draft                       405    405    405    405    405    405    405    405    405    405
POST pack_wording_sign_off
  upcoming                    401    404    404    404    403    404    404    404    404    404
  draft                       401    403    403    >word  403    403    >word  404    403    404
  submitted                   401    403    403    >pack  403    403    >pack  404    403    404
  published                   401    403    403    >pack  403    403    >pack  403    403    404
  public                      401    403    403    >pack  403    403    >pack  403    403    403

GET pack_made
  draft,approved              in     403    403    404    404    403    404    404    403    404
  published                   in     403    403    200    200    403    200    200    403    404
  public,reopened             in     403    403    200    200    403    200    200    403    403
POST pack_made
  draft                       in     405    405    405    405    405    405    405    405    405

GET pack_file
  draft,approved              in     403    403    404    404    403    404    404    403    404
  published                   in     403    403    200    200    403    200    200    403    404
  public,reopened             in     403    403    200    200    403    200    200    403    403
POST pack_file
  draft                       in     405    405    405    405    405    405    405    405    405

GET pack_draft
  draft,approved,published    in     403    403    403    200    403    200    403    403    404
  public,reopened             in     403    403    403    200    403    200    403    403    403
POST pack_draft
  draft                       in     405    405    405    405    405    405    405    405    405

GET pack_draft_file
  draft,approved,published    in     403    403    403    200    403    200    403    403    404
  public,reopened             in     403    403    403    200    403    200    403    403    403
POST pack_draft_file
  draft                       in     405    405    405    405    405    405    405    405    405

GET people
  draft                       in     403    403    403    200    403    403    403    200    403
POST people
  draft                       in     405    405    405    405    405    405    405    405    405

GET person_invite
  draft                       in     403    403    403    200    403    403    403    200    403
POST person_invite
  draft                       in     403    403    403    >who   403    403    403    >who   403

GET person
  draft                       in     403    403    403    200    403    403    403    200    403
POST person
  draft                       in     405    405    405    405    405    405    405    405    405

GET person_change
  draft                       in     403    403    403    200    403    403    403    200    403
POST person_change
  draft                       in     403    403    403    409    403    403    403    409    403

GET person_invite_again
  draft                       in     405    405    405    405    405    405    405    405    405
POST person_invite_again
  draft                       in     403    403    403    >who   403    403    403    >who   403

GET person_deactivate
  draft                       in     403    403    403    200    403    403    403    200    403
POST person_deactivate
  draft                       in     403    403    403    >all   403    403    403    >all   403

GET person_reactivate
  draft                       in     405    405    405    405    405    405    405    405    405
POST person_reactivate
  draft                       in     403    403    403    >who   403    403    403    >who   403

GET role_give
  draft                       in     403    403    403    200    403    403    403    200    403
POST role_give
  draft                       in     403    403    403    >who   403    403    403    >who   403

GET role_deputise
  draft                       in     403    403    403    200    403    403    403    200    403
POST role_deputise
  draft                       in     403    403    403    >who   403    403    403    >who   403

GET role_end
  draft                       in     403    403    403    200    403    403    403    200    403
POST role_end
  draft                       in     403    403    403    >who   403    403    403    >who   403

GET password_forgotten
  draft                       200    200    200    200    200    200    200    200    200    200
POST password_forgotten
  draft                       >sent  >sent  >sent  >sent  >sent  >sent  >sent  >sent  >sent  >sent

GET password_sent
  draft                       200    200    200    200    200    200    200    200    200    200
POST password_sent
  draft                       405    405    405    405    405    405    405    405    405    405

GET password_choose
  draft                       410    410    410    410    410    410    410    410    410    410
POST password_choose
  draft                       410    410    410    410    410    410    410    410    410    410

GET password_change
  draft                       in     200    200    200    200    200    200    200    200    200
POST password_change
  draft                       in     422    422    422    422    422    422    422    422    422

GET components
  draft                       in     200    200    200    200    200    200    200    200    200
POST components
  draft                       in     200    200    200    200    200    200    200    200    200

GET demo_mail
  draft                       200    200    200    200    200    200    200    200    200    200
POST demo_mail
  draft                       405    405    405    405    405    405    405    405    405    405
"""

# DESIGN 5's own table. What a person gets of Growth's return: `all` of it, its `state`, or nothing.
# A file that leaves the portal holds no draft, not even for its own lead.
READS = """
# state                       out    lead   dep    SES    office other  cell   viewer admin  strang

pages
  reopened                    -      all    all    all    all    state  state  -      -      -
  approved_again              -      all    all    all    all    all    all    -      -      -
  draft,sent_back             -      all    all    all    all    state  state  -      state  -
  submitted,signed_off        -      all    all    all    all    all    all    -      state  -
  approved                    -      all    all    all    all    all    all    all    -      -
  published                   -      all    all    all    all    all    all    all    all    -
  public                      all    all    all    all    all    all    all    all    all    all
files
  reopened                    -      state  state  state  state  state  state  -      -      -
  approved_again              -      all    all    all    all    all    all    -      -      -
  draft,sent_back             -      state  state  state  state  state  state  -      state  -
  submitted,signed_off        -      all    all    all    all    all    all    -      state  -
  approved                    -      all    all    all    all    all    all    all    -      -
  published                   -      all    all    all    all    all    all    all    all    -
  public                      all    all    all    all    all    all    all    all    all    all
"""

COMMENTARY, NOTE, FIGURE = "Quagga seen in Bootle", "Zebra crossing opened", "90210"
SECRETS = (COMMENTARY, NOTE, FIGURE)
SAID = "Okapi or horse?"  # by a reviewer, of the return: never published
STATES = {
    "draft": "Draft",
    "sent_back": "Sent back",
    "submitted": "Submitted",
    "signed_off": "Signed off",
}
WORDS = {*SECRETS, SAID, *STATES.values()}  # what is looked for


def rows(table):
    """(*heading, state, expected by role) for each state of each line."""
    heading = ()
    for line in filter(str.strip, table.splitlines()):
        if line.startswith("#"):
            continue
        if not line.startswith(" "):
            heading = tuple(line.split())
            continue
        states, *cells = line.split()
        for state in states.split(","):
            yield (*heading, state, dict(zip(ROLES, cells, strict=True)))


def parameters(table):
    return [pytest.param(*row, id=" ".join(row[:-1])) for row in rows(table)]


# --- The scene --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Scene:
    """One state of Growth's return: the return, everybody by role, and how each is signed in."""

    plan: factories.Plan
    growth: Submission
    cast: dict[str, User | None]  # nobody is signed out
    sessions: dict[str, str]

    def client(self, role: str, **kwargs) -> Client:
        """The browser of whoever has that role."""
        client = Client(**kwargs)
        if role in self.sessions:
            client.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[role]
        return client


@pytest.fixture
def cast(
    lead, deputy, ses_lead, officer, other_lead, reviewer, viewer, administrator, stranger
) -> dict:
    """Everybody by role; nobody is signed out."""
    people = (
        None, lead, deputy, ses_lead, officer, other_lead, reviewer, viewer, administrator, stranger
    )  # fmt: skip
    return dict(zip(ROLES, people, strict=True))


@pytest.fixture(scope="session")
def kept_scenes():
    """Each state as the first test that asked for it made it."""
    return defaultdict(lambda: Kept(*all_models(), Session))


@pytest.fixture
def scene(request, db, kept_scenes):
    """`scene(state)`: Growth's return, full of secrets, and its quarter in that state."""

    def put(state):
        return kept_scenes[state].get(lambda: make(state))

    def make(state):
        growth = request.getfixturevalue("growth_in")(state)
        cast, sessions = request.getfixturevalue("cast"), {}
        for role, user in cast.items():
            if user is not None:
                client = Client()
                client.force_login(user)
                sessions[role] = client.cookies[settings.SESSION_COOKIE_NAME].value
        plan = request.getfixturevalue("plan")
        return Scene(plan=plan, growth=growth, cast=cast, sessions=sessions)

    return put


@pytest.fixture
def growth_in(plan, submission, cast):
    """`growth_in(state)` puts the return and its quarter into that state."""

    def put(state):
        factories.comment(submission=submission, by=cast["reviewer"], text=SAID)
        factories.matter(quarter=submission.quarter, by=cast["officer"])
        factories.possibly_same(plan.enquiries.kpi, plan.homes.kpi)
        content = factories.complete(submission=submission, commentary=COMMENTARY, overall="red")
        content = factories.change(
            content, plan.enquiries, figure=FIGURE, confirmed=FIGURE, declared="red", note=NOTE
        )
        lead, officer = cast["lead"], cast["officer"]
        if state in ("reopened", "approved_again"):
            return put_again(state, content)
        if state in ("upcoming", "not_started"):
            if state == "upcoming":
                Quarter.objects.update(state=QuarterState.UPCOMING)
            return factories.fresh(submission)
        if state in set(ReturnState) - {ReturnState.PUBLISHED}:
            return factories.fill(submission=submission, content=content, state=state, by=lead)
        factories.fill(submission=submission, content=content, state="approved", by=lead)
        factories.observe(submission=submission, placement=plan.enquiries)
        quarters.publish(
            quarter=submission.quarter,
            without=["housing"],
            public_from=factories.TODAY if state == "public" else None,
            by=officer,
            now=factories.NOW,
        )
        return factories.fresh(submission)

    def put_again(state, content):
        """Published, and public, with words that are no secret; reopened for those that are."""
        officer, by = cast["officer"], {"by": cast["officer"], "now": factories.NOW}
        factories.fill(submission=submission, state="approved", by=cast["lead"])
        quarters.publish(
            quarter=submission.quarter, without=["housing"], public_from=factories.TODAY, **by
        )
        quarter = Quarter.objects.get()
        quarters.reopen(quarter=quarter, version=quarter.version, reason="A slip.", **by)
        published = factories.fresh(submission)
        reopening.reopen(submission=published, version=published.version, reason="Again.", **by)
        again = factories.submission(quarter=quarter, sub_strand=plan.growth)
        state = "approved" if state == "approved_again" else "sent_back"
        return factories.fill(submission=again, content=content, state=state, by=officer)

    return put


def address(name: str) -> str:
    """The address of that name, for Growth's return in the town plan's quarter."""
    found = PATTERNS[name]
    place = {"slug": "town-plan", "period": factories.Q3, "sub_strand": "growth", "number": 1}
    place |= {
        "uidb64": "MQ",
        "token": "made-up",
        "edition": 1,
        "objective": "places",
        "format_name": "pdf",
    }
    if name.startswith("kpi"):
        place["slug"] = KPI.objects.values_list("slug", flat=True).get(name="Enquiries")
    if "comment" in found["asks"]:
        place["comment"] = Comment.objects.values_list("pk", flat=True).get()
    if "pair" in found["asks"]:
        place["pair"] = PossiblySame.objects.values_list("pk", flat=True).get()
    if "matter" in found["asks"]:
        place["matter"] = Matter.objects.values_list("pk", flat=True).get()
    if found["asks"] & {"person_id", "role_id"}:
        role = Assignment.objects.get(user__name="Lena Lead")
        place |= {"person_id": role.user_id, "role_id": role.pk}
    return reverse(found["full"], kwargs={key: place[key] for key in found["asks"]})


def ask(client: Client, method: str, name: str, /, **data):
    """What is answered; whatever that did is undone."""
    with transaction.atomic():
        response = getattr(client, method.lower())(address(name), data or None)
        transaction.set_rollback(True)
    return response


def cell(response) -> str:
    """An answer as the table writes it."""
    if response.status_code != 302:
        return str(response.status_code)
    place = urlsplit(response.headers["Location"])
    name = resolve(place.path).url_name
    if name == "sign_in" and parse_qs(place.query).get("next") == [response.request["PATH_INFO"]]:
        return "in"
    return f">{SHORT[name]}"


# --- The addresses ----------------------------------------------------------------------------


def patterns(resolver=None, namespace=""):
    """Every named address of the portal: (name, full name, what its path asks for)."""
    for item in (resolver or get_resolver()).url_patterns:
        if hasattr(item, "url_patterns"):
            inner = f"{namespace}{item.namespace}:" if item.namespace else namespace
            yield from patterns(item, inner)
        else:
            assert item.name, f"an address without a name: {item.pattern}"
            yield item.name, f"{namespace}{item.name}"


def asked(full: str) -> set[str]:
    """The names of what the path of an address holds."""
    *namespaces, name = full.split(":")
    resolver = get_resolver()
    for namespace in namespaces:
        resolver = resolver.namespace_dict[namespace][1]
    return {key for form in resolver.reverse_dict.getlist(name) for key in form[0][0][1]}


PATTERNS = {name: {"full": full, "asks": asked(full)} for name, full in patterns()}
POSTED = {
    "kpi_comparators": {
        "series": "England",
        "certainty": "final",
        "period-0": "2022/23",
        "figure-0": "19.9",
    },
    "kpi_comparator_withdraw": {"series": "England", "withdraw_reason": "It was Wales."},
    "figure_correct": {
        "figure": "90211",
        "confirmed": "90211",
        "certainty": "final",
        "correction_reason": "Late.",
    },
    "quarter_dates": {"seen": "[]", "kind-0": "data_deadline", "when-0": "7 May 2024"},
    "quarter_open": {"quarter": "2023-q4", "kind-0": "data_deadline", "when-0": "7 May 2024"},
    "matter_change": {"text": "Why Amber?", "asked_by": "Overview and Scrutiny"},
    "matter_close": {"outcome": "Two sites slipped."},
    "quarter_matters": {"kind": "question", "text": "Why Red?", "asked_by": "Cabinet Member"},
    "quarter_nudge": {"to": "all", "words": "Please send it today."},
    "quarter_public": {"who": "anybody", "public_from": "8 April 2024", "edition": "1"},
    "quarter_publish": {"without": ["growth", "housing"], "accept": "yes", "reason": "A slip."},
    "quarter_reopen": {"reason": "A slip."},
    "comment_resolve": {"resolved": "yes"},
    "return_amend": {"commentary": "A quagga was seen in Bootle"},
    "return_comments": {"new-comment": "Which zebra?"},
    "return_extend": {"due_on": "14 February 2024", "reason": "She is away."},
    "pack_finish": {"edition": "1", "accept": "yes"},
    "pack_wording": {"wording": "It went well."},
    "pack_wording_save": {"wording": "It went well."},
    "password_forgotten": {"email": "nobody@town.example"},
    "person_change": {"name": "Lena Lindqvist", "email": "lena@town.example"},
    "person_invite": {"name": "Bo Åkesson", "email": "bo@town.example"},
    "return_keep_last": {"row": "all"},
    "role_deputise": {"starts": "1 February 2024", "ends": "15 February 2024"},
    "role_end": {"ends": "31 January 2024"},
    "role_give": {"role": "ses_lead", "starts": "1 February 2024"},
    "return_reopen": {"reason": "Two were counted twice."},
    "same_differ": {"reason": "One counts starts."},
    "return_send_back": {"comment": "Say why it is Red.", "version": "0"},
}


def test_every_address_has_its_row_and_every_row_its_address():
    named = [full for _, full in patterns()]
    covered = {(method, name) for method, name, _, _ in rows(MATRIX)}
    assert covered == {(method, name) for name in PATTERNS for method in ("GET", "POST")}
    assert len(PATTERNS) == len(set(named)), "two addresses share a name"


@pytest.mark.parametrize(("method", "name", "state", "expected"), parameters(MATRIX))
def test_each_role_is_answered_as_the_table_says(method, name, state, expected, scene):
    data = {}
    the = scene(state)
    growth, cast, plan = the.growth, the.cast, the.plan
    if name in ("pack_made", "pack_file", "pack_draft", "pack_draft_file"):
        is_final = name in ("pack_made", "pack_file")
        if not is_final or growth.quarter.editions.exists():
            packs.stored_pack(growth.quarter, cast["officer"], is_final=is_final)
    if method == "POST":
        data = {**POSTED.get(name, {}), "version": growth.version}
        if name == "quarter_publish" and state == "approved":
            data["without"] = ["housing"]
        if name.startswith("pack_wording"):
            data["version"] = 0
        if name == "pack_finish" and state != "upcoming":
            data["missing"] = packs.missing(growth.quarter)
            data["read"] = packs.read(growth.quarter)
        if name == "pack_wording_sign_off":
            data |= packs.to_sign(growth, cast["officer"])
        if name == "sign_off":
            data["returns"] = f"{growth.pk}:{growth.version}"
        if name == "quarter_reopen":
            data["version"] = Quarter.objects.values_list("version", flat=True).get()
        if name == "quarter_public" and state in ("public", "reopened"):
            data["was"] = "22 January 2024"
        if name == "quarter_approve":
            data |= {"returns": f"{growth.pk}:{growth.version}", "confirm": "yes"}
        if name.startswith("matter_"):
            data["version"] = 0
        if name in ("role_give", "role_deputise"):
            data |= {"person": cast["viewer"].pk, "place": f"sub-strand-{growth.sub_strand_id}"}
        if name == "kpi_comparator_withdraw":
            data["value"] = factories.comparator(placement=plan.enquiries).pk
        if name.startswith("same_"):
            data["seen"] = same.version_of(same.pair_of(PossiblySame.objects.get()))
        if name == "comment_reply":
            data[f"reply-{Comment.objects.values_list('pk', flat=True).get()}-comment"] = "A fair."
        if name == "figure_correct":
            data["on_record"] = Observation.objects.values_list("pk", flat=True).first() or 0
    answers = {role: cell(ask(the.client(role), method, name, **data)) for role in ROLES}
    assert answers == expected


@pytest.mark.parametrize("name", PATTERNS)
def test_a_post_without_its_token_is_refused(name, scene):
    client = scene("draft").client("lead", enforce_csrf_checks=True)
    assert client.post(address(name)).status_code == 403


# --- What is read there -----------------------------------------------------------------------


def text_of(response) -> str:
    """All the words of a page or a file; nothing of what is refused."""
    if response.status_code != 200:
        return ""
    if "spreadsheet" not in response.headers["Content-Type"]:
        return response.getvalue().decode()
    book = openpyxl.load_workbook(BytesIO(response.content))
    cells = [item.value for sheet in book for row in sheet.iter_rows() for item in row]
    return "\n".join(str(value) for value in cells if value is not None)


@pytest.fixture
def told(scene, kept_told):
    """`told(state, name, role)`: which of WORDS somebody of that role reads there."""

    def find(state, name, role):
        if (state, name, role) not in kept_told:
            text = text_of(ask(at(state).client(role), "GET", name))
            kept_told[state, name, role] = {words for words in WORDS if words in text}
        return kept_told[state, name, role]

    at = cache(scene)  # a test asks of one state, and puts it there when it first has to
    return find


@pytest.fixture(scope="session")
def kept_told():
    """What was read so far: several tests ask after the same page of the same scene."""
    return {}


@pytest.mark.parametrize(("surface", "state", "expected"), parameters(READS))
def test_what_a_return_says_reaches_only_those_who_may_read_it(surface, state, expected, told):
    names = {
        "pages": (
            "sub_strand",
            "quarter",
            "quarter_editions",
            "edition",
            "edition_sub_strand",
            "quarter_publish",
            "quarter_reopen",
            "quarter_public",
            "quarter_review",
            "quarter_chase",
            "strategy",
            "strategies",
            "kpi",
            "kpis",
            "same",
            "same_merge",
            "my_returns",
            "quarter_matters",
            "headlines",
            "compare",
            "objective",
            "pack",
            "pack_preview",
            "pack_finish",
            "pack_wording",
            "packs",
            "matter",
            "figure_correct",
            "audit",
        ),
        "files": (
            "quarter_workbook",
            "quarter_csv",
            "quarter_json",
            "edition_workbook",
            "edition_csv",
            "edition_json",
            "audit_csv",
        ),
    }[surface]
    leaks = {
        f"{secret!r} on {name} for {role}"
        for name in names
        for role, level in expected.items()
        if level != "all"
        for secret in told(state, name, role) & set(SECRETS)
    }
    assert leaks == set()


@pytest.mark.parametrize(
    ("state", "readers"),
    [
        ("draft", {"lead", "deputy", "ses_lead", "officer"}),
        ("submitted", {"lead", "deputy", "ses_lead", "officer", "reviewer"}),
        ("approved", {"lead", "deputy", "ses_lead", "officer", "reviewer"}),
        ("public", {"lead", "deputy", "ses_lead", "officer", "reviewer"}),
        ("reopened", {"lead", "deputy", "ses_lead", "officer"}),
    ],
)
def test_what_is_said_of_a_return_reaches_only_those_who_take_part(state, readers, told):
    names = ("sub_strand", "return", "return_send_back", "return_amend", "return_check")
    names += ("quarter", "quarter_review", "sign_off", "my_returns", "strategy", "audit")
    names += ("quarter_csv", "quarter_json", "quarter_workbook", "audit_csv")
    reading = {role for name in names for role in ROLES if SAID in told(state, name, role)}
    assert reading == readers


@pytest.mark.parametrize(("surface", "state", "expected"), parameters(READS))
def test_who_may_read_a_return_reads_all_of_it(surface, state, expected, told):
    names = {
        "pages": ("sub_strand",),
        "files": ("quarter_workbook", "quarter_json"),
    }[surface]
    lacking = {
        f"{secret!r} on {name} for {role}"
        for name in names
        for role, level in expected.items()
        if level == "all"
        for secret in set(SECRETS) - told(state, name, role)
    }
    assert lacking == set()


@pytest.mark.parametrize(("state", "words"), STATES.items())
def test_who_may_know_only_the_state_is_told_it(state, words, told):
    expected = next(row[-1] for row in rows(READS) if row[:2] == ("pages", state))
    untold = {
        role
        for role, level in expected.items()
        if level == "state" and words not in told(state, "sub_strand", role)
    }
    assert untold == set()
