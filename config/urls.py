"""Dateline's addresses: the admin, and everything readers see."""

from __future__ import annotations

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("", include("search.urls")),
]
handler400 = "search.errors.bad_request"
handler403 = "search.errors.forbidden"
handler404 = "search.errors.not_found"
handler500 = "search.errors.server_error"
