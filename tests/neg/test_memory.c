/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Is a secret left in memory when a connection is over?  The server of a client runs in a process
 * of its own; where it is about a server, both are here.  Every secret that is reported is kept in
 * disguise, and of a server every key that it draws; afterwards all memory that the process can
 * write is searched: heap, stack, data.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/base/wipe.h"
#include "lib/crypto/gmpwipe.h"
#include "lib/crypto/keccak.h"
#include "lib/crypto/mlkem.h"
#include "lib/crypto/mlkem_code.h"
#include "lib/tls/session/session_cache.h"
#include "lib/tls/tls.h"
#include "tests/peer/pair.h"
#include "tests/peer/talk.h"

enum {
    DISGUISE = 0x5a,
    SECRETS = 256,
    SHORTEST = 16,
    LONGEST = 512,
    REGION_MAX = 1 << 30, /* a sanitizer's shadow is larger, and holds no bytes of ours */
};

struct disguised {
    enum step_id id;
    uint8_t v[LONGEST];
    size_t n;
};

static struct {
    struct disguised v[SECRETS];
    size_t num;
    uint8_t first[1 << 16]; /* which two bytes, disguised, a secret begins with */
} secrets;

static void secret_index_clear(void)
{
    secrets.num = 0;
    memset(secrets.first, 0, sizeof secrets.first);
}

static void secret_add(enum step_id id, struct span value)
{
    struct disguised *d = &secrets.v[secrets.num];

    if (value.n < SHORTEST || value.n > LONGEST)
        return;
    assert_true(secrets.num < SECRETS);
    d->id = id;
    d->n = value.n;
    for (size_t i = 0; i < value.n; i++)
        d->v[i] = value.p[i] ^ DISGUISE;
    secrets.first[d->v[0] << 8 | d->v[1]] = 1;
    secrets.num++;
}

/* What is sent to the other side is no secret. */
static bool is_told(enum step_id id)
{
    return id == STEP_CLIENT_FINISHED12 || id == STEP_SERVER_FINISHED12 ||
           id == STEP_CLIENT_FINISHED13 || id == STEP_SERVER_FINISHED13 || id == STEP_BINDER;
}

static void listen_to(void *ctx, const struct event *e)
{
    (void)ctx;
    if (e->kind == EVENT_STEP && !is_told(e->step->id))
        secret_add(e->step->id, e->step->out);
}

/* --- the search --------------------------------------------------------------------------- */

__attribute__((no_sanitize("address"))) static unsigned search(const uint8_t *p, size_t n,
                                                               bool tell)
{
    unsigned found = 0;

    for (size_t i = 0; i + SHORTEST <= n; i++) {
        if (secrets.first[(uint8_t)(p[i] ^ DISGUISE) << 8 | (uint8_t)(p[i + 1] ^ DISGUISE)] == 0)
            continue;
        for (size_t s = 0; s < secrets.num; s++) {
            const struct disguised *d = &secrets.v[s];
            size_t same = 0;
            while (same < SHORTEST && (uint8_t)(p[i + same] ^ DISGUISE) == d->v[same])
                same++;
            if (same < SHORTEST)
                continue;
            found++;
            if (tell)
                print_error("%s is left at %p\n",
                            d->id == STEP_COUNT ? "a drawn key" : step_row(d->id)->name,
                            (const void *)(p + i));
        }
    }
    return found;
}

/* All that can be written: /proc/self/maps has a line for each region. */
static unsigned search_all(bool tell)
{
    FILE *maps = fopen("/proc/self/maps", "r");
    char line[512];
    unsigned found = 0;

    assert_non_null(maps);
    while (fgets(line, sizeof line, maps) != NULL) {
        unsigned long from, to;
        char rights[5];
        if (sscanf(line, "%lx-%lx %4s", &from, &to, rights) != 3 || rights[0] != 'r' ||
            rights[1] != 'w' || to - from > REGION_MAX)
            continue;
        found += search((const uint8_t *)from, to - from, tell);
    }
    fclose(maps);
    return found;
}

/* --- the connection ----------------------------------------------------------------------- */

static void send_pending(int fd, struct tls *t)
{
    struct span out = tls_pending(t);

    if (out.n > 0)
        assert_int_equal(write(fd, out.p, out.n), (ssize_t)out.n);
    tls_sent(t, out.n);
}

/* The server's process: ends when the client does. */
_Noreturn static void serve(struct talk *t, int fd)
{
    struct peer p;
    uint8_t bytes[4096];
    ssize_t n;

    peer_open(&p, &t->server);
    while ((n = read(fd, bytes, sizeof bytes)) > 0) {
        peer_feed(&p, span_of(bytes, (size_t)n));
        if (p.out.n > 0 && write(fd, p.out.p, p.out.n) != (ssize_t)p.out.n)
            _exit(1);
        buf_truncate(&p.out, 0);
    }
    _exit(p.trouble == NULL && p.finished ? 0 : 1);
}

/* Turns until the handshake is done and a ticket has come, where one will. */
static void shake(struct talk *t, int fd)
{
    uint8_t bytes[4096];

    t->client.event = listen_to;
    assert_int_equal(tls_new(&t->tls, &t->client), ERR_OK);
    assert_int_equal(tls_start(t->tls), ERR_OK);
    send_pending(fd, t->tls);
    while (tls_phase(t->tls) != PHASE_OPEN ||
           (tls_info(t->tls)->version == TLS_1_3 && t->sessions == 0)) {
        ssize_t n = read(fd, bytes, sizeof bytes);
        assert_true(n > 0);
        assert_int_equal(tls_feed(t->tls, span_of(bytes, (size_t)n)), ERR_OK);
        send_pending(fd, t->tls);
    }
    size_t taken;
    assert_int_equal(tls_write(t->tls, SPAN_LIT("ping"), &taken), ERR_OK);
    assert_int_equal(tls_close(t->tls), ERR_OK);
    send_pending(fd, t->tls);
}

static void once(struct talk *t)
{
    int fds[2], status;

    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
    pid_t child = fork();
    if (child == 0) {
        close(fds[0]);
        serve(t, fds[1]);
    }
    close(fds[1]);
    shake(t, fds[0]);
    close(fds[0]);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
}

/* expect_clean: while the connection stands the search finds something; afterwards nothing. */
static void expect_clean(struct talk *t)
{
    secret_index_clear();
    once(t);
    assert_true(secrets.num >= 3);
    assert_true(search_all(false) > 0);
    tls_free(t->tls);
    t->tls = NULL;
    session_free(&t->session);
    assert_int_equal(search_all(true), 0);
    talk_close(t);
}

static void test_tls13(void **state)
{
    static const uint16_t groups[] = {GROUP_X25519,    GROUP_SECP256R1, GROUP_SECP384R1,
                                      GROUP_SECP521R1, GROUP_X448,      GROUP_FFDHE2048,
                                      GROUP_X25519MLKEM768, GROUP_SECP384R1MLKEM1024};

    (void)state;
    for (size_t i = 0; i < sizeof groups / sizeof groups[0]; i++) {
        struct talk t;
        talk_open(&t, TLS_1_3);
        t.client.groups = (struct numbers){.v = {groups[i]}, .num = 1};
        t.server.group = groups[i];
        expect_clean(&t);
    }
}

static void test_tls12(void **state)
{
    static const uint16_t suites[] = {
        TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
        TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA, TLS_RSA_WITH_AES_256_GCM_SHA384};

    (void)state;
    for (size_t i = 0; i < sizeof suites / sizeof suites[0]; i++) {
        struct talk t;
        talk_open(&t, TLS_1_2);
        talk_key(&t, FKEY_RSA2048_A, SCHEME_RSA_PSS_RSAE_SHA256);
        t.client.suites = (struct numbers){.v = {suites[i]}, .num = 1};
        t.server.suite = suites[i];
        expect_clean(&t);
    }
}

/* --- a server ----------------------------------------------------------------------------- */

enum { DRAWN_KEY = 32 }; /* of tickets, and of the groups that are taken here */

/* What a server draws: nothing comes twice, or what was public in one connection would be a secret
 * of the next. */
static void draw(void *ctx, size_t n, uint8_t *out)
{
    uint8_t block[DIGEST_MAX_SIZE];
    uint64_t *count = ctx;

    for (size_t i = 0; i < n; i += DRAWN_KEY) {
        ++*count;
        digest_of(DIGEST_SHA256, block, span_of((const uint8_t *)count, sizeof *count));
        memcpy(out + i, block, n - i < DRAWN_KEY ? n - i : DRAWN_KEY);
    }
    wipe(block, sizeof block);
    if (n == DRAWN_KEY)
        secret_add(STEP_COUNT, span_of(out, n));
}

/* What is drawn and told to everybody is taken out again. */
static void forget(struct span told)
{
    for (size_t s = 0; s < secrets.num; s++) {
        struct disguised *d = &secrets.v[s];
        size_t same = 0;
        while (same < d->n && same < told.n && (d->v[same] ^ DISGUISE) == told.p[same])
            same++;
        if (d->id == STEP_COUNT && same == d->n)
            *d = secrets.v[--secrets.num];
    }
}

/* What nothing needs behind the handshake, at either end. */
static bool is_brief(enum step_id id)
{
    static const enum step_id brief[] = {STEP_PREMASTER,
                                         STEP_EARLY_SECRET,
                                         STEP_BINDER_KEY,
                                         STEP_DERIVED_EARLY,
                                         STEP_SHARED_SECRET,
                                         STEP_HANDSHAKE_SECRET,
                                         STEP_DERIVED_HANDSHAKE,
                                         STEP_MASTER_SECRET13,
                                         STEP_CLIENT_EARLY_TRAFFIC,
                                         STEP_CLIENT_EARLY_KEY,
                                         STEP_CLIENT_HANDSHAKE_TRAFFIC,
                                         STEP_SERVER_HANDSHAKE_TRAFFIC,
                                         STEP_CLIENT_HANDSHAKE_KEY,
                                         STEP_SERVER_HANDSHAKE_KEY,
                                         STEP_CLIENT_FINISHED_KEY,
                                         STEP_SERVER_FINISHED_KEY,
                                         STEP_BINDER_FINISHED_KEY};

    for (size_t i = 0; i < sizeof brief / sizeof brief[0]; i++) {
        if (brief[i] == id)
            return true;
    }
    return false;
}

static void listen_briefly(void *ctx, const struct event *e)
{
    (void)ctx;
    if (e->kind == EVENT_STEP && is_brief(e->step->id))
        secret_add(e->step->id, e->step->out);
}

static uint64_t drawn;

/* A full connection and a resumed one; `listener` says what is a secret. */
static void connect_twice(struct pair *p, void (*listener)(void *ctx, const struct event *e))
{
    secret_index_clear();
    p->host.event = listener;
    if (listener == listen_to) {
        session_cache_free(p->memory);
        p->host.rng = (struct rng){&drawn, draw};
        assert_int_equal(session_cache_new(&p->memory, &p->host.rng, PAIR_SESSIONS), ERR_OK);
        p->server.memory = p->memory;
    }
    for (int i = 0; i < 2; i++) {
        p->resumes = i == 1;
        pair_run(p);
        assert_true(pair_is_well(p));
        const struct tls_info *s = tls_info(p->ends[PAIR_SERVER].tls);
        assert_int_equal(s->resumed, i == 1);
        forget(s->server_random);
        forget(span_of(p->session.session_id, p->session.session_id_n));
    }
}

/* One row of what is negotiated. */
struct served {
    uint16_t version, suite, group;
    bool by_id;
};

static const struct served served[] = {
    {TLS_1_3, TLS_AES_128_GCM_SHA256, GROUP_X25519, false},
    {TLS_1_3, TLS_AES_256_GCM_SHA384, GROUP_SECP256R1, false},
    {TLS_1_3, TLS_CHACHA20_POLY1305_SHA256, GROUP_FFDHE2048, false},
    {TLS_1_3, TLS_AES_128_GCM_SHA256, GROUP_X25519MLKEM768, false},
    {TLS_1_3, TLS_AES_256_GCM_SHA384, GROUP_SECP384R1MLKEM1024, false},
    {TLS_1_2, TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, GROUP_SECP256R1, false},
    {TLS_1_2, TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA, GROUP_X25519, true},
    {TLS_1_2, TLS_DHE_RSA_WITH_AES_128_GCM_SHA256, GROUP_FFDHE2048, false},
    {TLS_1_2, TLS_RSA_WITH_AES_256_GCM_SHA384, GROUP_X25519, true},
    {TLS_1_2, TLS_RSA_WITH_AES_128_CBC_SHA, GROUP_X25519, false},
};

static void open_served(struct pair *p, const struct served *row)
{
    pair_open(p, row->version);
    pair_identity(p, FKEY_RSA2048_A);
    p->client.suites = (struct numbers){.v = {row->suite}, .num = 1};
    p->host.groups = p->client.groups = (struct numbers){.v = {row->group}, .num = 1};
    p->client.without.tickets = row->by_id;
    p->server.max_early_data = 100;
    p->client.early_data = true;
}

/* When all is over, and the server remembers nothing any more, nothing is left. */
static void test_server(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof served / sizeof served[0]; i++) {
        struct pair p;

        open_served(&p, &served[i]);
        connect_twice(&p, listen_to);
        assert_true(secrets.num >= 5);
        assert_true(search_all(false) > 0);
        pair_close(&p);
        assert_int_equal(search_all(true), 0);
    }
}

/* While a connection stands, what was of use in its handshake alone is gone. */
static void test_server_open(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof served / sizeof served[0]; i++) {
        struct pair p;

        open_served(&p, &served[i]);
        connect_twice(&p, listen_briefly);
        assert_true(secrets.num >= 1);
        assert_int_equal(search_all(true), 0);
        pair_close(&p);
    }
}

/* --- ML-KEM ------------------------------------------------------------------------------- */

/* Adds what is secret of a key pair and a message: the vector s as the key has it and as numbers,
 * and the seed of the encryption. */
static void add_secrets(const struct mlkem_set *set, const uint8_t *dk, const uint8_t m[MLKEM_SEED])
{
    const uint8_t *hash = dk + set->dk_n - (size_t)2 * MLKEM_SEED;
    uint8_t seeds[2 * MLKEM_SEED];
    struct mlkem_poly s;

    mlkem_code_decode(&s, dk, MLKEM_CODE_BITS);
    keccak_hash(KECCAK_SHA3_512, seeds, sizeof seeds, span_of(m, MLKEM_SEED),
                span_of(hash, MLKEM_SEED));
    secret_add(STEP_COUNT, span_of(dk, LONGEST));
    secret_add(STEP_COUNT, span_of(s.c, sizeof s.c));
    secret_add(STEP_COUNT, span_of(seeds + MLKEM_SEED, MLKEM_SEED));
    wipe(&s, sizeof s);
    wipe(seeds, sizeof seeds);
}

/* Both ends, with a ciphertext as it was made and one that was changed. */
static void use_mlkem(const struct mlkem_set *set)
{
    uint8_t ek[MLKEM_EK_MAX], ciphertext[MLKEM_CIPHERTEXT_MAX];
    struct {
        uint8_t d[MLKEM_SEED], z[MLKEM_SEED], m[MLKEM_SEED], dk[MLKEM_DK_MAX];
        uint8_t secret[MLKEM_SECRET];
    } v;

    draw(&drawn, sizeof v.d, v.d);
    draw(&drawn, sizeof v.z, v.z);
    draw(&drawn, sizeof v.m, v.m);
    mlkem_keygen(set, ek, v.dk, v.d, v.z);
    assert_int_equal(mlkem_encaps(set, ciphertext, v.secret, span_of(ek, set->ek_n), v.m), ERR_OK);
    add_secrets(set, v.dk, v.m);
    for (uint8_t change = 0; change < 2; change++) {
        ciphertext[0] ^= change;
        assert_int_equal(mlkem_decaps(set, v.secret, span_of(v.dk, set->dk_n),
                                      span_of(ciphertext, set->ciphertext_n)),
                         ERR_OK);
        secret_add(STEP_SHARED_SECRET, span_of(v.secret, sizeof v.secret));
    }
    assert_true(search_all(false) > 0);
    wipe(&v, sizeof v);
}

static void test_mlkem(void **state)
{
    static const struct mlkem_set *const sets[] = {&mlkem_512, &mlkem_768, &mlkem_1024};

    (void)state;
    for (size_t i = 0; i < sizeof sets / sizeof sets[0]; i++) {
        secret_index_clear();
        use_mlkem(sets[i]);
        assert_int_equal(secrets.num, 8);
        assert_int_equal(search_all(true), 0);
    }
}

static int install(void **state)
{
    (void)state;
    gmpwipe_install();
    return 0;
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tls13),  cmocka_unit_test(test_tls12),
        cmocka_unit_test(test_server), cmocka_unit_test(test_server_open),
        cmocka_unit_test(test_mlkem),
    };

    return cmocka_run_group_tests(tests, install, NULL);
}
