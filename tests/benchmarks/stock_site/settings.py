"""Settings of the stock project; the data folder comes from the benchmark."""

from __future__ import annotations

import os

SECRET_KEY = "benchmark"
INSTALLED_APPS = ["django.contrib.contenttypes", "haystack", "tests.benchmarks.stock_site"]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
HAYSTACK_CONNECTIONS = {
    "default": {
        "ENGINE": "haystack.backends.whoosh_backend.WhooshEngine",
        "PATH": os.environ.get("BENCHMARK_STOCK", ""),
        "SILENTLY_FAIL": False,
    }
}
