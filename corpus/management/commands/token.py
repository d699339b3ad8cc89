"""Make, list and revoke the keys by which programs hand files over."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import CommandError

from corpus.management.base import USAGE, DatabaseCommand
from corpus.models import ApiToken
from corpus.models.token import digest_of, make_key


class Command(DatabaseCommand):
    """manage.py token"""

    help = "Make an API token for a user and print it, this once; or list or revoke tokens."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the three ways."""
        parser.add_argument("user", nargs="?", metavar="USER", help="the user whose rights the new token has")
        parser.add_argument("--name", default="made on the command line", help="what uses it")
        parser.add_argument("--list", action="store_true", help="list number, user, name and last use of every token")
        parser.add_argument("--revoke", type=int, metavar="NUMBER", help="delete a token, which ends its use")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do the one thing that was asked."""
        ways = [bool(options["user"]), options["list"], options["revoke"] is not None]
        if ways.count(True) != 1:
            raise CommandError("Give a USER to make a token for, or --list, or --revoke NUMBER.", returncode=USAGE)
        if options["user"]:
            self._make(options["user"], options["name"])
        elif options["list"]:
            self._list()
        else:
            self._revoke(options["revoke"])

    def _make(self, username: str, name: str) -> None:
        user = User.objects.filter(username=username).first()
        if user is None:
            raise CommandError(f"There is no user {username}.", returncode=USAGE)
        if not user.has_perm("corpus.add_upload"):
            self.stderr.write(f"{username} may not hand files over, so the token is good for nothing yet.")
        key = make_key()
        ApiToken.objects.create(user=user, name=name[:100], digest=digest_of(key))
        self.stdout.write(key)

    def _list(self) -> None:
        for token in ApiToken.objects.select_related("user").order_by("id"):
            used = f"last used {token.last_used:%Y-%m-%d %H:%M} UTC" if token.last_used else "never used"
            self.stdout.write(f"{token.pk}\t{token.user.get_username()}\t{token.name}\t{used}")

    def _revoke(self, number: int) -> None:
        found, _ = ApiToken.objects.filter(pk=number).delete()
        if not found:
            raise CommandError(f"There is no token {number}; see --list.")
        self.stdout.write(f"token {number} is revoked")
