"""Keys by which programs hand files over for an editor."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models
from django.utils import timezone

PREFIX: Final = "dateline_"  # so that scanners of leaked secrets can know one
_NOTED_EVERY: Final = timedelta(hours=1)


class ApiToken(models.Model):
    """A key that acts for a user, with that user's rights; only its hash is kept, so it can be shown just once.

    A plain SHA-256 does: the key is 256 random bits, not a word that could be guessed. Deleting the row revokes it.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="api_tokens", help_text="Whose rights it has."
    )
    name = models.CharField(max_length=100, help_text="What uses it, so that you know later which one to revoke.")
    digest = models.CharField(max_length=64, unique=True, editable=False)
    created = models.DateTimeField(auto_now_add=True)
    last_used = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["-created", "-id"]
        verbose_name = "API token"
        constraints = [models.CheckConstraint(condition=~models.Q(digest=""), name="api_token_has_digest")]

    def __str__(self) -> str:
        return self.name


def make_key() -> str:
    """Return a new key."""
    return PREFIX + secrets.token_urlsafe(32)


def digest_of(key: str) -> str:
    """Return what is kept of a key."""
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()


def user_of_key(key: str) -> User | None:
    """Return the active user that a key acts for, and note, to the hour, that it was used."""
    token = ApiToken.objects.select_related("user").filter(digest=digest_of(key), user__is_active=True).first()
    if token is None:
        return None
    now = timezone.now()
    if token.last_used is None or now - token.last_used > _NOTED_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(last_used=now)
    return token.user
