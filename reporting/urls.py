from django.urls import include, path, register_converter

from reporting.converters import QuarterConverter
from reporting.views import (
    amend,
    chase,
    comments,
    comparators,
    corrections,
    dashboards,
    differences,
    downloads,
    editions,
    extend,
    kpi,
    made_packs,
    matters,
    opening,
    pack_wording,
    packs,
    people,
    people_acts,
    quarters,
    reading,
    register,
    reopen_return,
    review,
    same,
    search,
    sign_off,
    submissions,
)

register_converter(QuarterConverter, "quarter")

app_name = "reporting"

a_return = [
    path("", submissions.edit, name="return"),
    path("autosave/", submissions.autosave, name="return_autosave"),
    path("keep/", submissions.keep_last, name="return_keep_last"),
    path("check/", submissions.check, name="return_check"),
    path("submit/", submissions.submit, name="return_submit"),
    path("withdraw/", submissions.withdraw, name="return_withdraw"),
    path("send-back/", review.send_back, name="return_send_back"),
    path("approve/", review.approve, name="return_approve"),
    path("sign-off/", sign_off.sign_off, name="return_sign_off"),
    path("extend/", extend.extend, name="return_extend"),
    path("reopen/", reopen_return.reopen, name="return_reopen"),
    path("amend/", amend.amend, name="return_amend"),
    path("comments/", comments.write, name="return_comments"),
    path("comments/on/<int:number>/", comments.begin, name="comment_begin"),
    path("comments/<int:comment>/reply/", comments.reply, name="comment_reply"),
    path("comments/<int:comment>/resolve/", comments.resolve, name="comment_resolve"),
]

an_edition = [
    path("", editions.edition, name="edition"),
    path("workbook/", editions.workbook, name="edition_workbook"),
    path("csv/", editions.csv, name="edition_csv"),
    path("json/", editions.json, name="edition_json"),
    path("<slug:sub_strand>/", editions.sub_strand, name="edition_sub_strand"),
]

a_pack = [
    path("", packs.page, name="pack"),
    path("save/", packs.autosave, name="pack_save"),
    path("preview/", packs.preview, name="pack_preview"),
    path("make/", packs.make, name="pack_make"),
    path("finish/", packs.finish, name="pack_finish"),
    path("wording/<slug:sub_strand>/", pack_wording.wording, name="pack_wording"),
    path("wording/<slug:sub_strand>/save/", pack_wording.autosave, name="pack_wording_save"),
    path(
        "wording/<slug:sub_strand>/sign-off/", pack_wording.sign_off, name="pack_wording_sign_off"
    ),
    path("<int:number>/", made_packs.made, name="pack_made"),
    path("<int:number>/<slug:format_name>/", made_packs.made_file, name="pack_file"),
    path("drafts/<int:number>/", made_packs.draft, name="pack_draft"),
    path("drafts/<int:number>/<slug:format_name>/", made_packs.draft_file, name="pack_draft_file"),
]

a_quarter = [
    path("", dashboards.quarter, name="quarter"),
    path("headlines/", reading.headlines, name="headlines"),
    path("compare/", reading.compare, name="compare"),
    path("objectives/<slug:objective>/", reading.objective, name="objective"),
    path("dates/", opening.dates, name="quarter_dates"),
    path("start-review/", opening.start_review, name="quarter_start_review"),
    path("workbook/", downloads.workbook, name="quarter_workbook"),
    path("csv/", downloads.csv, name="quarter_csv"),
    path("json/", downloads.json, name="quarter_json"),
    path("publish/", quarters.publish, name="quarter_publish"),
    path("reopen/", quarters.reopen, name="quarter_reopen"),
    path("public/", quarters.public, name="quarter_public"),
    path("editions/", editions.listed, name="quarter_editions"),
    path("editions/<int:edition>/", include(an_edition)),
    path("differences/", differences.differences_page, name="quarter_differences"),
    path("chase/", chase.chase, name="quarter_chase"),
    path("chase/nudge/", chase.nudge, name="quarter_nudge"),
    path("chase/send-again/", chase.send_again, name="quarter_send_again"),
    path("review/", review.queue, name="quarter_review"),
    path("review/approve/", review.approve_chosen, name="quarter_approve"),
    path("matters/", matters.quarter_matters, name="quarter_matters"),
    path("matters/<int:matter>/", matters.matter, name="matter"),
    path("matters/<int:matter>/change/", matters.change, name="matter_change"),
    path("matters/<int:matter>/close/", matters.close, name="matter_close"),
    path("matters/<int:matter>/reopen/", matters.reopen, name="matter_reopen"),
    path("pack/", include(a_pack)),
    path("<slug:sub_strand>/", dashboards.sub_strand, name="sub_strand"),
    path("<slug:sub_strand>/return/", include(a_return)),
    path(
        "<slug:sub_strand>/kpis/<int:number>/correct/", corrections.correct, name="figure_correct"
    ),
]

people_and_roles = [
    path("", people.everybody, name="people"),
    path("invite/", people_acts.invite, name="person_invite"),
    path("assign/", people_acts.give_role, name="role_give"),
    path("<int:person_id>/", people.person, name="person"),
    path("<int:person_id>/change/", people_acts.change, name="person_change"),
    path("<int:person_id>/invite-again/", people_acts.invite_again, name="person_invite_again"),
    path("<int:person_id>/deactivate/", people_acts.deactivate, name="person_deactivate"),
    path("<int:person_id>/reactivate/", people_acts.reactivate, name="person_reactivate"),
    path("roles/<int:role_id>/deputise/", people_acts.deputise, name="role_deputise"),
    path("roles/<int:role_id>/end/", people_acts.end_role, name="role_end"),
]

same_kpis = [
    path("", same.compare, name="same"),
    path("different/", same.differ, name="same_differ"),
    path("again/", same.take_up_again, name="same_again"),
    path("merge/", same.merge, name="same_merge"),
    path("undo/", same.undo, name="same_undo"),
]

urlpatterns = [
    path("people/", include(people_and_roles)),
    path("search/", search.search, name="search"),
    path("kpis/", register.listed, name="kpis"),
    path("kpis/same/<int:pair>/", include(same_kpis)),
    path("kpis/<slug:slug>/", kpi.kpi, name="kpi"),
    path("kpis/<slug:slug>/comparators/", comparators.of_kpi, name="kpi_comparators"),
    path(
        "kpis/<slug:slug>/comparators/withdraw/",
        comparators.withdraw,
        name="kpi_comparator_withdraw",
    ),
    path("packs/", packs.everywhere, name="packs"),
    path("my-returns/", submissions.mine, name="my_returns"),
    path("sign-off/", sign_off.sign_off_all, name="sign_off"),
    path("strategies/", dashboards.strategies, name="strategies"),
    path("strategies/<slug:slug>/", dashboards.strategy, name="strategy"),
    path("strategies/<slug:slug>/open-quarter/", opening.open_quarter, name="quarter_open"),
    path("strategies/<slug:slug>/quarters/<quarter:period>/", include(a_quarter)),
]
