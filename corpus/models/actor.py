"""Who: people, groups, organisations and governments."""

from __future__ import annotations

from django.db import models


class ActorKind(models.TextChoices):
    """What sort of actor it is."""

    PERSON = "person"
    GROUP = "group"
    ORGANISATION = "organisation"
    GOVERNMENT = "government"
    UNKNOWN = "unknown"


class Actor(models.Model):
    """An actor under its preferred name.

    `key` links the mentions of different articles: "lexicon:<id>" for an actor of the lexicon, otherwise
    "<kind>:<folded full name>".
    """

    key = models.CharField(max_length=300, unique=True)
    name = models.CharField(max_length=250)
    kind = models.CharField(max_length=12, choices=ActorKind, default=ActorKind.UNKNOWN)
    country = models.CharField(max_length=2, blank=True)

    class Meta:
        ordering = ["name", "id"]
        constraints = [models.CheckConstraint(condition=~models.Q(name=""), name="actor_name_not_empty")]

    def __str__(self) -> str:
        return self.name


class ActorName(models.Model):
    """One of the names of an actor, preferred, alternate or found in the corpus."""

    actor = models.ForeignKey(Actor, on_delete=models.CASCADE, related_name="names")
    name = models.CharField(max_length=250)
    key = models.CharField(max_length=250, db_index=True)

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["actor", "key"], name="actor_name_once"),
            models.CheckConstraint(condition=~models.Q(key=""), name="actor_name_key_not_empty"),
        ]

    def __str__(self) -> str:
        return self.name
