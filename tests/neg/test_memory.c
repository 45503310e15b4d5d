/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Is a secret left in memory when a connection is over?  The server runs in a process of its own.
 * Every secret that the client tells of is kept in disguise; afterwards all memory that the process
 * can write is searched: heap, stack, data.
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
#include "tests/peer/talk.h"

enum {
    DISGUISE = 0x5a,
    SECRETS = 96,
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

static void secret_add(enum step_id id, struct span value)
{
    struct disguised *d = &secrets.v[secrets.num];

    if (value.n < SHORTEST || value.n > LONGEST || secrets.num == SECRETS)
        return;
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
                print_error("%s is left at %p\n", step_row(d->id)->name, (const void *)(p + i));
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
    secrets.num = 0;
    memset(secrets.first, 0, sizeof secrets.first);
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
                                      GROUP_SECP521R1, GROUP_X448,      GROUP_FFDHE2048};

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

static int install(void **state)
{
    (void)state;
    gmpwipe_install();
    return 0;
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tls13),
        cmocka_unit_test(test_tls12),
    };

    return cmocka_run_group_tests(tests, install, NULL);
}
