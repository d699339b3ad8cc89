"""The addresses readers and programs use."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from search import downloads, feeds, health, views
from search.api import api

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.search_page, name="search"),
    path("articles/<int:article_id>/", views.article_page, name="article"),
    path("stories/<int:article_id>/", views.story_page, name="story"),
    path("actors/<int:actor_id>/", views.actor_page, name="actor"),
    path("locations/<int:location_id>/", views.location_page, name="location"),
    path("help/", views.help_page, name="help"),
    path("search/hit", views.hit, name="hit"),
    path("facets/<slug:facet>/", views.facet_page, name="facet"),
    path("search/feed.atom", feeds.SearchFeed(), name="feed"),
    path("search/export.csv", downloads.export_csv, name="export-csv"),
    path("search/export.jsonl", downloads.export_jsonl, name="export-jsonl"),
    path("opensearch.xml", views.opensearch, name="opensearch"),
    path("healthz", health.healthz, name="healthz"),
    path("api/v1/", api.urls),
]
