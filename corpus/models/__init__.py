"""The tables of the corpus."""

from __future__ import annotations

from corpus.models.actor import Actor, ActorKind, ActorName
from corpus.models.article import Article, DatePrecision, DateStatus, RawKind
from corpus.models.boilerplate import LineStatus, SourceLine, SourceStudy
from corpus.models.correction import TakeDown
from corpus.models.ledger import LEDGER_COUNTS, LedgerRow, LedgerStatus, Undone
from corpus.models.location import Location, LocationKind, LocationName
from corpus.models.mention import Mention, MentionKind
from corpus.models.outbox import IndexState, NextOutboxRow, OutboxRow
from corpus.models.reprocessing import Reprocessing, ReprocessingExtractor, ReprocessingStatus
from corpus.models.revision import Revision
from corpus.models.source import Source, SourceName
from corpus.models.story import Sketch, SketchNumber, StoryCorrection, StoryLink, StoryMember, StoryQueueRow
from corpus.models.token import ApiToken
from corpus.models.upload import Task, Upload, UploadedFile, UploadStatus

__all__ = [
    "LEDGER_COUNTS",
    "Actor",
    "ActorKind",
    "ActorName",
    "ApiToken",
    "Article",
    "DatePrecision",
    "DateStatus",
    "IndexState",
    "LedgerRow",
    "LedgerStatus",
    "LineStatus",
    "Location",
    "LocationKind",
    "LocationName",
    "Mention",
    "MentionKind",
    "NextOutboxRow",
    "OutboxRow",
    "RawKind",
    "Reprocessing",
    "ReprocessingExtractor",
    "ReprocessingStatus",
    "Revision",
    "Sketch",
    "SketchNumber",
    "Source",
    "SourceLine",
    "SourceName",
    "SourceStudy",
    "StoryCorrection",
    "StoryLink",
    "StoryMember",
    "StoryQueueRow",
    "TakeDown",
    "Task",
    "Undone",
    "Upload",
    "UploadStatus",
    "UploadedFile",
]
