"""SMTP with STARTTLS and sign-in, against a server with a certificate of its own."""

import ssl
from datetime import UTC, datetime, timedelta

import pytest
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from visavis.notices.channels.smtp import server_from
from visavis.notices.models import Notice
from visavis.notices.public import send
from visavis.notices.tests.conftest import MailServer, deliver_due


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """Paths of a certificate for localhost and of its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
        .sign(key, hashes.SHA256())
    )
    folder = tmp_path_factory.mktemp("certificate")
    (folder / "cert.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return folder / "cert.pem", folder / "key.pem"


@pytest.fixture
def secured(certificate):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)

    def sign_in(server, session, envelope, mechanism, data):
        known = (data.login, data.password) == (b"parc", b"s3cret/@")
        return AuthResult(success=known, handled=False)

    server = MailServer(
        tls_context=context, require_starttls=True, authenticator=sign_in, auth_required=True
    )
    server.controller.start()
    yield server
    server.controller.stop()


def tell(world, facts):
    with world.acting():
        (notice,) = send("test.reminder", to=world.alice, facts=facts)
    deliver_due(world.practice)
    with world.acting():
        return Notice.objects.get(pk=notice.pk)


@pytest.mark.django_db
@pytest.mark.proves("C1.5")
def test_a_mail_goes_encrypted_and_signed_in(world, facts, secured, certificate, use_env):
    address = f"localhost:{secured.port}?starttls=1&ca={certificate[0]}"
    use_env(mail_url=f"smtp://parc:s3cret%2F%40@{address}")
    assert tell(world, facts).state == "sent"
    assert len(secured.mails) == 1
    use_env(mail_url=f"smtp://parc:wrong@{address}")
    refused = tell(world, facts)
    assert refused.state == "queued", "our own set-up may be mended within the day"
    assert refused.last_error.startswith("535")


@pytest.mark.django_db
@pytest.mark.proves("C1.5")
def test_a_server_nobody_vouches_for_gets_neither_password_nor_mail(world, facts, secured, use_env):
    use_env(mail_url=f"smtp://parc:s3cret%2F%40@localhost:{secured.port}?starttls=1")
    refused = tell(world, facts)
    assert (refused.state, secured.mails) == ("queued", [])
    assert "SSLCertVerificationError" in refused.last_error


@pytest.mark.parametrize(
    ("url", "port", "tls", "starttls"),
    [
        ("smtp://mail.example", 25, False, True),
        ("smtp://user:pass@mail.example", 587, False, True),
        ("smtps://user:pass@mail.example", 465, True, False),
        ("smtp://127.0.0.1:1025", 1025, False, False),
        ("smtp://localhost", 25, False, False),
        ("smtp://mail.example:2525?starttls=0", 2525, False, False),
    ],
)
def test_what_a_mail_address_of_ours_means(url, port, tls, starttls):
    server = server_from(url)
    assert (server.port, server.tls, server.starttls) == (port, tls, starttls)
