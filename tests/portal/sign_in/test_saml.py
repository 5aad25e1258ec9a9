"""Sign-in by SAML, with answers that a provider signs: who gets in, and what is refused."""

import base64
import zlib
from datetime import UTC, datetime, timedelta
from urllib.parse import unquote
from uuid import uuid4
from xml.etree.ElementTree import fromstring

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from django.test import Client

from portal.access.models import Team, TeamGroup, User
from portal.access.sso import NOT_BEGUN
from portal.sso_settings import _saml_app
from querylog.models import Event, Kind
from tests.conftest import REPORT
from tests.portal.sign_in.provider import asked

saml_utils = pytest.importorskip("onelogin.saml2.utils", reason="requirements/saml.txt is not installed")

HERE, IDP = "http://localhost/sso/saml/", "https://login.grocer.example/saml"
CLAIMS = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims"


class Signer:
    """A key of a provider, with the certificate that says so."""

    def __init__(self) -> None:
        key = rsa.generate_private_key(65537, 2048)
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "login.grocer.example")])
        now = datetime.now(UTC)
        made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        made = made.serial_number(7).not_valid_before(now).not_valid_after(now + timedelta(days=1))
        self.certificate = made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM).decode()
        self.key = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ).decode()

    def sign(self, xml: str) -> str:
        return saml_utils.OneLogin_Saml2_Utils.add_sign(xml, self.key, self.certificate).decode()


THE_PROVIDER, A_STRANGER = Signer(), Signer()


@pytest.fixture
def portal(people, settings):
    """The portal, set to the provider; people of insights-readers are in the team that has the report."""
    app = _saml_app(
        {
            "SAML_NAME": "Grocer SAML",
            "SAML_ENTITY_ID": IDP,
            "SAML_SIGN_IN_URL": f"{IDP}/sign-in",
            "certificate": THE_PROVIDER.certificate,
        }
    )
    settings.SOCIALACCOUNT_PROVIDERS = {**settings.SOCIALACCOUNT_PROVIDERS, "saml": {"APPS": [app]}}
    TeamGroup.objects.create(team=Team.objects.get(name="Shopper insights"), group="insights-readers")


@pytest.fixture
def browser(portal) -> Client:
    return Client(headers={"host": "localhost"})


def question(browser, **form) -> str:
    """The ID of the question with which the portal sends somebody to the provider."""
    page = browser.post(HERE, form)
    request = zlib.decompress(base64.b64decode(unquote(asked(page.context["to"])["SAMLRequest"])), -15)
    return fromstring(request).attrib["ID"]  # noqa: S314  # it is ours


def assertion(
    to: str, *, groups=("insights-readers",), audience=f"{HERE}metadata/", recipient=f"{HERE}acs/", late=0, **more
):
    """What the provider says of Eva, in answer to a question."""
    now = datetime.now(UTC) - timedelta(seconds=late)
    start, end = (f"{now + timedelta(minutes=minutes):%Y-%m-%dT%H:%M:%SZ}" for minutes in (-5, 5))
    values = {
        f"{CLAIMS}/emailaddress": ["eva@grocer.example"],
        f"{CLAIMS}/givenname": ["Eva"],
        f"{CLAIMS}/surname": ["Berg"],
        "uid": ["eva"],
        "groups": groups,
        **more,
    }
    said = "".join(
        f'<saml:Attribute Name="{name}">'
        + "".join(f"<saml:AttributeValue>{value}</saml:AttributeValue>" for value in each)
        + "</saml:Attribute>"
        for name, each in values.items()
    )
    return (
        f'<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_{uuid4().hex}" Version="2.0" '
        f'IssueInstant="{start}"><saml:Issuer>{IDP}</saml:Issuer><saml:Subject>'
        '<saml:NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent">eva-7</saml:NameID>'
        '<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData '
        f'NotOnOrAfter="{end}" Recipient="{recipient}" {in_reply(to)}/></saml:SubjectConfirmation></saml:Subject>'
        f'<saml:Conditions NotBefore="{start}" NotOnOrAfter="{end}"><saml:AudienceRestriction><saml:Audience>{audience}'
        f'</saml:Audience></saml:AudienceRestriction></saml:Conditions><saml:AuthnStatement AuthnInstant="{start}">'
        "<saml:AuthnContext><saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:Password"
        "</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement>"
        f"<saml:AttributeStatement>{said}</saml:AttributeStatement></saml:Assertion>"
    )


def answer(to: str, what: str, *, destination=f"{HERE}acs/") -> str:
    return (
        f'<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" '
        f'xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_{uuid4().hex}" Version="2.0" '
        f'IssueInstant="{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}" Destination="{destination}" {in_reply(to)}>'
        f"<saml:Issuer>{IDP}</saml:Issuer><samlp:Status><samlp:StatusCode "
        f'Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>{what}</samlp:Response>'
    )


def in_reply(to: str) -> str:
    """To which question it is an answer; one that nobody asked has no word of it."""
    return f'InResponseTo="{to}"' if to else ""


def come_back(browser, xml: str):
    """What the portal says to somebody whom the provider sent back with this."""
    posted = browser.post(f"{HERE}acs/", {"SAMLResponse": base64.b64encode(xml.encode()).decode()})
    return browser.get(posted.url)


def refused(page, because: str) -> bool:
    why = Event.objects.filter(kind=Kind.SIGN_IN_FAILED).latest("pk").facts["single_sign_on"]
    assert because in why
    return page.status_code in (401, 403) and "You are not signed in" in page.content.decode()


def test_a_member_of_a_mapped_group_gets_an_account_and_sees_her_teams_report(browser):
    to = question(browser)
    assert come_back(browser, answer(to, THE_PROVIDER.sign(assertion(to)))).url == "/"
    assert User.objects.get(username="eva").get_full_name() == "Eva Berg"
    assert browser.get(f"/reports/{REPORT}/").status_code == 200


def test_a_group_that_is_gone_takes_the_team_with_it(browser):
    to = question(browser)
    come_back(browser, answer(to, THE_PROVIDER.sign(assertion(to))))
    to = question(browser)
    come_back(browser, answer(to, THE_PROVIDER.sign(assertion(to, groups=["others"]))))
    assert browser.get(f"/reports/{REPORT}/").status_code == 403


def test_a_stranger_gets_no_account(browser):
    to = question(browser)
    assert refused(
        come_back(browser, answer(to, THE_PROVIDER.sign(assertion(to, groups=["others"])))), "no account here"
    )


def test_an_address_that_was_never_checked_is_not_kept(browser):
    to = question(browser)
    said = {"http://schemas.auth0.com/email_verified": ["false"]}
    come_back(browser, answer(to, THE_PROVIDER.sign(assertion(to, **said))))
    assert User.objects.get(username="eva").email == ""


def test_an_answer_signed_by_another_key_is_refused(browser):
    to = question(browser)
    page = come_back(browser, answer(to, A_STRANGER.sign(assertion(to))))
    assert refused(page, "Signature validation failed")


def test_an_answer_without_a_signature_is_refused(browser):
    to = question(browser)
    assert refused(come_back(browser, answer(to, assertion(to))), "not signed")


def test_an_answer_that_was_changed_after_it_was_signed_is_refused(browser):
    to = question(browser)
    signed = THE_PROVIDER.sign(assertion(to, groups=["others"]))
    page = come_back(browser, answer(to, signed.replace(">others<", ">insights-readers<")))
    assert refused(page, "Signature validation failed")


def test_something_unsigned_beside_what_is_signed_is_refused(browser):
    to = question(browser)
    signed = THE_PROVIDER.sign(assertion(to, groups=["others"]))
    assert refused(come_back(browser, answer(to, assertion(to) + signed)), "SAML Response must contain 1 assertion")


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"audience": "https://another.example/metadata"}, "not a valid audience"),
        ({"recipient": "https://another.example/acs/"}, "SubjectConfirmation"),
        ({"late": 3600}, "expired"),
    ],
)
def test_what_was_said_to_others_or_long_ago_is_refused(browser, changes, why):
    to = question(browser)
    assert refused(come_back(browser, answer(to, THE_PROVIDER.sign(assertion(to, **changes)))), why)


def test_an_answer_is_good_once(browser):
    to = question(browser)
    xml = answer(to, THE_PROVIDER.sign(assertion(to)))
    assert come_back(browser, xml).url == "/"
    browser.post("/sign-out/")
    assert come_back(browser, xml).status_code == 403


def test_an_answer_to_somebody_elses_question_is_refused(browser):
    to = question(Client(headers={"host": "localhost"}))
    assert come_back(browser, answer(to, THE_PROVIDER.sign(assertion(to)))).status_code == 403
    assert browser.get("/").status_code == 302


def test_an_answer_that_nobody_asked_for_is_refused(browser):
    page = come_back(browser, answer("", THE_PROVIDER.sign(assertion(""))))
    assert refused(page, NOT_BEGUN)
    assert browser.get("/").status_code == 302


@pytest.mark.parametrize("posted", [{}, {"SAMLResponse": "x"}, {"SAMLResponse": "PHg+"}, {"SAMLResponse": "\x00"}])
def test_an_answer_that_is_none_is_a_page_that_says_so(browser, posted):
    page = browser.get(browser.post(f"{HERE}acs/", posted).url)
    assert page.status_code == 401
    assert "You are not signed in" in page.content.decode()


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "/\\evil.example"])
def test_it_never_leads_to_another_site(browser, elsewhere):
    to = question(browser, next=elsewhere)
    posted = {"SAMLResponse": answer(to, THE_PROVIDER.sign(assertion(to))), "RelayState": elsewhere}
    posted["SAMLResponse"] = base64.b64encode(posted["SAMLResponse"].encode()).decode()
    assert browser.get(browser.post(f"{HERE}acs/", posted).url).url == "/"


def test_what_an_answer_names_is_not_fetched_and_not_read(browser, tmp_path):
    """An entity in it would have the parser read a file of ours."""
    (tmp_path / "secret").write_text("hunter2")
    to = question(browser)
    evil = f'<!DOCTYPE x [<!ENTITY e SYSTEM "file://{tmp_path}/secret">]>' + answer(to, assertion(to, groups=["&e;"]))
    page = come_back(browser, evil)
    assert page.status_code == 401
    assert "hunter2" not in page.content.decode() + str(Event.objects.values("facts"))


def test_the_provider_can_read_what_the_portal_is(browser):
    page = browser.get(f"{HERE}metadata/")
    assert page.status_code == 200
    assert f"{HERE}acs/" in page.content.decode()


def test_signing_out_by_a_message_is_not_offered(browser):
    assert browser.get(f"{HERE}sls/?SAMLRequest=x&RelayState=https://evil.example/").status_code == 404


@pytest.mark.parametrize("page", ["", "acs/", "acs/finish/", "metadata/", "sls/"])
def test_where_it_is_not_set_it_is_not_there(people, page):
    assert Client(headers={"host": "localhost"}).post(f"{HERE}{page}").status_code == 404
