"""Haystack's Whoosh backend, made exact and safe; it is also the engine of contract.py."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.apps import apps
from django.utils.encoding import force_str
from haystack import connections
from haystack.backends import BaseEngine, log_query
from haystack.backends.whoosh_backend import LOCALS, WhooshSearchQuery
from haystack.constants import DJANGO_CT, ID
from haystack.exceptions import SearchBackendError, SkipDocument
from haystack.utils import get_identifier, get_model_ct
from whoosh.filedb.filestore import RamStorage
from whoosh.index import EmptyIndexError, FileIndex
from whoosh.query import Term

from search.engine.contract import (
    DocumentError,
    IndexUnavailableError,
)
from search.engine.forwarding import Forwarding
from search.engine.whoosh import spelling, words
from search.engine.whoosh.allocation import keep_large_blocks
from search.engine.whoosh.articles import ArticleEngine, failure_reported
from search.engine.whoosh.codec import open_segment
from search.engine.whoosh.fields import ArticleText, ExactList, build_schema
from search.engine.whoosh.haystack_search import HaystackSearch
from search.engine.whoosh.parsing import ArticleQueryParser
from search.engine.whoosh.results import Found
from search.engine.whoosh.snapshot import Snapshot, deleted_numbers
from search.engine.whoosh.storage import Home
from search.engine.whoosh.writing import BadDocumentError, GuardedWriter, delete, writing

logger = logging.getLogger(__name__)
keep_large_blocks()


class RamIndex(FileIndex):
    """An index in memory (STORAGE: ram), for tests of Haystack's."""

    _newest: Snapshot | None = None

    def writer(self, **options: Any) -> GuardedWriter:
        """Return the guarded writer."""
        return GuardedWriter(self, **options)

    def snapshot(self) -> Snapshot:
        """Return the newest commit; kept until there is a newer one."""
        toc = self._read_toc()
        if self._newest is None or self._newest.stamp != str(toc.generation):
            segments = [open_segment(self.storage, toc.schema, entry) for entry in toc.segments]
            deleted = [deleted_numbers(entry.deleted) for entry in toc.segments]
            self._newest = Snapshot(str(toc.generation), toc.schema, segments, deleted)
        return self._newest


def never_built() -> bool:
    """Return whether the database knows of no index, so that a missing one is no damage."""
    if not apps.is_installed("corpus"):
        return True
    from corpus.models import IndexState

    return not IndexState.objects.filter(generation__gt=0).exists()


def note_built() -> None:
    """Tell the database that there is an index from now on."""
    if apps.is_installed("corpus"):
        from django.utils import timezone

        from corpus.models import IndexState

        IndexState.objects.get_or_create(pk=1)
        IndexState.objects.filter(pk=1, generation=0).update(generation=1, built=timezone.now())


class DatelineWhooshBackend(Forwarding, HaystackSearch):
    """One index, two doors: the contract's, and Haystack's."""

    def __init__(self, connection_alias: str, **options: Any) -> None:
        super().__init__(connection_alias, **options)
        self._engine: ArticleEngine | None = None

    def setup(self) -> None:
        """Open the index for Haystack, and make it on the first day. Raises OSError, IndexUnavailableError."""
        declared = connections[self.connection_alias].get_unified_index().all_searchfields()
        self.content_field_name, self.schema = self.build_schema(declared)
        self.parser = ArticleQueryParser(self.content_field_name, self.schema)
        self._forget()
        if self.use_file_storage:
            self._setup_files()
        else:
            self._setup_memory()
        self.setup_complete = True

    def _setup_files(self) -> None:
        path = Path(self.path)
        if path.exists() and not os.access(path, os.W_OK):
            raise OSError(f"The folder of the index, {path}, is not writable for the current user.")
        self._engine = self._new_engine()
        if not self._engine.exists():
            if not never_built():
                raise IndexUnavailableError(f"There is no index in {path}; build it with: manage.py index --rebuild")
            self._engine.create()
            note_built()
        self.index = self._engine.index
        self.storage = self.index.storage

    def _setup_memory(self) -> None:
        if getattr(LOCALS, "RAM_STORE", None) is None:
            LOCALS.RAM_STORE = RamStorage()
        self.storage = LOCALS.RAM_STORE
        try:
            self.index = RamIndex(self.storage, schema=self.schema)
        except EmptyIndexError:
            self.index = RamIndex.create(self.storage, self.schema)

    def build_schema(self, fields: Mapping[str, Any]) -> tuple[str, Any]:
        """Return the name of the document field and Whoosh's schema."""
        return build_schema(fields)

    def _snapshot(self) -> Snapshot:
        """Return the newest commit. Raises IndexUnavailableError."""
        return self.engine.snapshot() if self.use_file_storage else self.index.snapshot()

    # Haystack's writing

    def update(self, index: Any, iterable: Iterable[Any], commit: bool = True) -> None:
        """Replace these objects in one commit. A bad one is left out if failing silently, else nothing is written."""
        self._ready()
        prepared = self._prepared(index, iterable)
        if not prepared:
            return
        with failure_reported(), writing(self.index) as writer:
            delete(writer, ID, [fields[ID] for fields in prepared])
            for fields in prepared:
                try:
                    parts = writer.prepare(fields)
                except BadDocumentError as error:
                    self._fail(f"{fields[ID]} cannot be indexed: {error}", error)
                    continue
                writer.add_parts(parts)
            writer.commit()

    def _prepared(self, index: Any, iterable: Iterable[Any]) -> list[dict[str, Any]]:
        found = self._prepare_many(index, list(iterable))
        return list({fields[ID]: self._converted(fields) for fields in found}.values())

    def _prepare_many(self, index: Any, instances: Sequence[Any]) -> list[dict[str, Any]]:
        if hasattr(index, "prepare_many"):
            try:
                return list(index.prepare_many(instances))
            except DocumentError:
                pass  # one by one, then, so that only the bad one is left out or named
        return [fields for fields in (self._prepare(index, each) for each in instances) if fields]

    def _prepare(self, index: Any, instance: Any) -> dict[str, Any] | None:
        try:
            return dict(index.full_prepare(instance))
        except SkipDocument:
            logger.debug("Indexing for object `%s` skipped", instance)
        except Exception as error:
            self._fail(f"{get_identifier(instance)} cannot be prepared: {error}", error)
        return None

    def _converted(self, fields: Mapping[str, Any]) -> dict[str, Any]:
        """Return the values as Whoosh takes them; boosts of documents are no longer a thing."""
        return {
            name: self._from_list(value)
            if isinstance(self.schema._fields.get(name), ExactList)
            else self._from_python(value)
            for name, value in fields.items()
            if value is not None and name != "boost"
        }

    def _from_list(self, value: Any) -> list[str]:
        return [force_str(value)] if isinstance(value, str) else [force_str(each) for each in value]

    def _from_python(self, value: Any) -> Any:
        """Return a value as Whoosh takes it: moments in UTC without a time zone."""
        if isinstance(value, datetime) and value.tzinfo is not None:
            value = value.astimezone(UTC).replace(tzinfo=None)
        return super()._from_python(value)

    def remove(self, obj_or_string: Any, commit: bool = True) -> None:
        """Remove an object or identifier."""
        self._ready()
        self._delete(ID, [get_identifier(obj_or_string)])

    def clear(self, models: Sequence[Any] | None = None, commit: bool = True) -> None:
        """Remove all objects of these models; None = everything."""
        self._ready()
        if models is None:
            self.delete_index()
        else:
            self._delete(DJANGO_CT, [get_model_ct(model) for model in models])

    def _delete(self, field: str, values: Sequence[str]) -> None:
        try:
            with failure_reported(), writing(self.index) as writer:
                if delete(writer, field, values):
                    writer.commit()
        except Exception as error:
            self._fail(f"{', '.join(values)} cannot be removed: {error}", error)

    def delete_index(self) -> None:
        """Replace the index by an empty one, at once for all readers."""
        if self._engine is not None:
            self._engine.rebuild([])
        else:
            self.storage.clean()
        self.setup()

    def optimize(self) -> None:
        """Merge all segments into one."""
        self._ready()
        with failure_reported(), writing(self.index) as writer:
            writer.commit(optimize=True)

    def _fail(self, message: str, error: Exception) -> None:
        if not self.silently_fail:
            raise SearchBackendError(message) from error
        logger.error(message)

    def create_spelling_suggestion(self, query_string: str) -> str | None:
        """Return the query with its unknown words spelt as the index knows them; None = nothing to correct."""
        if not isinstance(self.schema[self.content_field_name], ArticleText):
            suggestion: str | None = super().create_spelling_suggestion(query_string)
            return suggestion
        newest = self._newest()
        found = words.folded_words(query_string)
        best = [self._spelt(newest, word) for word in found]
        return " ".join(best) if best != found else None

    def _spelt(self, newest: Found, word: str) -> str:
        if len(newest.scored(Term(self.content_field_name, words.searched(word)))[0]):
            return word
        return next(iter(spelling.words_like(newest.snapshot, word, 1)), word)

    @log_query  # type: ignore[untyped-decorator]
    def search(self, query_string: str, **options: Any) -> dict[str, Any]:
        """Search as Haystack asks."""
        self._ready()
        return self.find(force_str(query_string), **options)

    # The contract

    @property
    def engine(self) -> ArticleEngine:
        """The engine of articles; using it never makes an index unasked."""
        if self._engine is None:
            declared = connections[self.connection_alias].get_unified_index().all_searchfields()
            self.content_field_name, self.schema = self.build_schema(declared)
            self._engine = self._new_engine()
        return self._engine

    def _new_engine(self) -> ArticleEngine:
        return ArticleEngine(Path(self.path), self.schema, never_built)

    @property
    def home(self) -> Home:
        """Where the index lies."""
        return self.engine.home


class DatelineWhooshEngine(BaseEngine):
    """The engine that settings name."""

    backend = DatelineWhooshBackend
    query = WhooshSearchQuery
