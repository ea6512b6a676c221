from django.urls import include, path, register_converter

from reporting.converters import QuarterConverter
from reporting.views import (
    corrections,
    dashboards,
    differences,
    downloads,
    quarters,
    review,
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
]

a_quarter = [
    path("", dashboards.quarter, name="quarter"),
    path("workbook/", downloads.workbook, name="quarter_workbook"),
    path("json/", downloads.json, name="quarter_json"),
    path("publish/", quarters.publish, name="quarter_publish"),
    path("differences/", differences.differences_page, name="quarter_differences"),
    path("<slug:sub_strand>/", dashboards.sub_strand, name="sub_strand"),
    path("<slug:sub_strand>/return/", include(a_return)),
    path(
        "<slug:sub_strand>/kpis/<int:number>/correct/", corrections.correct, name="figure_correct"
    ),
]

urlpatterns = [
    path("my-returns/", submissions.mine, name="my_returns"),
    path("strategies/", dashboards.strategies, name="strategies"),
    path("strategies/<slug:slug>/", dashboards.strategy, name="strategy"),
    path("strategies/<slug:slug>/quarters/<quarter:period>/", include(a_quarter)),
]
