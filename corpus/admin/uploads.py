"""The upload desk: hand files over, look at them first, watch them go in, read what became of each record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from corpus import steering
from corpus.admin.columns import count_column
from corpus.admin.ledger import ledger_csv, ledger_page
from corpus.admin.progress import progress_of
from corpus.admin.steps import VERBS, buttons_of, press
from corpus.admin.upload_forms import MappingForm, UploadForm
from corpus.looking import LookError
from corpus.models import LEDGER_COUNTS, Upload
from corpus.prepare import Defaults
from corpus.preview import correct, preview
from corpus.receive import Incoming, receive
from corpus.rollback import sent_elsewhere, updates_elsewhere
from corpus.steering import NotNowError
from corpus.steps import may

if TYPE_CHECKING:
    UploadModelAdmin = admin.ModelAdmin[Upload]
else:  # only the type stubs know ModelAdmin as generic
    UploadModelAdmin = admin.ModelAdmin

FILES_SHOWN: Final = 200


class UploadAdmin(UploadModelAdmin):
    """Uploads cannot be edited: adding one queues it; its page shows how far it is, its ledger and what can be done."""

    list_display = ("name", "status", *map(count_column, LEDGER_COUNTS), "created", "created_by", "via")
    list_filter = ("status", "via")
    search_fields = ("name", "files__name")

    def has_change_permission(self, request: HttpRequest, obj: Upload | None = None) -> bool:
        """Nobody edits an upload."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Upload | None = None) -> bool:
        """The ledger stays."""
        return False

    def get_urls(self) -> list[URLPattern]:
        """Add the addresses of the desk."""
        views = {
            "progress": require_safe(self.progress_view),
            "preview": require_http_methods(["GET", "HEAD", "POST"])(self.preview_view),
            "step": require_POST(self.step_view),
            "ledger": require_safe(self.ledger_view),
        }
        addresses = {name: f"<int:upload_id>/{name}/" for name in views} | {"ledger": "<int:upload_id>/ledger.csv"}
        wrapped = [
            path(addresses[name], self.admin_site.admin_view(view), name=f"corpus_upload_{name}")
            for name, view in views.items()
        ]
        return [*wrapped, *super().get_urls()]

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Take files and queue them, or hold them for a dry run."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = UploadForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            upload = self._receive(request, form)
            if upload is not None:
                page = "preview" if upload.status == steering.HELD else "change"
                return HttpResponseRedirect(reverse(f"admin:corpus_upload_{page}", args=[upload.pk]))
        return self._page(request, "add", {"form": form, "title": "Hand over files"})

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
            "title": upload.name,
            "upload": upload,
            "progress": progress_of(upload, now=timezone.now()),
            "progress_url": reverse("admin:corpus_upload_progress", args=[upload.pk]),
            "preview_url": reverse("admin:corpus_upload_preview", args=[upload.pk]),
            "step_url": reverse("admin:corpus_upload_step", args=[upload.pk]),
            "steps": buttons_of(upload, _user(request)),
            "files": upload.files.order_by("id")[:FILES_SHOWN],
            "more_files": max(0, upload.files.count() - FILES_SHOWN),
            "retries": upload.retries.order_by("id"),
            **ledger_page(upload, request.GET),
        }
        return self._page(request, "progress", context)

    def progress_view(self, request: HttpRequest, upload_id: int) -> HttpResponse:
        """Say how far an upload is, as JSON."""
        upload = self._upload(request, upload_id)
        return JsonResponse(progress_of(upload, now=timezone.now()).as_json())

    def ledger_view(self, request: HttpRequest, upload_id: int) -> HttpResponseBase:
        """Send the ledger as CSV."""
        return ledger_csv(self._upload(request, upload_id), request.GET)

    def preview_view(self, request: HttpRequest, upload_id: int) -> HttpResponse:
        """Show what the first records of a held upload are read as, and take corrections of that."""
        upload = self._upload(request, upload_id)
        if not self.has_add_permission(request):
            raise PermissionDenied
        here = reverse("admin:corpus_upload_preview", args=[upload.pk])
        if upload.status != steering.HELD:
            if request.method == "POST":
                told = "It was taken in meanwhile, in another window or by somebody else: what you chose was not used."
                messages.warning(request, told)
            return HttpResponseRedirect(reverse("admin:corpus_upload_change", args=[upload.pk]))
        if request.method == "POST" and request.POST.get("verb") == "discard":
            return self._take(request, upload, "discard")
        found = _look(upload)
        form = MappingForm(found["columns"], request.POST or None, initial=_defaults_of(upload))
        if request.method == "POST" and form.is_valid():
            _save_choices(upload, form)
            return self._take(request, upload, "start") if "start" in request.POST else HttpResponseRedirect(here)
        context = {"title": f"Dry run: {upload.name}", "upload": upload, "form": form, "found": found}
        return self._page(request, "preview", context)

    def step_view(self, request: HttpRequest, upload_id: int) -> HttpResponse:
        """Take a step with an upload: pause it, resume it, and so on."""
        upload = self._upload(request, upload_id)
        verb = request.POST.get("verb", "")
        if not may(_user(request), verb):
            raise PermissionDenied
        if verb not in VERBS:
            messages.error(request, "There is no such step.")
            return HttpResponseRedirect(reverse("admin:corpus_upload_change", args=[upload.pk]))
        if verb == "roll_back" and "sure" not in request.POST and steering.can_roll_back(upload):
            back = reverse("admin:corpus_upload_change", args=[upload.pk])
            context = {"title": f"Roll back {upload.name}?", "upload": upload, "back_url": back}
            counted = {"elsewhere": sent_elsewhere(upload), "updates": updates_elsewhere(upload)}
            return self._page(request, "roll_back", context | counted)
        return self._take(request, upload, verb)

    def _take(self, request: HttpRequest, upload: Upload, verb: str) -> HttpResponse:
        here = reverse("admin:corpus_upload_change", args=[upload.pk])
        try:
            where, told = press(verb, upload, _user(request))
        except NotNowError as error:
            messages.error(request, f"That can’t be done now. {error}")
            return HttpResponseRedirect(here)
        if told:
            messages.success(request, told)
        return HttpResponseRedirect(where)

    def _upload(self, request: HttpRequest, upload_id: int) -> Upload:
        upload = Upload.objects.filter(pk=upload_id).first()
        if not self.has_view_permission(request, upload):
            raise PermissionDenied
        if upload is None:
            raise Http404("There is no such upload.")
        return upload

    def _page(self, request: HttpRequest, name: str, context: dict[str, Any]) -> HttpResponse:
        common = {**self.admin_site.each_context(request), "opts": self.opts}
        return TemplateResponse(request, f"admin/corpus/upload/{name}.html", common | context)

    def _receive(self, request: HttpRequest, form: UploadForm) -> Upload | None:
        data = form.cleaned_data
        try:
            return receive(
                (Incoming(name, file) for name, file in form.incoming()),
                via="admin",
                defaults=Defaults(data["source"], data["published"], data["language"]),
                extractor=data["extractor"],
                user=_user(request),
                held="dry_run" in request.POST,
            )
        except OSError as error:
            messages.error(
                request, f"The files could not be kept: {error}. Nothing was queued; make room and try again."
            )
            return None


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # the admin lets nobody else in
    return request.user


def _look(upload: Upload) -> dict[str, Any]:
    """Look at a held upload if that was not done yet, and return what was found; `fault` says why nothing was."""
    if upload.preview is None:
        try:
            upload.preview = preview(upload)
        except LookError as error:
            upload.preview = {"columns": [], "records": [], "more": False, "fault": str(error)}
        Upload.objects.filter(pk=upload.pk, status=steering.HELD).update(preview=upload.preview)
    return dict(upload.preview)


def _defaults_of(upload: Upload) -> dict[str, str]:
    return {
        "source": upload.source_name,
        "published": upload.published,
        "language": upload.language,
        "extractor": upload.extractor,
    }


def _save_choices(upload: Upload, form: MappingForm) -> None:
    """Keep what was chosen for a held upload."""
    data = form.cleaned_data
    changes = {
        "source_name": data["source"],
        "published": data["published"],
        "language": data["language"],
        "extractor": data["extractor"],
    }
    correct(upload, changes | ({"mapping": form.mapping()} if form.columns else {}))
