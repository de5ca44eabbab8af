"""Addresses from the data that are safe to offer: those on Spotify and YouTube, no others."""

import re
from urllib.parse import urlsplit

_SPOTIFY_URI = re.compile(r"spotify:(track|artist|album):([A-Za-z0-9]{22})")
_HOSTS = {"spotify": ("spotify.com",), "youtube": ("youtube.com", "youtu.be")}


def spotify_link(uri: object, url: object = None) -> str | None:
    """Return a safe address on open.spotify.com from a track's URI or an address, else None."""
    match = _SPOTIFY_URI.fullmatch(uri) if isinstance(uri, str) else None
    return f"https://open.spotify.com/{match[1]}/{match[2]}" if match else _safe(url, "spotify")


def youtube_link(url: object) -> str | None:
    """Return the address if it is one of YouTube's, else None."""
    return _safe(url, "youtube")


def _safe(url: object, platform: str) -> str | None:
    if not isinstance(url, str) or re.search(r"[\s\\<>\"'`]|[^\x21-\x7e]", url):
        return None
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return None
    known = any(host == name or host.endswith(f".{name}") for name in _HOSTS[platform])
    return url if known and parts.scheme in ("http", "https") and "@" not in parts.netloc else None
