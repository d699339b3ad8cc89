"""The editors' desk."""

from __future__ import annotations

from django.contrib import admin

from corpus.admin.articles import ArticleAdmin
from corpus.admin.reprocessings import ReprocessingAdmin
from corpus.admin.revisions import RevisionAdmin
from corpus.admin.source_lines import SourceLineAdmin
from corpus.admin.sources import SourceAdmin
from corpus.admin.stories import StoryCorrectionAdmin
from corpus.admin.take_downs import TakeDownAdmin
from corpus.admin.tokens import ApiTokenAdmin
from corpus.admin.uploads import UploadAdmin
from corpus.models import (
    ApiToken,
    Article,
    Reprocessing,
    Revision,
    Source,
    SourceLine,
    StoryCorrection,
    TakeDown,
    Upload,
)

admin.site.site_header = "Dateline"
admin.site.site_title = "Dateline"
admin.site.index_title = "Editors’ desk"

admin.site.register(ApiToken, ApiTokenAdmin)
admin.site.register(Article, ArticleAdmin)
admin.site.register(Reprocessing, ReprocessingAdmin)
admin.site.register(Revision, RevisionAdmin)
admin.site.register(Source, SourceAdmin)
admin.site.register(SourceLine, SourceLineAdmin)
admin.site.register(StoryCorrection, StoryCorrectionAdmin)
admin.site.register(TakeDown, TakeDownAdmin)
admin.site.register(Upload, UploadAdmin)
