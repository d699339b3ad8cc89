"""Reprocessings in the admin: start one, watch it, cancel it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.contrib.humanize.templatetags.humanize import intcomma
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_safe

from corpus.admin.columns import count_column
from corpus.admin.pace import speed_in_words, time_in_words
from corpus.models import Article, Reprocessing, ReprocessingExtractor, ReprocessingStatus, Source, Upload
from corpus.reprocessing import start
from corpus.reprocessing.lease import cancel

if TYPE_CHECKING:
    ReprocessingModelAdmin = admin.ModelAdmin[Reprocessing]
else:  # only the type stubs know ModelAdmin as generic
    ReprocessingModelAdmin = admin.ModelAdmin

COUNTS = ("done", "changed", "unchanged", "failed")
WAITING = (ReprocessingStatus.QUEUED, ReprocessingStatus.RUNNING)


class ReprocessingForm(forms.Form):
    """What is to be gone through, and how."""

    source = forms.ModelChoiceField(
        Source.objects.order_by("name"), required=False, empty_label="all sources", help_text="Only its articles."
    )
    upload = forms.IntegerField(required=False, min_value=1, help_text="The number of an upload: only its articles.")
    cleaning = forms.BooleanField(
        required=False, initial=True, label="Clean again", help_text="From what was received, by today’s rules."
    )
    extractor = forms.ChoiceField(
        choices=ReprocessingExtractor.choices,
        initial=ReprocessingExtractor.SAME,
        help_text="What finds actors, locations and dates.",
    )

    def clean_upload(self) -> int | None:
        """Return the number of an upload that is there."""
        number: int | None = self.cleaned_data["upload"]
        if number is not None and not Upload.objects.filter(pk=number).exists():
            raise forms.ValidationError(f"There is no upload {number}.")
        return number

    def clean(self) -> dict[str, Any]:
        """Refuse what would do nothing."""
        nothing = not self.cleaned_data.get("cleaning")
        if nothing and self.cleaned_data.get("extractor") == ReprocessingExtractor.NEEDED:
            raise forms.ValidationError("Choose what is to be done: clean again, or an extractor for all articles.")
        return self.cleaned_data


@dataclass(frozen=True, slots=True)
class Pace:
    """How far a reprocessing is, in words and numbers for its page."""

    waiting: bool
    percent: int
    texts: dict[str, str]
    counts: dict[str, int]

    @property
    def sentence(self) -> str:
        """Return it in one sentence, to be said aloud."""
        left = f", {self.texts['left']} left" if self.texts["left"] else ""
        return f"{self.texts['status']}: {self.percent} %, {self.texts['articles']}{left}."

    def as_json(self) -> dict[str, object]:
        """Return it for the script of the page."""
        return {
            "waiting": self.waiting,
            "percent": self.percent,
            "texts": self.texts | {"percent": f"{self.percent} %"},
            "counts": {name: {"number": number, "text": intcomma(number)} for name, number in self.counts.items()},
            "sentence": self.sentence,
        }


def pace_of(job: Reprocessing) -> Pace:
    """Return how far a reprocessing is."""
    waiting = job.status in WAITING
    percent = 100 if job.status == ReprocessingStatus.DONE else min(99, job.done * 100 // max(1, job.total))
    each_second = job.done / job.seconds if job.seconds and job.done else 0.0
    left = time_in_words(max(0, job.total - job.done) / each_second) if each_second and waiting else ""
    return Pace(
        waiting=waiting,
        percent=percent,
        texts={
            "status": _status(job),
            "articles": f"{job.done:,} of {max(job.total, job.done):,} articles",
            "speed": speed_in_words(each_second) if each_second else "",
            "left": left,
            "message": job.message,
        },
        counts={name: getattr(job, name) for name in COUNTS},
    )


def _status(job: Reprocessing) -> str:
    if job.status == ReprocessingStatus.QUEUED:
        return "Queued, waiting for the worker"
    if job.status == ReprocessingStatus.RUNNING and job.lease_until and job.lease_until < timezone.now():
        return "Interrupted, waiting for a worker to go on with it"
    return str(job.get_status_display())


class ReprocessingAdmin(ReprocessingModelAdmin):
    """Reprocessings cannot be edited: adding one queues it, opening one shows how far it is and can cancel it."""

    list_display = ("name", "status", *map(count_column, ("total", *COUNTS)), "created", "created_by", "via")
    list_filter = ("status", "via")
    search_fields = ("name",)
    actions = None

    def has_delete_permission(self, request: HttpRequest, obj: Reprocessing | None = None) -> bool:
        """What was done stays on record."""
        return False

    def get_urls(self) -> list[URLPattern]:
        """Add the address that the page's script asks."""
        view = self.admin_site.admin_view(require_safe(self.progress_view))
        return [path("<int:job_id>/progress/", view, name="corpus_reprocessing_progress"), *super().get_urls()]

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Take an order and queue it."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = ReprocessingForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            data = form.cleaned_data
            source: Source | None = data["source"]
            job = start(
                upload=data["upload"],
                source=source.pk if source else None,
                clean=data["cleaning"],
                extractor=data["extractor"],
                user=user_of(request),
            )
            return HttpResponseRedirect(reverse("admin:corpus_reprocessing_change", args=[job.pk]))
        context = {"form": form, "title": "Clean and extract again", "total": Article.objects.count()}
        return self._page(request, "add", context)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show how far it is; a POST cancels it."""
        job = self.get_object(request, object_id)
        if job is None or not self.has_view_permission(request, job):
            return super().change_view(request, object_id, form_url, extra_context)
        if request.method == "POST":
            return self._cancel(request, job)
        titles = dict(Article.objects.filter(pk__in=[each["id"] for each in job.failures]).values_list("pk", "title"))
        context = {
            "title": job.name,
            "job": job,
            "pace": pace_of(job),
            "progress_url": reverse("admin:corpus_reprocessing_progress", args=[job.pk]),
            "failures": [each | {"title": titles.get(each["id"], "")} for each in job.failures],
            "may_cancel": self.has_change_permission(request, job),
        }
        return self._page(request, "progress", context)

    def progress_view(self, request: HttpRequest, job_id: int) -> HttpResponse:
        """Say how far it is, as JSON."""
        job = Reprocessing.objects.filter(pk=job_id).first()
        if not self.has_view_permission(request, job):
            raise PermissionDenied
        if job is None:
            raise Http404("There is no such reprocessing.")
        return JsonResponse(pace_of(job).as_json())

    def _cancel(self, request: HttpRequest, job: Reprocessing) -> HttpResponse:
        if not self.has_change_permission(request, job):
            raise PermissionDenied
        if cancel(job.pk):
            self.log_change(request, job, "Cancelled.")
            messages.success(request, "Cancelled. What was done stays done.")
        else:
            messages.warning(request, "It had ended already.")
        return HttpResponseRedirect(reverse("admin:corpus_reprocessing_change", args=[job.pk]))

    def _page(self, request: HttpRequest, name: str, context: dict[str, Any]) -> HttpResponse:
        whole = {**self.admin_site.each_context(request), "opts": self.opts, **context}
        return TemplateResponse(request, f"admin/corpus/reprocessing/{name}.html", whole)


def user_of(request: HttpRequest) -> User | None:
    """Return who asks."""
    return request.user if request.user.is_authenticated else None


def tell_of(request: HttpRequest, job: Reprocessing) -> None:
    """Tell an editor that a reprocessing was queued, with a link to it."""
    url = reverse("admin:corpus_reprocessing_change", args=[job.pk])
    link = format_html('<a href="{}">{}</a>', url, job.name)
    messages.success(request, format_html("Queued: {} will be cleaned and extracted again.", link))
