"""The tables of the corpus."""

from __future__ import annotations

from corpus.models.actor import Actor, ActorKind, ActorName
from corpus.models.article import Article, DatePrecision, DateStatus
from corpus.models.correction import TakeDown
from corpus.models.location import Location, LocationKind, LocationName
from corpus.models.mention import Mention, MentionKind
from corpus.models.outbox import IndexState, OutboxRow
from corpus.models.source import Source, SourceName
from corpus.models.token import ApiToken
from corpus.models.upload import LEDGER_COUNTS, LedgerRow, LedgerStatus, Upload, UploadedFile, UploadStatus

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
    "Location",
    "LocationKind",
    "LocationName",
    "Mention",
    "MentionKind",
    "OutboxRow",
    "Source",
    "SourceName",
    "TakeDown",
    "Upload",
    "UploadStatus",
    "UploadedFile",
]
