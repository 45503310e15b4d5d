/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a server answers to a scan: whole, byte by byte and in other cuts; and the hellos that ask,
 * which say what they were told to. */
#include "config.h"

#include "fuzz/fuzz.h"

#include "lib/tls/wire/hello_offer.h"
#include "lib/tls/wire/record.h"
#include "lib/tls/wire/server_flight.h"
#include "lib/tls/wire/ssl2.h"

const char fuzz_name[] = "server_flight";

enum { LIST_MAX = 100 };

/* --- the answer ---------------------------------------------------------------------------- */

/* A span that is not empty is inside the messages. */
static bool is_inside(const struct server_flight *f, struct span part)
{
    return part.n == 0 || span_contains(buf_span(&f->messages), part);
}

static void check_flight(const struct server_flight *f)
{
    REQUIRE((f->state == FLIGHT_BROKEN) == (f->err != ERR_OK));
    REQUIRE(f->messages.n <= FLIGHT_MAX && f->partial.n <= FLIGHT_MAX);
    REQUIRE(is_inside(f, f->hello.random) && is_inside(f, f->hello.session_id));
    REQUIRE(is_inside(f, f->hello.exts) && is_inside(f, f->kinds));
    REQUIRE(is_inside(f, f->certificate) && is_inside(f, f->status));
    REQUIRE(is_inside(f, f->key_exchange) && is_inside(f, f->certificate_request));
    REQUIRE(f->dh_p.n == 0 || span_contains(f->key_exchange, f->dh_p));
    REQUIRE(f->has_hello || (f->group == 0 && f->certificate.n == 0 && f->dh_bits == 0));
    REQUIRE(f->looks_like == NULL || f->err == ERR_TLS_NOT_TLS);
    REQUIRE((f->state != FLIGHT_HELLO && f->state != FLIGHT_DONE) || f->has_hello);
}

static void check_same(const struct server_flight *a, const struct server_flight *b)
{
    REQUIRE(a->state == b->state && a->err == b->err);
    REQUIRE(a->has_hello == b->has_hello && a->is_ssl2 == b->is_ssl2);
    REQUIRE(a->is_resumed == b->is_resumed && a->version == b->version);
    REQUIRE(a->level == b->level && a->alert == b->alert && a->warning == b->warning);
    REQUIRE(a->group == b->group && a->scheme == b->scheme);
    REQUIRE(a->dh_bits == b->dh_bits && a->rsa_bits == b->rsa_bits);
    REQUIRE(a->hello.suite == b->hello.suite && a->hello.is_retry == b->hello.is_retry);
    REQUIRE(span_eq(a->hello.random, b->hello.random));
    REQUIRE(span_eq(a->hello.session_id, b->hello.session_id));
    REQUIRE(span_eq(a->hello.exts, b->hello.exts) && span_eq(a->kinds, b->kinds));
    REQUIRE(span_eq(a->certificate, b->certificate) && span_eq(a->status, b->status));
    REQUIRE(span_eq(a->key_exchange, b->key_exchange) && span_eq(a->dh_p, b->dh_p));
    REQUIRE(span_eq(a->certificate_request, b->certificate_request));
}

/* Feeds pieces of 1 to `most` bytes, chosen by `cuts`. */
static void feed_cut(struct server_flight *f, struct span in, uint32_t cuts, size_t most)
{
    while (in.n > 0) {
        cuts = cuts * 1664525 + 1013904223;
        size_t n = 1 + (cuts >> 16) % most;

        server_flight_feed(f, span_head(in, n));
        check_flight(f);
        in = span_tail(in, n);
    }
}

static void answer(struct span in, uint32_t cuts)
{
    static const size_t most[] = {1, 7, 100, 5000};
    struct server_flight whole;

    server_flight_init(&whole);
    server_flight_feed(&whole, in);
    check_flight(&whole);
    for (size_t i = 0; i < sizeof most / sizeof *most; i++) {
        struct server_flight f;

        server_flight_init(&f);
        feed_cut(&f, in, cuts, most[i]);
        check_same(&f, &whole);
        server_flight_free(&f);
    }
    server_flight_free(&whole);
}

/* --- the hello ----------------------------------------------------------------------------- */

static void fill_constant(void *ctx, size_t n, uint8_t *out)
{
    memset(out, *(uint8_t *)ctx, n);
}

/* A list of numbers, each once in no order that matters. */
static struct offer_list list_of(struct span *rest, uint16_t room[LIST_MAX])
{
    struct span bytes = fuzz_chunk(rest);
    size_t num = bytes.n / 2 < LIST_MAX ? bytes.n / 2 : LIST_MAX;

    for (size_t i = 0; i < num; i++)
        room[i] = list16_at(bytes, i);
    return (struct offer_list){room, num};
}

/* `said` ends with the list, after one value of GREASE if that is offered. */
static void check_list(struct span said, const struct offer_list *list, const struct hello_offer *o)
{
    size_t num_grease = (o->with & OFFER_GREASE) != 0 ? 1 : 0;

    REQUIRE(said.n == 2 * (list->num + num_grease));
    REQUIRE(num_grease == 0 || is_grease(list16_at(said, 0)));
    for (size_t i = 0; i < list->num; i++)
        REQUIRE(list16_at(said, i + num_grease) == list->v[i]);
}

static void check_list_ext(const struct client_hello *hello, uint16_t type, size_t length_n,
                           const struct offer_list *list, const struct hello_offer *o)
{
    struct span data;
    bool is_said = ext_get(hello->exts, type, &data);

    REQUIRE(is_said == (list->num > 0));
    if (is_said)
        check_list(span_tail(data, length_n), list, o);
}

static void check_hello(const struct client_hello *hello, const struct hello_offer *o)
{
    struct span said = hello->suites, host = {0}, data;
    struct fail fail = {0};

    if ((o->with & OFFER_FALLBACK) != 0) {
        REQUIRE(said.n >= 2 && list16_at(said, said.n / 2 - 1) == TLS_FALLBACK_SCSV);
        said = span_head(said, said.n - 2);
    }
    REQUIRE(hello->version == o->version);
    check_list(said, &o->suites, o);
    REQUIRE(hello->has_exts == ((o->with & OFFER_NO_EXTENSIONS) == 0));
    if (!hello->has_exts)
        return;
    check_list_ext(hello, TLSX_SUPPORTED_GROUPS, 2, &o->groups, o);
    check_list_ext(hello, TLSX_SIGNATURE_ALGORITHMS, 2, &o->schemes, o);
    check_list_ext(hello, TLSX_SUPPORTED_VERSIONS, 1, &o->versions, o);
    if (o->server_name.n > 0) {
        REQUIRE(ext_get(hello->exts, TLSX_SERVER_NAME, &data));
        REQUIRE(ext_sni_parse(&host, data, &fail) == ERR_OK && span_eq(host, o->server_name));
    }
}

/* Joins the fragments of the records. */
static void join(struct buf *message, struct span in, size_t most)
{
    while (in.n > 0) {
        struct fail fail = {0};
        struct record r;
        bool complete;

        REQUIRE(record_split(&r, &complete, in, RECORD_PLAIN_MAX, &fail) == ERR_OK && complete);
        REQUIRE(r.type == CONTENT_HANDSHAKE && r.fragment.n > 0);
        REQUIRE(most == 0 || r.fragment.n <= most);
        buf_put(message, r.fragment);
        in = span_tail(in, r.bytes.n);
    }
}

static void offer(const struct hello_offer *o, const struct rng *rng)
{
    struct client_hello hello;
    struct fail fail = {0};
    struct buf wire, message;
    struct msg m;

    buf_init(&wire, FUZZ_CAP);
    buf_init(&message, FUZZ_CAP);
    hello_offer_put(&wire, o, rng);
    if (wire.err == ERR_OK) {
        join(&message, buf_span(&wire), o->record_n);
        REQUIRE(msg_split(&m, buf_span(&message)) && m.bytes.n == message.n);
        REQUIRE((o->with & OFFER_NO_EXTENSIONS) != 0 || message.n >= o->message_n);
        /* No suite at all is no ClientHello, and GREASE may be a type of the input's. */
        if (client_hello_parse(&hello, m.body, &fail) == ERR_OK)
            check_hello(&hello, o);
        else
            REQUIRE(o->suites.num == 0);
    } else {
        REQUIRE(wire.err == ERR_SIZE_LIMIT || wire.err == ERR_LIMIT);
    }
    buf_free(&wire);
    buf_free(&message);
}

static void hello(struct span in, uint8_t byte)
{
    uint16_t lists[4][LIST_MAX];
    const struct rng rng = {&byte, fill_constant};
    struct hello_offer o = {.version = (uint16_t)(TLS_SSL_3 | (list16_at(in, 0) & 0xff)),
                            .with = list16_at(in, 1)};

    o.record_n = list16_at(in, 2);
    o.message_n = list16_at(in, 3);
    in = span_tail(in, 8);
    o.suites = list_of(&in, lists[0]);
    o.groups = list_of(&in, lists[1]);
    o.schemes = list_of(&in, lists[2]);
    o.versions = list_of(&in, lists[3]);
    o.server_name = fuzz_chunk(&in);
    o.session_id = span_head(fuzz_chunk(&in), SESSION_ID_MAX);
    o.ticket = fuzz_chunk(&in);
    o.cookie = fuzz_chunk(&in);
    offer(&o, &rng);
}

/* A CLIENT-HELLO of SSL 2.0 is read as it was written. */
static void hello_ssl2(struct span kinds, uint8_t byte)
{
    const struct rng rng = {&byte, fill_constant};
    struct ssl2_client_hello said;
    struct fail fail = {0};
    struct buf wire;

    kinds = span_head(kinds, kinds.n - kinds.n % SSL2_KIND_SIZE);
    buf_init(&wire, FUZZ_CAP);
    hello_offer_ssl2_put(&wire, kinds, &rng);
    if (wire.err == ERR_OK) {
        struct span all = buf_span(&wire);

        REQUIRE(ssl2_is_record(all) && ssl2_record_need(all) == all.n);
        REQUIRE(ssl2_client_hello_parse(&said, span_tail(all, SSL2_HEADER), &fail) == ERR_OK);
        REQUIRE(span_eq(said.kinds, kinds) && said.version == TLS_SSL_2);
    }
    buf_free(&wire);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2)
        return 0;
    struct span in = span_of(data + 2, size - 2);

    answer(in, (uint32_t)(data[0] << 8 | data[1]));
    hello(in, data[0]);
    hello_ssl2(in, data[0]);
    return 0;
}
