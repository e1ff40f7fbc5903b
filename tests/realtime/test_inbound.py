"""Reading what screens send: the table of bad input, and that nothing raises."""

import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from realtime.inbound import MESSAGE_BYTES, Malformed, decode

GOOD = [
    '{"t":"sub","id":1,"topic":"queue:75"}',
    '{"t":"sub","id":9007199254740993,"topic":"crew:7d1f2a9e-0000-4000-8000-000000000000","epoch":"a.b-1","pos":0}',
    '{"t":"unsub","topic":"queue:75"}',
    '{"t":"pong","n":3}',
    '{"t":"rx","pos":5,"recv_ms":1.5e12,"paint_ms":1500000000001}',
]

BAD = [
    ("", "not-json"),
    ("{", "not-json"),
    ("[" * 3_000, "not-json"),
    ('{"t":"pong","n":NaN}', "not-json"),
    ('{"t":"rx","pos":1,"recv_ms":Infinity,"paint_ms":1}', "not-json"),
    ('{"t":"rx","pos":1,"recv_ms":1e999,"paint_ms":1}', "wrong-type"),
    ('{"t":"pong","n":1,"n":1}', "duplicate-key"),
    ('{"t":"pong","n":1,"x":{"a":1,"a":2}}', "duplicate-key"),
    ("null", "unknown-message"),
    ("[]", "unknown-message"),
    ('"sub"', "unknown-message"),
    ("{}", "unknown-message"),
    ('{"t":["sub"]}', "unknown-message"),
    ('{"t":"welcome"}', "unknown-message"),
    ('{"t":"pong","n":1,"more":1}', "unknown-field"),
    ('{"t":"pong"}', "missing-field"),
    ('{"t":"sub","id":1,"topic":"queue:75","epoch":"e"}', "missing-field"),
    ('{"t":"pong","n":true}', "wrong-type"),
    ('{"t":"pong","n":1.0}', "wrong-type"),
    ('{"t":"pong","n":-1}', "wrong-type"),
    ('{"t":"pong","n":"1"}', "wrong-type"),
    ('{"t":"pong","n":9223372036854775808}', "wrong-type"),
    ('{"t":"pong","n":' + "9" * 4_000 + "}", "wrong-type"),
    ('{"t":"unsub","topic":"queue"}', "wrong-type"),
    ('{"t":"unsub","topic":"queue:75\\n"}', "wrong-type"),
    ('{"t":"unsub","topic":"queue:\\ud800"}', "wrong-type"),
    ('{"t":"unsub","topic":"queue:' + "7" * 65 + '"}', "wrong-type"),
    ('{"t":"sub","id":1,"topic":"queue:75","epoch":"\\u0000","pos":1}', "wrong-type"),
    ('{"t":"pong","n":1}' + " " * MESSAGE_BYTES, "too-long"),
]


@pytest.mark.parametrize("text", GOOD)
def test_an_honest_message_is_read_as_it_is(text: str) -> None:
    assert decode(text) == json.loads(text)


@pytest.mark.parametrize(("text", "code"), BAD)
def test_a_malformed_message_has_a_code(text: str, code: str) -> None:
    assert decode(text) == Malformed(code)  # type: ignore[arg-type]


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from(("sub", "pong")),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(("t", "id", "n", "topic", "epoch", "pos", "x")), inner, max_size=5)
    ),
    max_leaves=8,
)


@given(JSON.map(json.dumps) | st.text() | st.sampled_from(GOOD).flatmap(lambda text: st.just(text[:-2])))
@example("\ud800")
def test_reading_never_raises(text: str) -> None:
    decode(text)
