# SPDX-License-Identifier: Apache-2.0
"""/openapi.json (architecture 2): served to anybody, and true of what the routes take and answer."""

import re

import jsonschema
import pytest
from harness.client import AREAS, BASE, read_json
from harness.raw import RawConnection, request
from harness.records import World
from harness.routes import ROUTES, call
from harness.stack import ROOT

PATH = "/openapi.json"
WECHAT = [
    "gzh_start", "gzh_return", "gzh_exchange", "customer_share", "share_open", "customer_sign", "qy_login", "qy_exchange", "staff_share",
    "staff_sign", "enterprise_sign", "qr_code", "qr_image", "gzh_verify", "gzh_callback", "qy_verify", "qy_callback",
]


@pytest.fixture(scope="module")
def served(stack):
    return World(stack).pair().staff.send("GET", PATH)


@pytest.fixture(scope="module")
def document(served):
    return read_json(served.body.decode())


def operation_of(document, route):
    """What is said of a route."""
    method = route.method.lower()
    for path, item in document["paths"].items():
        fixed = path.split("{")[0]
        own = BASE + AREAS[route.kind] + route.path_to(1)
        rest = own.removeprefix(fixed)
        if method in item and own.startswith(fixed) and (rest.isdigit() if "{" in path else not rest):
            return item[method]
    raise LookupError(str(route))


def assert_fits(document, schema, value):
    jsonschema.Draft202012Validator({**schema, "components": document["components"]}).validate(value)


def operations_of(document):
    return [operation for item in document["paths"].values() for operation in item.values()]


def schema_of_answers(operation):
    return operation["responses"]["200"]["content"]["application/json"]["schema"]


def test_document_is_served_without_credentials(served):
    assert (served.status, served.headers["Content-Type"]) == (200, "application/json; charset=utf-8")


def test_document_is_what_leidactl_prints(stack, document):
    assert read_json(stack.ctl("openapi").stdout) == document


def test_document_and_help_of_calls_name_nothing_that_clients_do_not_have(stack, served):
    for text in (served.body.decode(), stack.ctl("call", "--help").stdout):
        assert "send_msg" in text and not re.search(r"\(seed|api\.md \d", text)


def test_document_can_be_asked_for_by_head_alone(pair):
    answer = pair.staff.send("HEAD", PATH)
    assert (answer.status, answer.body) == (200, b"") and int(answer.headers["Content-Length"]) > 10_000
    refused = pair.staff.send("POST", PATH)
    assert (refused.status, refused.headers["Allow"]) == (405, "GET, HEAD")
    assert pair.staff.send("GET", PATH + "/").status == pair.staff.send("GET", BASE + PATH).status == 404


def test_schemas_are_schemas(document):
    for schema in document["components"]["schemas"].values():
        jsonschema.Draft202012Validator.check_schema(schema)
    for operation in operations_of(document):
        for answer in operation["responses"].values():
            for content in answer.get("content", {}).values():
                jsonschema.Draft202012Validator.check_schema(content.get("schema", {}))


def test_security_schemes_are_the_ways_to_prove_who_calls(document):
    schemes = document["components"]["securitySchemes"]
    assert document["security"] == [{"rand_str": []}, {"hmac": []}, {"session": []}]
    assert (schemes["rand_str"]["in"], schemes["rand_str"]["name"]) == ("query", "rand_str")
    assert (schemes["hmac"]["type"], schemes["hmac"]["scheme"]) == ("http", "Leida-HMAC-SHA256")
    assert (schemes["session"]["in"], schemes["session"]["name"]) == ("cookie", "__Host-leida-s")


def test_every_route_is_in_it_once(document):
    found = [operation_of(document, route)["operationId"] for route in ROUTES] + [
        "session", "session_begin", "session_end", "customer_media", "staff_media", *WECHAT]
    assert sorted(found) == sorted(operation["operationId"] for operation in operations_of(document))


def test_answers_that_are_no_envelopes_have_their_media_types(document):
    """Those of callbacks never are: WeChat reads none."""
    answers = {operation["operationId"]: operation["responses"] for operation in operations_of(document)}
    media = lambda name, status: sorted(answers[name][status].get("content", {}))  # noqa: E731
    assert media("gzh_start", "200") == ["application/json"] and "Location" in answers["gzh_start"]["302"]["headers"]
    assert media("qr_image", "200") == ["application/json", "image/png"]
    for name in ("gzh_verify", "gzh_callback", "qy_verify", "qy_callback"):
        assert media(name, "200") == ["text/plain"] and media(name, "default") == []


@pytest.mark.parametrize("route", ROUTES, ids=str)
def test_answers_fit(document, pair, route):
    """Success with rows, and refusals: of the caller, and of whom it is about."""
    pair.customer_says("a").done()
    pair.staff_says("b").done()
    pair.customer.post("/action/record/0", {"u_id": pair.staff.id, "action": 1}).done()
    operation = operation_of(document, route)
    done, refusal = schema_of_answers(operation)["oneOf"]
    answer = call(route, pair)
    answer.done()
    assert_fits(document, done, answer.envelope)
    known = done["properties"]["data"]["properties"]
    assert set(answer.data) <= set(known)
    rows = answer.data.get("ret_data", [])
    for row in rows if isinstance(rows, list) else []:
        described = known["ret_data"]["items"]
        extra = set(row) - set(described["properties"])
        assert extra == ({"info_type", "msg"} if "allOf" in described else set())
    refused = [call(route, pair, credentials=lambda client: {})]
    if route.peer or "{peer}" in route.path:
        refused.append(call(route, pair, 999_999_999))
    for answer in refused:
        assert answer.code != 200
        assert_fits(document, refusal, answer.envelope)
        assert_fits(document, schema_of_answers(operation), answer.envelope)


@pytest.mark.parametrize("route", [route for route in ROUTES if route.method == "POST" and (route.fields or route.peer)], ids=str)
def test_bodies_fit(document, pair, route):
    """A body that is taken fits as well; without its fields neither does."""
    content = operation_of(document, route)["requestBody"]["content"]
    schema = content["application/json"]["schema"]
    body = {**route.values(), **({route.peer: 1} if route.peer else {})}
    assert_fits(document, schema, body)
    with pytest.raises(jsonschema.ValidationError):
        assert_fits(document, schema, {})


CONTENTS = {
    1: {"msg": "a"}, 2: {"product_cover_url": "", "product_name": "", "product_price": 9.5}, 3: {"msg": "a"}, 4: {"url": "u"},
    5: {"url": "u"}, 6: {"msg": "a"},
}


@pytest.mark.parametrize("kind", CONTENTS)
def test_contents_are_described_by_their_kind(document, pair, kind):
    """What the schema takes the gateway takes, and answers as the schema says; what it refuses is refused."""
    content = {"info_type": kind, **CONTENTS[kind]}
    reference = {"$ref": "#/components/schemas/content_of_customer"}
    for sent in (content, {**content, "info_type": str(kind)}):
        assert_fits(document, reference, sent)
        pair.customer_says(content=sent).done()
    for name in CONTENTS[kind]:
        cut = {key: value for key, value in content.items() if key != name}
        with pytest.raises(jsonschema.ValidationError):
            assert_fits(document, reference, cut)
        assert pair.customer_says(content=cut).code == 402
    for row in pair.staff_reads().rows:
        assert_fits(document, {"$ref": "#/components/schemas/content"}, row)
        assert row["info_type"] == kind


def test_staff_may_leave_out_the_text_of_a_question(document):
    question = {"info_type": 3}
    assert_fits(document, {"$ref": "#/components/schemas/content_of_staff"}, question)
    with pytest.raises(jsonschema.ValidationError):
        assert_fits(document, {"$ref": "#/components/schemas/content_of_customer"}, question)


def test_every_member_of_an_answer_is_explained(document):
    for operation in operations_of(document):
        answers = operation["responses"]["200"]["content"].get("application/json", {}).get("schema", {})
        if "oneOf" not in answers:  # no envelope, but to refuse
            assert operation["operationId"] in WECHAT
            continue
        data = answers["oneOf"][0]["properties"]["data"]["properties"]
        members = [*data.values(), *data.get("ret_data", {}).get("items", {}).get("properties", {}).values()]
        assert all(member["description"] for member in members), operation["operationId"]


def test_servers_are_the_one_that_serves_it(document):
    assert [server["url"] for server in document["servers"]] == ["/"]


MISSING = re.findall(r"^\| `(GET|POST) (/zhugeleida/\S+)` \|", (ROOT / "docs/api.md").read_text().split("## Not there yet")[1], re.MULTILINE)


@pytest.mark.parametrize("method, path", MISSING)
def test_routes_that_are_said_to_be_missing_are(stack, method, path):
    """Who adds one takes it off the list of docs/api.md."""
    with RawConnection(stack.base_url, 5) as connection:
        connection.send(request(method, path, {"Content-Length": 0, "Connection": "close"}))
        answer = connection.read()
    assert (answer.status, answer.code) == (404, 404), answer
