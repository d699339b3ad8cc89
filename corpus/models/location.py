"""Where: countries, districts, cities and regions."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q


class LocationKind(models.TextChoices):
    """What sort of location it is."""

    COUNTRY = "country"
    ADMIN1 = "admin1", "province"
    ADMIN2 = "admin2", "district"
    CITY = "city", "town"
    REGION = "region"


class Location(models.Model):
    """A location of the gazetteer that the corpus speaks of, with the one it lies in.

    `geonameid` is the GeoNames id; locations of the hand-made table have negative ids.
    """

    geonameid = models.BigIntegerField(unique=True)
    name = models.CharField(max_length=250)
    kind = models.CharField(max_length=8, choices=LocationKind)
    country = models.CharField(max_length=2, blank=True)
    admin1 = models.CharField(max_length=250, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="location_name_not_empty"),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")), name="location_not_own_parent"
            ),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(
                    latitude__isnull=False,
                    longitude__isnull=False,
                    latitude__range=(-90, 90),
                    longitude__range=(-180, 180),
                ),
                name="location_coordinates",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class LocationName(models.Model):
    """One of the names of a location, preferred, alternate or found in the corpus."""

    location = models.ForeignKey(Location, on_delete=models.CASCADE, related_name="names")
    name = models.CharField(max_length=250)
    key = models.CharField(max_length=250, db_index=True)

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["location", "key"], name="location_name_once"),
            models.CheckConstraint(condition=~Q(key=""), name="location_name_key_not_empty"),
        ]

    def __str__(self) -> str:
        return self.name
