from django.conf import settings
from django.urls import include, path

from reporting.views import dashboards
from sefton_kpi import components, demo_mail

urlpatterns = [
    path("", dashboards.home, name="home"),
    path("", include("accounts.urls")),
    path("", include("reporting.urls")),
]

if settings.DEMO:
    urlpatterns += [
        path("components/", components.components, name="components"),
        path("demo/mail/", demo_mail.mail, name="demo_mail"),
    ]
