"""Where the bytes of files lie, by STORAGE_URL: a folder, or a bucket that speaks S3."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from visavis.config.env import BadSetting

HOW = "use file:, file:/a/folder or s3://bucket/prefix?endpoint=https://…&region=…"
PART = 8 * 1024 * 1024


def chosen(url: str, data: Path) -> dict[str, Any]:
    """Django's entry for the storage at *url*.

    Raises:
        BadSetting: no such storage.
    """
    parts = urlsplit(url)
    if parts.scheme == "file":
        return _folder(url, unquote(parts.path), data)
    if parts.scheme == "s3":
        return _bucket(url)
    raise BadSetting(f"STORAGE_URL={url!r}: {HOW}.")


def _folder(url: str, path: str, data: Path) -> dict[str, Any]:
    if path and not path.startswith("/"):
        raise BadSetting(f"STORAGE_URL={url!r}: name the folder from the root, file:/a/folder.")
    return {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {
            "location": Path(path) if path else data / "files",
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    }


def _bucket(url: str) -> dict[str, Any]:
    """Keys come from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or from the machine itself."""
    parts = urlsplit(url)
    asked = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    endpoint, region = asked.pop("endpoint", None), asked.pop("region", None)
    if not parts.netloc or asked or (endpoint and not endpoint.startswith(("http://", "https://"))):
        raise BadSetting(f"STORAGE_URL={url!r}: {HOW}.")
    from boto3.s3.transfer import TransferConfig
    from botocore.config import Config

    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": parts.netloc,
            "location": unquote(parts.path).strip("/"),
            "endpoint_url": endpoint,
            "region_name": region,
            "querystring_auth": False,
            "max_memory_size": PART,
            "client_config": Config(
                s3={"addressing_style": "path" if endpoint else "auto"},
                connect_timeout=5,
                read_timeout=30,
                retries={"mode": "standard", "max_attempts": 3},
                # Servers that are not Amazon's may not know its newer checksums; ours are inside.
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
            ),
            "transfer_config": TransferConfig(multipart_chunksize=PART, use_threads=False),
        },
    }
