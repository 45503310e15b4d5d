/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A server of TLS 1.3, talking to our client: what is negotiated, retries, certificates. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/tls/core/outbound.h"
#include "tests/peer/pair.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static const struct tls_info *info(const struct pair *p, int end)
{
    return tls_info(p->ends[end].tls);
}

static void begin(struct pair *p, enum fkey key)
{
    pair_open(p, TLS_1_3);
    pair_identity(p, key);
    p->host.alpn = SPAN_LIT("\x02h2\x08http/1.1");
}

static void well(struct pair *p)
{
    pair_run(p);
    if (!pair_carries(p))
        fail_msg("client %s (%s), server %s (%s)", err_id(p->ends[0].err),
                 tls_failure(p->ends[0].tls)->state, err_id(p->ends[1].err),
                 tls_failure(p->ends[1].tls)->state);
    assert_int_equal(info(p, PAIR_CLIENT)->version, TLS_1_3);
    assert_int_equal(info(p, PAIR_SERVER)->version, TLS_1_3);
    assert_ptr_equal(info(p, PAIR_CLIENT)->suite, info(p, PAIR_SERVER)->suite);
    assert_int_equal(info(p, PAIR_CLIENT)->group, info(p, PAIR_SERVER)->group);
    assert_int_equal(info(p, PAIR_CLIENT)->resumed, info(p, PAIR_SERVER)->resumed);
    assert_int_equal(info(p, PAIR_CLIENT)->retried, info(p, PAIR_SERVER)->retried);
    assert_int_equal(info(p, PAIR_CLIENT)->early_data, info(p, PAIR_SERVER)->early_data);
    assert_true(span_eq(info(p, PAIR_CLIENT)->alpn, info(p, PAIR_SERVER)->alpn));
}

/* The server ends it with this error, and the client hears the error's alert. */
static void refused(struct pair *p, enum err e)
{
    pair_run(p);
    if (p->ends[PAIR_SERVER].err != e)
        fail_msg("%s instead of %s", err_id(p->ends[PAIR_SERVER].err), err_id(e));
    assert_int_equal(tls_failure(p->ends[PAIR_SERVER].tls)->err, e);
    assert_int_equal(p->ends[PAIR_SERVER].alert, err_alert(e));
    assert_int_equal(p->ends[PAIR_SERVER].level, 2);
    assert_int_equal(p->ends[PAIR_CLIENT].got_alert, err_alert(e));
}

static struct span heard(const struct pair *p, int end)
{
    return buf_span(&p->ends[end].heard);
}

/* --- a full handshake ---------------------------------------------------------------------- */

static void full(void **state)
{
    static const uint8_t flight[] = {
        HS_SERVER_HELLO, HS_ENCRYPTED_EXTENSIONS, HS_CERTIFICATE,       HS_CERTIFICATE_VERIFY,
        HS_FINISHED,     HS_NEW_SESSION_TICKET,   HS_NEW_SESSION_TICKET};
    static const uint8_t answer[] = {HS_CLIENT_HELLO, HS_FINISHED};
    struct pair p;

    (void)state;
    begin(&p, FKEY_P256_C);
    p.client.alpn = SPAN_LIT("\x08http/1.1\x02h2");
    well(&p);
    assert_true(span_eq(heard(&p, PAIR_CLIENT), span_of(flight, sizeof flight)));
    assert_true(span_eq(heard(&p, PAIR_SERVER), span_of(answer, sizeof answer)));
    /* The server's order of protocols counts (RFC 7301 3.2). */
    assert_true(span_eq(info(&p, PAIR_SERVER)->alpn, SPAN_LIT("h2")));
    assert_true(span_eq(info(&p, PAIR_SERVER)->server_name, span_str(FC_HOST)));
    assert_int_equal(info(&p, PAIR_SERVER)->scheme, SCHEME_ECDSA_SECP256R1_SHA256);
    assert_int_equal(info(&p, PAIR_CLIENT)->scheme, SCHEME_ECDSA_SECP256R1_SHA256);
    assert_true(
        span_eq(info(&p, PAIR_SERVER)->client_random, info(&p, PAIR_CLIENT)->client_random));
    assert_true(
        span_eq(info(&p, PAIR_SERVER)->server_random, info(&p, PAIR_CLIENT)->server_random));
    /* Nothing in a random of TLS 1.3 says that it could be better (RFC 9846 4.2.3). */
    assert_false(span_eq(span_tail(info(&p, PAIR_SERVER)->server_random, 24),
                         span_of(downgrade_12, sizeof downgrade_12)));
    assert_int_equal(info(&p, PAIR_SERVER)->tickets, 2);
    assert_int_equal(info(&p, PAIR_CLIENT)->tickets, 2);
    assert_false(info(&p, PAIR_SERVER)->client_certificate_asked);
    assert_int_equal(p.ends[PAIR_SERVER].judged, 0);
    pair_close(&p);
}

static void exported(void **state)
{
    uint8_t out[2][16];
    struct pair p;

    (void)state;
    begin(&p, FKEY_P256_C);
    pair_run(&p);
    for (int i = 0; i < 2; i++)
        assert_int_equal(tls_export(p.ends[i].tls, out[i], sizeof out[i], SPAN_LIT("EXPORTER-x"),
                                    true, SPAN_LIT("context")),
                         ERR_OK);
    assert_memory_equal(out[0], out[1], sizeof out[0]);
    pair_close(&p);
}

/* Cut into pieces of any size it is the same. */
static void sliced(void **state)
{
    static const size_t sizes[] = {1, 2, 3, 5, 7, 64, 1000};
    struct pair p;

    (void)state;
    begin(&p, FKEY_P256_C);
    for (size_t i = 0; i < COUNT(sizes); i++) {
        p.chunk = sizes[i];
        well(&p);
    }
    /* And messages cut into records as small as they may be. */
    p.client.record_max = p.host.record_max = 1;
    well(&p);
    pair_close(&p);
}

static void each_suite(void **state)
{
    static const uint16_t suites[] = {TLS_AES_128_GCM_SHA256, TLS_AES_256_GCM_SHA384,
                                      TLS_CHACHA20_POLY1305_SHA256, TLS_AES_128_CCM_SHA256,
                                      TLS_AES_128_CCM_8_SHA256};
    struct pair p;

    (void)state;
    begin(&p, FKEY_P256_C);
    for (size_t i = 0; i < COUNT(suites); i++) {
        p.host.suites = (struct numbers){{suites[i]}, 1};
        well(&p);
        assert_int_equal(info(&p, PAIR_SERVER)->suite->id, suites[i]);
        /* And resumed under it. */
        p.resumes = true;
        well(&p);
        assert_true(info(&p, PAIR_SERVER)->resumed);
        p.resumes = false;
    }
    pair_close(&p);
}

static void each_group(void **state)
{
    struct pair p;

    (void)state;
    begin(&p, FKEY_P256_C);
    for (size_t i = 0; group_at(i) != NULL; i++) {
        const struct group *g = group_at(i);
        if (g->kx == KX_NONE || g->bits > 3072) /* the longest take their time */
            continue;
        p.client.groups = p.host.groups = (struct numbers){{g->id}, 1};
        well(&p);
        assert_int_equal(info(&p, PAIR_SERVER)->group, g->id);
        assert_false(info(&p, PAIR_SERVER)->retried);
    }
    pair_close(&p);
}

static void each_key(void **state)
{
    static const struct {
        enum fkey key;
        uint16_t scheme;
    } keys[] = {
        {FKEY_P256_C, SCHEME_ECDSA_SECP256R1_SHA256},
        {FKEY_P384_A, SCHEME_ECDSA_SECP384R1_SHA384},
        {FKEY_P521_A, SCHEME_ECDSA_SECP521R1_SHA512},
        {FKEY_ED25519_A, SCHEME_ED25519},
        {FKEY_ED448_A, SCHEME_ED448},
        {FKEY_RSA2048_A, SCHEME_RSA_PSS_RSAE_SHA256},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(keys); i++) {
        struct pair p;
        struct span at;

        begin(&p, keys[i].key);
        assert_int_equal(names_schemes(&p.client.schemes, SPAN_LIT("all"), &at), ERR_OK);
        assert_int_equal(names_schemes(&p.host.schemes, SPAN_LIT("all"), &at), ERR_OK);
        well(&p);
        assert_int_equal(info(&p, PAIR_SERVER)->scheme, keys[i].scheme);
        pair_close(&p);
    }
}

/* The first identity that can sign what the client takes, with the first scheme of its own. */
static void which_identity(void **state)
{
    struct pair p;

    (void)state;
    begin(&p, FKEY_P256_C);
    pair_identity(&p, FKEY_RSA2048_A);
    well(&p);
    assert_int_equal(info(&p, PAIR_SERVER)->scheme, SCHEME_ECDSA_SECP256R1_SHA256);
    p.client.schemes =
        (struct numbers){{SCHEME_RSA_PSS_RSAE_SHA256, SCHEME_RSA_PSS_RSAE_SHA512}, 2};
    well(&p);
    assert_int_equal(info(&p, PAIR_SERVER)->scheme, SCHEME_RSA_PSS_RSAE_SHA256);
    p.identities[1].schemes =
        (struct numbers){{SCHEME_RSA_PSS_RSAE_SHA384, SCHEME_RSA_PSS_RSAE_SHA512}, 2};
    well(&p);
    assert_int_equal(info(&p, PAIR_SERVER)->scheme, SCHEME_RSA_PSS_RSAE_SHA512);
    /* RFC 9846 4.3.3: no PKCS#1 v1.5 over a handshake, and the curve belongs to the scheme. */
    p.client.schemes =
        (struct numbers){{SCHEME_RSA_PKCS1_SHA256, SCHEME_ECDSA_SECP384R1_SHA384}, 2};
    p.identities[1].schemes = p.client.schemes;
    refused(&p, ERR_TLS_NO_COMMON_SIGNATURE);
    pair_close(&p);
}

/* --- retries ------------------------------------------------------------------------------- */

static void retried(void **state)
{
    static const uint8_t flight[] = {HS_SERVER_HELLO, HS_SERVER_HELLO};
    struct pair p;

    (void)state;
    begin(&p, FKEY_P256_C); /* a group without a share */
    p.host.groups = (struct numbers){{GROUP_SECP384R1}, 1};
    well(&p);
    assert_true(info(&p, PAIR_SERVER)->retried);
    assert_int_equal(info(&p, PAIR_SERVER)->group, GROUP_SECP384R1);
    assert_true(span_starts(heard(&p, PAIR_CLIENT), span_of(flight, sizeof flight)));
    /* With a share it is not needed, though another group stands first. */
    p.host.groups = (struct numbers){{GROUP_SECP384R1, GROUP_X25519}, 2};
    well(&p);
    assert_false(info(&p, PAIR_SERVER)->retried);
    assert_int_equal(info(&p, PAIR_SERVER)->group, GROUP_X25519);
    /* For its own sake: for another group, for a cookie, for both. */
    p.server.retries = true;
    well(&p);
    assert_int_equal(info(&p, PAIR_SERVER)->group, GROUP_SECP384R1);
    p.server.cookie = SPAN_LIT("a cookie");
    well(&p);
    assert_true(info(&p, PAIR_SERVER)->retried);
    assert_int_equal(info(&p, PAIR_SERVER)->group, GROUP_X25519);
    p.host.groups = (struct numbers){{GROUP_SECP384R1}, 1};
    well(&p);
    assert_int_equal(info(&p, PAIR_SERVER)->group, GROUP_SECP384R1);
    /* Where no group is left to ask for, there is a cookie of its own. */
    p.server.cookie = (struct span){0};
    p.client.groups = (struct numbers){{GROUP_SECP384R1}, 1};
    well(&p);
    assert_true(info(&p, PAIR_SERVER)->retried);
    pair_close(&p);
}

/* With a session: its binder covers the retry. */
static void retried_resumed(void **state)
{
    struct pair p;

    (void)state;
    begin(&p, FKEY_P256_C);
    well(&p);
    p.resumes = p.server.retries = true;
    well(&p);
    assert_true(info(&p, PAIR_SERVER)->resumed);
    assert_true(info(&p, PAIR_SERVER)->retried);
    pair_close(&p);
}

static void nothing_in_common(void **state)
{
    struct pair p;

    (void)state;
    begin(&p, FKEY_P256_C);
    p.host.groups = (struct numbers){{GROUP_SECP521R1}, 1};
    refused(&p, ERR_TLS_NO_COMMON_GROUP);
    p.host.groups = p.client.groups;
    p.client.suites = (struct numbers){{TLS_AES_128_GCM_SHA256}, 1};
    p.host.suites = (struct numbers){{TLS_AES_256_GCM_SHA384}, 1};
    refused(&p, ERR_TLS_NO_COMMON_SUITE);
    p.host.suites = p.client.suites;
    p.client.alpn = SPAN_LIT("\x03"
                             "ftp");
    refused(&p, ERR_TLS_NO_COMMON_ALPN);
    p.client.alpn = (struct span){0};
    p.client.schemes = (struct numbers){{SCHEME_ED25519}, 1};
    refused(&p, ERR_TLS_NO_COMMON_SIGNATURE);
    pair_close(&p);
}

/* --- what else the hello asks for ---------------------------------------------------------- */

static void stapled(void **state)
{
    struct pair p;

    (void)state;
    begin(&p, FKEY_P256_C);
    p.identities[0].ocsp = SPAN_LIT("an OCSP response");
    p.identities[0].scts = SPAN_LIT("\0\x03sct");
    well(&p);
    assert_int_equal(info(&p, PAIR_CLIENT)->ocsp.n + info(&p, PAIR_CLIENT)->scts.n, 0);
    p.client.ocsp = true;
    well(&p);
    assert_true(span_eq(info(&p, PAIR_CLIENT)->ocsp, SPAN_LIT("an OCSP response")));
    assert_int_equal(info(&p, PAIR_CLIENT)->scts.n, 0);
    p.client.ocsp = false;
    p.client.scts = true;
    well(&p);
    assert_true(span_eq(info(&p, PAIR_CLIENT)->scts, SPAN_LIT("\0\x03sct")));
    assert_int_equal(info(&p, PAIR_CLIENT)->ocsp.n, 0);
    p.identities[0].ocsp = p.identities[0].scts = (struct span){0};
    p.client.ocsp = true;
    well(&p);
    pair_close(&p);
}

struct longest {
    size_t n[2];
};

static void measure(void *ctx, int from, struct buf *bytes)
{
    struct longest *l = ctx;
    struct span left = buf_span(bytes);
    struct record r;
    struct fail f = {0};
    bool complete;

    while (record_split(&r, &complete, left, RECORD_CIPHER13_MAX, &f) == ERR_OK && complete) {
        if (r.type == CONTENT_APPLICATION_DATA && r.fragment.n > l->n[from])
            l->n[from] = r.fragment.n;
        left = span_tail(left, r.bytes.n);
    }
}

/* RFC 8449 4: each keeps to what the other takes; a tag comes on top. */
static void size_limit(void **state)
{
    struct longest l = {0};
    static uint8_t data[1000];
    struct pair p;

    (void)state;
    begin(&p, FKEY_P256_C);
    p.ctx = &l;
    p.bend = measure;
    p.client.record_size_limit = 100;
    p.host.record_size_limit = 64;
    well(&p);
    pair_say(&p, PAIR_CLIENT, span_of(data, sizeof data));
    pair_say(&p, PAIR_SERVER, span_of(data, sizeof data));
    assert_true(pair_is_well(&p));
    assert_int_equal(l.n[PAIR_SERVER], 100 + 16);
    assert_int_equal(l.n[PAIR_CLIENT], 64 + 16);
    assert_int_equal(info(&p, PAIR_SERVER)->peer_record_limit, 100);
    assert_int_equal(info(&p, PAIR_CLIENT)->peer_record_limit, 64);
    /* Where nothing is said, 2^14 bytes and the type. */
    p.host.record_size_limit = 0;
    well(&p);
    assert_int_equal(info(&p, PAIR_CLIENT)->peer_record_limit, RECORD_PLAIN_MAX + 1);
    p.client.record_size_limit = 0;
    well(&p);
    assert_int_equal(info(&p, PAIR_CLIENT)->peer_record_limit, 0);
    pair_close(&p);
}

static void padded(void **state)
{
    struct longest l = {0};
    struct pair p;

    (void)state;
    begin(&p, FKEY_P256_C);
    p.ctx = &l;
    p.bend = measure;
    p.client.padding = p.host.padding = 5000;
    well(&p);
    assert_true(l.n[PAIR_SERVER] > 5000 && l.n[PAIR_CLIENT] > 5000);
    pair_close(&p);
}

/* Types of the records that an end sends, in the clear. */
struct seen {
    struct buf types[2];
};

static void note_types(void *ctx, int from, struct buf *bytes)
{
    struct seen *s = ctx;
    struct span left = buf_span(bytes);
    struct record r;
    struct fail f = {0};
    bool complete;

    while (record_split(&r, &complete, left, RECORD_CIPHER13_MAX, &f) == ERR_OK && complete) {
        buf_u8(&s->types[from], r.type);
        left = span_tail(left, r.bytes.n);
    }
}

static size_t count(struct span s, uint8_t v)
{
    size_t num = 0;

    for (size_t i = 0; i < s.n; i++)
        num += s.p[i] == v;
    return num;
}

/* RFC 9846 E.4: one ChangeCipherSpec, right behind the first message. */
static void compatible(void **state)
{
    (void)state;
    for (int retries = 0; retries < 2; retries++) {
        struct seen s;
        struct pair p;

        begin(&p, FKEY_P256_C);
        buf_init(&s.types[0], 1 << 10);
        buf_init(&s.types[1], 1 << 10);
        p.ctx = &s;
        p.bend = note_types;
        p.server.retries = retries;
        well(&p);
        struct span said = buf_span(&s.types[PAIR_SERVER]);
        assert_int_equal(said.p[0], CONTENT_HANDSHAKE);
        assert_int_equal(said.p[1], CONTENT_CHANGE_CIPHER_SPEC);
        assert_int_equal(count(said, CONTENT_CHANGE_CIPHER_SPEC), 1);
        buf_free(&s.types[0]);
        buf_free(&s.types[1]);
        pair_close(&p);
    }
}

/* --- certificates of clients --------------------------------------------------------------- */

static void client_auth(void **state)
{
    static const uint8_t shown[] = {HS_CLIENT_HELLO, HS_CERTIFICATE, HS_CERTIFICATE_VERIFY,
                                    HS_FINISHED};
    static const uint8_t absent[] = {HS_CLIENT_HELLO, HS_CERTIFICATE, HS_FINISHED};
    struct pair p;

    (void)state;
    begin(&p, FKEY_P256_C);
    p.server.client_auth = CLIENT_AUTH_ASK;
    p.server.authorities = SPAN_LIT("\0\x04name");
    p.host.cert_schemes = (struct numbers){{SCHEME_ED25519}, 1};
    well(&p);
    assert_true(span_eq(heard(&p, PAIR_SERVER), span_of(absent, sizeof absent)));
    assert_true(info(&p, PAIR_SERVER)->client_certificate_asked);
    assert_false(info(&p, PAIR_SERVER)->client_certificate_sent);
    assert_true(span_eq(info(&p, PAIR_CLIENT)->request_authorities, SPAN_LIT("\0\x04name")));
    assert_int_equal(info(&p, PAIR_CLIENT)->request_schemes.n, 2 * p.host.schemes.num);
    assert_int_equal(p.ends[PAIR_SERVER].judged, 0);
    /* RFC 9846 4.5.1.3 */
    p.server.client_auth = CLIENT_AUTH_REQUIRE;
    refused(&p, ERR_TLS_CERTIFICATE_REQUIRED);
    assert_int_equal(p.ends[PAIR_CLIENT].got_alert, ALERT_CERTIFICATE_REQUIRED);

    pair_client_identity(&p, FKEY_ED25519_A);
    for (unsigned i = CLIENT_AUTH_ASK; i <= CLIENT_AUTH_REQUIRE; i++) {
        p.server.client_auth = (enum tls_client_auth)i;
        well(&p);
        assert_true(span_eq(heard(&p, PAIR_SERVER), span_of(shown, sizeof shown)));
        assert_true(info(&p, PAIR_SERVER)->client_certificate_sent);
        assert_int_equal(info(&p, PAIR_SERVER)->client_scheme, SCHEME_ED25519);
        assert_int_equal(info(&p, PAIR_SERVER)->scheme, SCHEME_ECDSA_SECP256R1_SHA256);
        assert_int_equal(p.ends[PAIR_SERVER].judged, 1);
        assert_true(info(&p, PAIR_SERVER)->chain.n > 0);
    }
    p.verdicts[PAIR_SERVER] = ERR_TLS_VERDICT;
    refused(&p, ERR_TLS_VERDICT);
    pair_close(&p);
}

/* The chain goes into the ticket: whoever showed it need not again, and whoever did not must. */
static void client_auth_resumed(void **state)
{
    struct pair p;

    (void)state;
    begin(&p, FKEY_P256_C);
    well(&p); /* nobody asked */
    p.resumes = true;
    p.server.client_auth = CLIENT_AUTH_REQUIRE;
    pair_client_identity(&p, FKEY_ED25519_A);
    well(&p);
    assert_false(info(&p, PAIR_SERVER)->resumed);
    size_t n = info(&p, PAIR_SERVER)->chain.n;
    well(&p);
    assert_true(info(&p, PAIR_SERVER)->resumed);
    assert_int_equal(info(&p, PAIR_SERVER)->chain.n, n);
    assert_int_equal(p.ends[PAIR_SERVER].judged, 0);
    p.host.rejudge = true;
    well(&p);
    assert_int_equal(p.ends[PAIR_SERVER].judged, 1);
    p.verdicts[PAIR_SERVER] = ERR_TLS_VERDICT;
    refused(&p, ERR_TLS_VERDICT);
    pair_close(&p);
}

/* --- afterwards ---------------------------------------------------------------------------- */

static void key_updates(void **state)
{
    struct pair p;

    (void)state;
    begin(&p, FKEY_P256_C);
    well(&p);
    for (int i = 0; i < 6; i++) {
        int end = i & 1;
        assert_int_equal(tls_key_update(p.ends[end].tls, i >= 2), ERR_OK);
        pair_move(&p);
        buf_truncate(&p.ends[0].data, 0);
        buf_truncate(&p.ends[1].data, 0);
        assert_true(pair_carries(&p));
    }
    /* Three of each, and an answer to each request. */
    assert_int_equal(info(&p, PAIR_SERVER)->key_updates, 5);
    assert_int_equal(info(&p, PAIR_CLIENT)->key_updates, 5);
    pair_close(&p);
}

/* A ticket is a client's to take, and KeyUpdate comes when all is done. */
static void not_for_servers(void **state)
{
    static const uint8_t types[] = {HS_NEW_SESSION_TICKET, HS_CERTIFICATE_REQUEST, HS_CLIENT_HELLO,
                                    HS_FINISHED};
    struct pair p;

    (void)state;
    begin(&p, FKEY_P256_C);
    for (size_t i = 0; i < COUNT(types); i++) {
        const uint8_t message[] = {types[i], 0, 0, 0};
        well(&p);
        assert_int_equal(outbound_message(p.ends[PAIR_CLIENT].tls, span_of(message, 4)), ERR_OK);
        assert_int_equal(outbound_flush(p.ends[PAIR_CLIENT].tls), ERR_OK);
        pair_move(&p);
        assert_int_equal(p.ends[PAIR_SERVER].err, ERR_TLS_UNEXPECTED_MESSAGE);
        assert_int_equal(p.ends[PAIR_CLIENT].got_alert, ALERT_UNEXPECTED_MESSAGE);
    }
    pair_close(&p);
}

static void closes(void **state)
{
    struct pair p;

    (void)state;
    begin(&p, FKEY_P256_C);
    for (int end = 0; end < 2; end++) {
        well(&p);
        assert_int_equal(tls_close(p.ends[end].tls), ERR_OK);
        pair_move(&p);
        assert_int_equal(tls_phase(p.ends[1 - end].tls), PHASE_CLOSED);
        assert_int_equal(tls_eof(p.ends[1 - end].tls), ERR_OK);
        assert_int_equal(tls_eof(p.ends[end].tls), ERR_TLS_TRUNCATION);
    }
    pair_close(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(full),
        cmocka_unit_test(exported),
        cmocka_unit_test(sliced),
        cmocka_unit_test(each_suite),
        cmocka_unit_test(each_group),
        cmocka_unit_test(each_key),
        cmocka_unit_test(which_identity),
        cmocka_unit_test(retried),
        cmocka_unit_test(retried_resumed),
        cmocka_unit_test(nothing_in_common),
        cmocka_unit_test(stapled),
        cmocka_unit_test(size_limit),
        cmocka_unit_test(padded),
        cmocka_unit_test(compatible),
        cmocka_unit_test(client_auth),
        cmocka_unit_test(client_auth_resumed),
        cmocka_unit_test(key_updates),
        cmocka_unit_test(not_for_servers),
        cmocka_unit_test(closes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
