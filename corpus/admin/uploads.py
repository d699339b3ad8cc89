"""The upload desk: hand files over, watch them go in, read what became of each record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from corpus.admin.progress import progress_of
from corpus.models import LEDGER_COUNTS, LedgerStatus, Upload
from corpus.prepare import Defaults
from corpus.receive import Incoming, receive

if TYPE_CHECKING:
    UploadModelAdmin = admin.ModelAdmin[Upload]
else:  # only the type stubs know ModelAdmin as generic
    UploadModelAdmin = admin.ModelAdmin

LEDGER_PAGE = 100
FILES_SHOWN = 200


class FilesInput(forms.ClearableFileInput):
    """A file input that takes several."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files at once; empty files are let through, the ledger tells about them."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Return the files as a list."""
        files = (data if isinstance(data, (list, tuple)) else [data]) or [None]
        return [super(FilesField, self).clean(each, initial) for each in files]


class UploadForm(forms.Form):
    """Files, and what fills the gaps of their records."""

    files = FilesField(  # type: ignore[assignment]
        allow_empty_file=True,
        help_text="Text, HTML, JSON, JSONL, CSV or XML, plain or in .zip, .gz or .xz; several at once. "
        "You can also drop them here.",
    )
    source = forms.CharField(max_length=200, required=False, help_text="Used only by records that name no source.")
    published = forms.CharField(
        max_length=40, required=False, help_text="Used only by records without a date: 2021, 2021-09 or 2021-09-05."
    )
    language = forms.CharField(max_length=16, required=False, help_text="Used only by records without one: en, fr, …")
    extractor = forms.ChoiceField(
        choices=[
            ("spacy", "language model – best"),
            ("rules", "rules – quicker, for large volumes"),
            ("none", "none – only what the records themselves name"),
        ]
    )


class UploadAdmin(UploadModelAdmin):
    """Uploads cannot be edited: adding one queues it, opening one shows how far it is and its ledger."""

    list_display = ("name", "status", *LEDGER_COUNTS, "created", "created_by", "via")
    list_filter = ("status", "via")
    search_fields = ("name", "files__name")

    def has_change_permission(self, request: HttpRequest, obj: Upload | None = None) -> bool:
        """Nobody edits an upload."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Upload | None = None) -> bool:
        """The ledger stays."""
        return False

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Take files and queue them."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = UploadForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            upload = self._receive(request, form)
            if upload is not None:
                return HttpResponseRedirect(reverse("admin:corpus_upload_change", args=[upload.pk]))
        context = {**self.admin_site.each_context(request), "form": form, "title": "Hand over files", "opts": self.opts}
        return TemplateResponse(request, "admin/corpus/upload/add.html", context)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show how far an upload is, and its ledger."""
        upload = self.get_object(request, object_id)
        if upload is None or not self.has_view_permission(request, upload):
            return super().change_view(request, object_id, form_url, extra_context)
        if request.method == "POST":
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "title": upload.name,
            "opts": self.opts,
            "upload": upload,
            "progress": progress_of(upload, now=timezone.now()),
            "progress_url": reverse("admin:corpus_upload_progress", args=[upload.pk]),
            "files": upload.files.all()[:FILES_SHOWN],
            **ledger_page(upload, status=request.GET.get("status", ""), page=request.GET.get("page", "1")),
        }
        return TemplateResponse(request, "admin/corpus/upload/progress.html", context)

    def get_urls(self) -> list[URLPattern]:
        """Add the address that the page's script asks."""
        view = self.admin_site.admin_view(require_safe(self.progress_view))
        return [path("<int:upload_id>/progress/", view, name="corpus_upload_progress"), *super().get_urls()]

    def progress_view(self, request: HttpRequest, upload_id: int) -> HttpResponse:
        """Say how far an upload is, as JSON."""
        upload = Upload.objects.filter(pk=upload_id).first()
        if not self.has_view_permission(request, upload):
            raise PermissionDenied
        if upload is None:
            raise Http404("There is no such upload.")
        return JsonResponse(progress_of(upload, now=timezone.now()).as_json())

    def _receive(self, request: HttpRequest, form: UploadForm) -> Upload | None:
        data = form.cleaned_data
        try:
            return receive(
                (Incoming(file.name or "unnamed", file) for file in data["files"]),
                via="admin",
                defaults=Defaults(data["source"], data["published"], data["language"]),
                extractor=data["extractor"],
                user=request.user if request.user.is_authenticated else None,
            )
        except OSError as error:
            messages.error(
                request, f"The files could not be kept: {error}. Nothing was queued; make room and try again."
            )
            return None


def ledger_page(upload: Upload, *, status: str, page: str) -> dict[str, Any]:
    """Return a page of the ledger, of one status or of all, with the links around it."""
    rows = upload.ledger.order_by("sequence")
    chosen = status if status in LedgerStatus.values else ""
    if chosen:
        rows = rows.filter(status=chosen)
    found = Paginator(rows, LEDGER_PAGE).get_page(page)
    suffix = f"&status={chosen}" if chosen else ""
    statuses = [("all", "?", upload.sent)]
    statuses += [(each, f"?status={each}", getattr(upload, each)) for each in LedgerStatus.values]
    return {
        "ledger": found,
        "statuses": [
            {"label": label, "url": url, "count": count, "current": label == (chosen or "all")}
            for label, url, count in statuses
        ],
        "previous_url": f"?page={found.previous_page_number()}{suffix}" if found.has_previous() else "",
        "next_url": f"?page={found.next_page_number()}{suffix}" if found.has_next() else "",
    }
