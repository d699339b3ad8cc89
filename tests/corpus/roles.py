"""Users in the groups that the migration makes."""

from __future__ import annotations

from importlib import import_module

from django.apps import apps
from django.contrib.auth.models import Group, User

ROLES = ("reader", "editor", "administrator")


def user_of(role: str) -> User:
    """Return a member of the staff in the group of a role."""
    # A test with real transactions empties all tables behind it, the groups of the migrations too.
    if not Group.objects.filter(name=role.capitalize()).exists():
        import_module("corpus.migrations.0002_corrections_and_roles").make_roles(apps, None)
        import_module("corpus.migrations.0003_api_tokens").give_rights(apps, None)
        import_module("corpus.migrations.0005_reprocessing_and_source_lines").give_rights(apps, None)
        import_module("corpus.migrations.0006_stories").give_rights(apps, None)
    user = User.objects.create_user(role, password=role, is_staff=True)
    user.groups.add(Group.objects.get(name=role.capitalize()))
    return user
