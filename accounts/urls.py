from django.urls import path

from accounts import audit_page, views

app_name = "accounts"

urlpatterns = [
    path("sign-in/", views.sign_in, name="sign_in"),
    path("sign-out/", views.sign_out, name="sign_out"),
    path("audit/", audit_page.audit_page, name="audit"),
    path("audit/events.csv", audit_page.audit_csv, name="audit_csv"),
]
