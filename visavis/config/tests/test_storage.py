"""The same files in a bucket, over HTTP with a server that speaks S3."""

import os
from pathlib import Path

import boto3
import pytest
import time_machine
from django.core.files.storage import default_storage
from django.http import Http404
from django.test import RequestFactory
from moto.server import ThreadedMotoServer

from visavis.config.env import BadSetting
from visavis.config.middleware import TransferMiddleware
from visavis.config.storage import chosen
from visavis.core.public import (
    StoredFile,
    acting_for,
    open_file,
    remove,
    serve,
    store,
    sweep_files,
)

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:botocore.*")


@pytest.fixture(scope="module")
def server():
    """A server that speaks S3, on a port of its own."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def bucket(server, settings, monkeypatch):
    """An empty bucket as the storage; what lies in it, by key."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "practice")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret-of-the-practice")
    client = boto3.client("s3", endpoint_url=server, region_name="eu-west-3")
    name = f"bucket-{os.urandom(4).hex()}"
    client.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": "eu-west-3"})
    url = f"s3://{name}/visavis/files?endpoint={server}&region=eu-west-3"
    settings.STORAGES = settings.STORAGES | {"default": chosen(url, Path("/nowhere"))}

    def lying():
        found = client.list_objects_v2(Bucket=name).get("Contents", [])
        return {
            one["Key"]: client.get_object(Bucket=name, Key=one["Key"])["Body"].read()
            for one in found
        }

    yield lying
    client.close()


def kept(world, content):
    return store(world.actor("owner"), content, name="radio.pdf", content_type="application/pdf")


@pytest.mark.parametrize("size", [0, 300_000, 20 * 1024 * 1024])
def test_files_of_any_size_come_back_from_a_bucket(world, bucket, size):
    content = os.urandom(size)
    with world.acting():
        file = kept(world, content)
        again = StoredFile.objects.get(pk=file.pk)
        assert open_file(again) == content
        assert b"".join(serve(again)) == content
    [(key, stored)] = bucket().items()
    assert key == f"visavis/files/{file.path}"
    assert len(stored) > size
    assert not size or content[:64] not in stored


def test_a_rollback_and_a_removal_leave_nothing_in_the_bucket(committed_world, bucket):
    world = committed_world
    with pytest.raises(ZeroDivisionError):
        _store_and_fail(world)
    assert bucket() == {}
    with acting_for(world.practice):
        file = kept(world, b"x")
    assert len(bucket()) == 1
    with acting_for(world.practice):
        remove(world.actor("owner"), file)
    assert bucket() == {}


def _store_and_fail(world):
    with acting_for(world.practice):
        kept(world, b"x")
        raise ZeroDivisionError


def test_what_is_lost_from_the_bucket_is_not_there(world, bucket):
    with world.acting():
        file = kept(world, b"x")
        default_storage.delete(file.path)
        with pytest.raises(Http404):
            serve(file)


def test_orphans_in_a_bucket_are_swept_after_a_day(world, bucket):
    with world.acting():
        file = kept(world, b"x")
        lost = kept(world, b"y")
        lost.delete()
    sweep_files()
    assert len(bucket()) == 2
    with time_machine.travel(world.now.timestamp() + 90_000, tick=True):
        sweep_files()
    assert list(bucket()) == [f"visavis/files/{file.path}"]


@pytest.mark.parametrize(
    "url",
    [
        "",
        "files",
        "file:relative",
        "ftp://host/files",
        "s3:",
        "s3:///prefix",
        "s3://bucket?endpoint=host:9000",
        "s3://bucket?regoin=eu-west-3",
    ],
)
def test_an_address_that_cannot_be_meant_is_refused(url):
    with pytest.raises(BadSetting, match="STORAGE_URL"):
        chosen(url, Path("/data"))


def test_a_browser_that_has_it_is_not_sent_it_again(world):
    with world.acting():
        file = kept(world, b"Bonjour " * 200)
        asked = RequestFactory().get("/", headers={"Accept-Encoding": "gzip"})
        first = TransferMiddleware(lambda request: serve(file, private=False))(asked)
        asked.META["HTTP_IF_NONE_MATCH"] = first["ETag"]
        again = TransferMiddleware(lambda request: serve(file, private=False))(asked)
    assert first["Cache-Control"] == "public, max-age=31536000, immutable"
    assert not first.has_header("Content-Encoding")
    assert b"".join(first) == b"Bonjour " * 200
    assert (again.status_code, again.content) == (304, b"")


def test_default_storage_is_a_closed_folder_in_the_data_folder():
    options = chosen("file:", Path("/data"))["OPTIONS"]
    assert options["location"] == Path("/data/files")
    assert default_storage.file_permissions_mode == 0o600
