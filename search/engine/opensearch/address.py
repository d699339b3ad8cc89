"""Where the cluster is and how the index is laid out: what SEARCH_URL says."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal
from urllib.parse import parse_qsl, unquote, urlsplit

DEFAULT_PORT: Final = 9200
MOST_SHARDS: Final = 1_024
MOST_REPLICAS: Final = 10
EXAMPLE: Final = "opensearch://user:password@host1:9200,host2:9200/dateline?shards=3&replicas=1"
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9._]*")
_HOST: Final = re.compile(r"(?P<host>\[[0-9A-Fa-f:.]+\]|[^:\[\]]+)(?::(?P<port>[0-9]+))?")

Partition = Literal["none", "year", "quarter"]


class AddressError(ValueError):
    """SEARCH_URL cannot be used; the message says why."""


@dataclass(frozen=True, slots=True)
class Address:
    """A cluster and the index in it; `partition` gives the articles of each year or quarter indices of their own."""

    hosts: tuple[str, ...]
    name: str
    user: str = ""
    password: str = ""
    tls: bool = False
    verify: bool = True
    ca_certs: str = ""
    shards: int = 3
    replicas: int = 1
    partition: Partition = "none"


def read_address(url: str) -> Address:
    """Return what a SEARCH_URL means. Raises AddressError."""
    parts = urlsplit(url)
    if parts.scheme != "opensearch":
        raise AddressError(f"SEARCH_URL must begin with opensearch://, as in {EXAMPLE}")
    credentials, _, hosts = parts.netloc.rpartition("@")
    user, _, password = credentials.partition(":")
    name = parts.path.strip("/")
    if not _NAME.fullmatch(name):
        raise AddressError(
            f"SEARCH_URL must end in the name of the index, of a–z, 0–9, “.” and “_”, not {name!r}; as in {EXAMPLE}"
        )
    options = _options(parts.query)
    tls = _flag(options, "tls", default=False)
    return Address(
        hosts=tuple(_host(each, tls=tls) for each in hosts.split(",")),
        name=name,
        user=unquote(user),
        password=unquote(password),
        tls=tls,
        verify=_flag(options, "verify", default=True),
        ca_certs=options.get("ca_certs", ""),
        shards=_number(options, "shards", 3, range(1, MOST_SHARDS + 1)),
        replicas=_number(options, "replicas", 1, range(MOST_REPLICAS + 1)),
        partition=_partition(options),
    )


_KNOWN: Final = ("tls", "verify", "ca_certs", "shards", "replicas", "partition")


def _options(query: str) -> Mapping[str, str]:
    options = dict(parse_qsl(query, keep_blank_values=True))
    unknown = sorted(options.keys() - set(_KNOWN))
    if unknown:
        raise AddressError(f"SEARCH_URL has the unknown option {unknown[0]!r}; known: {', '.join(_KNOWN)}.")
    return options


def _host(text: str, *, tls: bool) -> str:
    found = _HOST.fullmatch(text)
    port = int(found["port"] or DEFAULT_PORT) if found else 0
    if not found or not 0 < port < 2**16:
        raise AddressError(f"SEARCH_URL names the host {text!r}; hosts are written host:port, as in {EXAMPLE}")
    return f"{'https' if tls else 'http'}://{found['host']}:{port}"


def _flag(options: Mapping[str, str], name: str, *, default: bool) -> bool:
    value = options.get(name, str(int(default)))
    if value not in ("0", "1"):
        raise AddressError(f"SEARCH_URL: {name} must be 0 or 1, not {value!r}.")
    return value == "1"


def _number(options: Mapping[str, str], name: str, default: int, allowed: range) -> int:
    value = options.get(name, str(default))
    if not value.isdecimal() or int(value) not in allowed:
        raise AddressError(f"SEARCH_URL: {name} must be a number from {allowed[0]} to {allowed[-1]}, not {value!r}.")
    return int(value)


def _partition(options: Mapping[str, str]) -> Partition:
    value = options.get("partition", "none")
    if value == "year":
        return "year"
    if value == "quarter":
        return "quarter"
    if value != "none":
        raise AddressError(f"SEARCH_URL: partition must be none, year or quarter, not {value!r}.")
    return "none"
