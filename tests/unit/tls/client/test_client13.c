/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/tls/core/conn.h"

#include "lib/tls/tls.h"
#include "tests/unit/tls/bend.h"

static struct talk *with_ticket(struct bend *b, uint32_t max_early)
{
    struct talk *t = bend_open(b, TLS_1_3);

    t->server.tickets = 1;
    t->server.max_early = max_early;
    talk_run(t);
    bend_well(t);
    t->resumes = t->server.resumes = t->client.early_data = true;
    return t;
}

/* A connection with data that goes out before the server has said a word. */
static void run_early(struct talk *t, const char *data, size_t expected)
{
    size_t taken;

    if (t->tls != NULL) {
        tls_free(t->tls);
        peer_close(&t->peer);
    }
    t->err = ERR_OK;
    t->client.session = &t->session;
    peer_open(&t->peer, &t->server);
    assert_int_equal(tls_new(&t->tls, &t->client), ERR_OK);
    assert_int_equal(tls_start(t->tls), ERR_OK);
    assert_true(tls_may_write(t->tls));
    assert_int_equal(tls_info(t->tls)->early_data, EARLY_OFFERED);
    assert_int_equal(tls_write(t->tls, span_str(data), &taken), ERR_OK);
    assert_int_equal(taken, expected);
    talk_move(t);
}

static void accepted(void **state)
{
    struct bend b;
    struct talk *t = with_ticket(&b, 100);

    (void)state;
    run_early(t, "early", 5);
    bend_well(t);
    assert_int_equal(tls_info(t->tls)->early_data, EARLY_ACCEPTED);
    assert_true(span_eq(buf_span(&t->peer.early), SPAN_LIT("early")));
    assert_int_equal(tls_unwritten(t->tls).n, 0);
    talk_close(t);
}

/* RFC 9846 4.3.10: no more than the ticket says. */
static void bounded(void **state)
{
    struct bend b;
    struct talk *t = with_ticket(&b, 8);
    size_t taken;

    (void)state;
    run_early(t, "0123456789", 8);
    bend_well(t);
    assert_true(span_eq(buf_span(&t->peer.early), SPAN_LIT("01234567")));
    /* Once the handshake is done there is no limit any more. */
    assert_int_equal(tls_write(t->tls, SPAN_LIT("89"), &taken), ERR_OK);
    assert_int_equal(taken, 2);
    talk_close(t);

    t = with_ticket(&b, 8);
    struct tls *tls;
    t->client.session = &t->session;
    assert_int_equal(tls_new(&tls, &t->client), ERR_OK);
    assert_int_equal(tls_start(tls), ERR_OK);
    assert_int_equal(tls_write(tls, SPAN_LIT("01234567"), &taken), ERR_OK);
    assert_false(tls_may_write(tls));
    assert_int_equal(tls_write(tls, SPAN_LIT("8"), &taken), ERR_TLS_NOT_DONE);
    assert_int_equal(taken, 0);
    tls_free(tls);
    talk_close(t);
}

/* Rejected in EncryptedExtensions, with the whole handshake, by a retry: the data is ours again. */
static void rejected(void **state)
{
    struct bend b;

    (void)state;
    for (int i = 0; i < 3; i++) {
        struct talk *t = with_ticket(&b, 100);
        t->server.resumes = i != 1;
        t->server.retries = i == 2;
        t->server.max_early = i == 0 ? 0 : 100;
        if (i == 2)
            t->server.group = GROUP_SECP384R1;
        run_early(t, "early", 5);
        bend_well(t);
        assert_int_equal(tls_info(t->tls)->early_data, EARLY_REJECTED);
        assert_int_equal(tls_info(t->tls)->resumed, i != 1);
        assert_int_equal(tls_info(t->tls)->retried, i == 2);
        assert_true(span_eq(tls_unwritten(t->tls), SPAN_LIT("early")));
        assert_int_equal(t->peer.early.n, 0);
        assert_true(tls_may_write(t->tls));
        talk_close(t);
    }
}

/* RFC 9846 E.3 */
static void older_server(void **state)
{
    struct bend b;
    struct talk *t = with_ticket(&b, 100);

    (void)state;
    t->server = peer_config_default(TLS_1_2);
    t->server.rng = peer_random(&t->randoms[1]);
    talk_key(t, FKEY_P256_C, SCHEME_ECDSA_SECP256R1_SHA256);
    run_early(t, "early", 5);
    assert_int_equal(t->err, ERR_TLS_EARLY_DATA_VERSION);
    assert_int_equal(tls_unwritten(t->tls).n, 0);
    talk_close(t);
}

/* --- the client's certificate --------------------------------------------------------------- */

static void identity(void **state)
{
    static const enum fkey keys[] = {FKEY_RSA2048_A, FKEY_P256_D, FKEY_ED25519_A};
    struct bend b;

    (void)state;
    for (size_t i = 0; i < COUNT(keys); i++) {
        struct talk *t = bend_open(&b, TLS_1_3);
        talk_identity(t, keys[i]);
        t->server.asks_certificate = true;
        talk_run(t);
        bend_well(t);
        assert_true(t->peer.verified_client);
        assert_true(tls_info(t->tls)->client_certificate_asked);
        assert_true(tls_info(t->tls)->client_certificate_sent);
        assert_true(tls_info(t->tls)->request_schemes.n > 0);
        talk_close(t);
    }
    /* Without one: an empty Certificate (RFC 9846 4.5.1), and no CertificateVerify. */
    struct talk *t = bend_open(&b, TLS_1_3);
    t->server.asks_certificate = true;
    talk_run(t);
    bend_well(t);
    assert_false(t->peer.verified_client);
    assert_true(tls_info(t->tls)->client_certificate_asked);
    assert_false(tls_info(t->tls)->client_certificate_sent);
    talk_close(t);
}

static void bad_authorities(struct peer *p, struct buf *m)
{
    (void)p;
    edit_ext_add(m, true, TLSX_CERTIFICATE_AUTHORITIES, SPAN_LIT("\0\5\0\2x"));
}

static void good_authorities(struct peer *p, struct buf *m)
{
    (void)p;
    edit_ext_add(m, true, TLSX_CERTIFICATE_AUTHORITIES, SPAN_LIT("\0\3\0\1x"));
}

/* RFC 9846 4.3.4 */
static void authorities(void **state)
{
    struct bend b;
    struct talk *t = bend_open(&b, TLS_1_3);

    (void)state;
    t->server.asks_certificate = true;
    bend_run(&b, HS_CERTIFICATE_REQUEST, good_authorities, ERR_OK);
    assert_true(span_eq(tls_info(t->tls)->request_authorities, span_of("\0\1x", 3)));
    bend_run(&b, HS_CERTIFICATE_REQUEST, bad_authorities, ERR_TLS_TRUNCATED);
    talk_close(t);
}

/* --- the retry ------------------------------------------------------------------------------ */

static void groups(void **state)
{
    static const uint16_t ids[] = {GROUP_X25519,    GROUP_X448,      GROUP_SECP256R1,
                                   GROUP_SECP384R1, GROUP_SECP521R1, GROUP_FFDHE2048};
    struct bend b;
    struct span at;

    (void)state;
    for (size_t i = 0; i < COUNT(ids); i++) {
        for (size_t shares = 0; shares < 2; shares++) {
            struct talk *t = bend_open(&b, TLS_1_3);
            assert_int_equal(names_groups(&t->client.groups, SPAN_LIT("all"), &at), ERR_OK);
            uint16_t first = t->client.groups.v[0];
            t->client.num_shares = shares;
            t->server.group = ids[i];
            t->server.retries = shares == 0 || first != ids[i];
            talk_run(t);
            bend_well(t);
            assert_int_equal(tls_info(t->tls)->group, ids[i]);
            assert_int_equal(tls_info(t->tls)->retried, t->server.retries);
            talk_close(t);
        }
    }
}

static void early_forgotten(void **state)
{
    struct bend b;
    struct talk *t = bend_open(&b, TLS_1_3);

    (void)state;
    talk_run(t);
    bend_well(t);
    const struct sched13 *s = &t->tls->sched;
    /* What the handshake needed is gone, and its key pairs. */
    const struct secret *gone[] = {&s->current, &s->client_early, &s->client_handshake,
                                   &s->server_handshake};
    for (size_t i = 0; i < COUNT(gone); i++) {
        for (size_t k = 0; k < sizeof gone[i]->v; k++)
            assert_int_equal(gone[i]->v[k], 0);
    }
    for (size_t i = 0; i < SHARES_MAX; i++)
        assert_null(t->tls->shares[i]);
    talk_close(t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(accepted), cmocka_unit_test(bounded),
        cmocka_unit_test(rejected), cmocka_unit_test(older_server),
        cmocka_unit_test(identity), cmocka_unit_test(authorities),
        cmocka_unit_test(groups),   cmocka_unit_test(early_forgotten),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
