from django.urls import path

from accounts import audit_page, password_views, views

app_name = "accounts"

urlpatterns = [
    path("sign-in/", views.sign_in, name="sign_in"),
    path("sign-out/", views.sign_out, name="sign_out"),
    path("password/forgotten/", password_views.forgotten, name="password_forgotten"),
    path("password/sent/", password_views.sent, name="password_sent"),
    path("password/change/", password_views.change, name="password_change"),
    path("password/<uidb64>/<token>/", password_views.Choose.as_view(), name="password_choose"),
    path("audit/", audit_page.audit_page, name="audit"),
    path("audit/events.csv", audit_page.audit_csv, name="audit_csv"),
]
