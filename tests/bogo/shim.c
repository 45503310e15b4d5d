/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The client or server of a conformance test: connects, does what the flags say, and tells by its
 * exit status and standard error what happened.  See README.md.
 */
#include "config.h"

#include "tests/bogo/shim.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lib/base/file.h"
#include "lib/tls/core/resume.h"
#include "lib/tls/session/session_cache.h"
#include "lib/tls/tls.h"

enum { ARENA_MAX = 64 << 20, DATA_MAX = 4 << 20, READ_SIZE = 512, SECONDS = 40 };

_Noreturn void shim_wrong(const char *what)
{
    fprintf(stderr, "%s\n", what);
    exit(1);
}

struct span shim_read(struct shim *s, const char *path)
{
    struct file f;
    struct span bytes = {0};

    if (file_read(&f, path, 1 << 20) != ERR_OK || arena_copy(&s->arena, &bytes, f.bytes) != ERR_OK)
        shim_wrong(path);
    file_close(&f);
    return bytes;
}

static struct span first_word(const struct link *l)
{
    const char *text = l->flags->initial_write;

    return text == NULL ? SPAN_LIT("hello") : span_str(text);
}

/* What is written first: the word, once or several times. */
static struct span first_words(struct link *l)
{
    int times = l->flags->initial_repeats > 0 ? l->flags->initial_repeats : 1;

    if (l->first.n > 0)
        return buf_span(&l->first);
    buf_init(&l->first, DATA_MAX);
    for (int i = 0; i < times; i++)
        buf_put(&l->first, first_word(l));
    if (l->first.err != ERR_OK)
        shim_wrong("the first words are too long");
    return buf_span(&l->first);
}

static int connect_to(const struct flags *f)
{
    struct sockaddr_in6 v6 = {.sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT};
    struct sockaddr_in v4 = {.sin_family = AF_INET};
    int fd = socket(f->ipv6 ? AF_INET6 : AF_INET, SOCK_STREAM, 0), one = 1;

    v6.sin6_port = v4.sin_port = htons((uint16_t)f->port);
    v4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (fd < 0 || connect(fd, f->ipv6 ? (const void *)&v6 : (const void *)&v4,
                          f->ipv6 ? sizeof v6 : sizeof v4) != 0)
        shim_wrong("cannot connect");
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    return fd;
}

static void send_all(int fd, struct span s)
{
    while (s.n > 0) {
        ssize_t n = send(fd, s.p, s.n, MSG_NOSIGNAL);
        if (n <= 0)
            return; /* the other side is gone: reading will tell why */
        s = span_tail(s, (size_t)n);
    }
}

static void flush(struct link *l)
{
    struct span out = tls_pending(l->tls);

    if (l->held) /* one byte and no more until something was read */
        return;
    send_all(l->fd, out);
    tls_sent(l->tls, out.n);
}

/* Ends politely, so that no reset destroys the alert on its way. */
static void hang_up(struct link *l)
{
    uint8_t rest[4096];

    shutdown(l->fd, SHUT_WR);
    while (recv(l->fd, rest, sizeof rest, 0) > 0)
        ;
    close(l->fd);
}

_Noreturn static void fail(struct link *l)
{
    errors_print(l);
    l->held = false;
    flush(l);
    hang_up(l);
    exit(1);
}

static void must(struct link *l, enum err e)
{
    if (e != ERR_OK)
        fail(l);
}

/* Early data is still to be written, behind a message that is awaited. */
static bool is_early_due(const struct link *l)
{
    return l->flags->early_write_after != 0 && l->early == 0;
}

/* turn sends what is pending and takes in what comes: false at the end of the stream. */
static bool turn(struct link *l)
{
    uint8_t bytes[16384];

    flush(l);
    ssize_t n = recv(l->fd, bytes, is_early_due(l) ? 1 : sizeof bytes, 0);
    if (n < 0)
        n = 0;
    if (n == 0) {
        if (tls_phase(l->tls) == PHASE_HANDSHAKE)
            must(l, tls_eof(l->tls));
        return false;
    }
    must(l, tls_feed(l->tls, span_of(bytes, (size_t)n)));
    if (l->early > 0)
        l->held = false;
    if (l->flags->never_done && tls_phase(l->tls) != PHASE_HANDSHAKE)
        shim_wrong("the handshake was done");
    return true;
}

static void write_data(struct link *l, struct span data)
{
    while (data.n > 0) {
        size_t taken = 0;
        must(l, tls_write(l->tls, data, &taken));
        flush(l);
        data = span_tail(data, taken);
    }
}

static bool handshake_is_done(const struct link *l)
{
    const struct tls_info *info = tls_info(l->tls);

    /* A server answers early data before the client has finished. */
    return tls_phase(l->tls) != PHASE_HANDSHAKE ||
           (info->false_started && !l->flags->handshake_twice) ||
           (l->flags->server && info->early_data == EARLY_ACCEPTED);
}

static void export_material(struct link *l)
{
    const struct flags *f = l->flags;
    static uint8_t out[65536];
    struct span label = span_str(f->export_label == NULL ? "" : f->export_label);
    struct span context = span_str(f->export_context == NULL ? "" : f->export_context);

    if (f->export_n <= 0 || (size_t)f->export_n > sizeof out)
        return;
    enum err e =
        tls_export(l->tls, out, (size_t)f->export_n, label, f->use_export_context, context);
    if (e != ERR_OK)
        shim_wrong(e == ERR_TLS_NOT_DONE ? ":HANDSHAKE_NOT_COMPLETE:"
                                         : "failed to export keying material");
    if (!f->export_between_reads)
        write_data(l, span_of(out, (size_t)f->export_n));
}

/* begin_write lets one byte of "hello" out now, and the rest after the first read. */
static void begin_write(struct link *l, size_t *taken)
{
    flush(l);
    must(l, tls_write(l->tls, first_words(l), taken));
    send_all(l->fd, span_head(tls_pending(l->tls), 1));
    tls_sent(l->tls, 1);
    l->held = true;
}

/* A record for each word, as far as the session's limit goes. */
static void write_early(struct link *l)
{
    struct span left = first_words(l);

    while (left.n > 0 && tls_may_write(l->tls)) {
        size_t taken;
        must(l, tls_write(l->tls, span_head(left, first_word(l).n), &taken));
        flush(l);
        l->early += taken;
        left = span_tail(left, taken);
    }
}

/* What is done as soon as early data may be written. */
static void begin_early(struct link *l)
{
    const struct flags *f = l->flags;

    if (!l->resumes || f->server || !f->enable_early_data || !tls_may_write(l->tls))
        return;
    export_material(l);
    if (f->unfinished_write)
        begin_write(l, &l->early);
    else if (f->writes_first && !is_early_due(l))
        write_early(l);
}

static void handshake(struct link *l)
{
    must(l, tls_start(l->tls));
    begin_early(l);
    while (!handshake_is_done(l) && turn(l)) {
        if (is_early_due(l) && l->message == l->flags->early_write_after)
            write_early(l);
    }
    flush(l);
    if (!l->flags->server && tls_info(l->tls)->early_data == EARLY_REJECTED)
        l->flags = &l->shim->flags[FLAGS_RETRY];
}

static void write_extras(struct link *l)
{
    const struct tls_info *info = tls_info(l->tls);

    if (!l->flags->export_between_reads)
        export_material(l);
    if (l->flags->export_traffic_secrets) {
        bool server = l->flags->server;
        const struct secret *reads = server ? &l->client_secret : &l->server_secret;
        const struct secret *writes = server ? &l->server_secret : &l->client_secret;
        uint8_t n[2] = {(uint8_t)reads->n, (uint8_t)(reads->n >> 8)};
        write_data(l, span_of(n, sizeof n));
        write_data(l, span_of(reads->v, reads->n));
        write_data(l, span_of(writes->v, writes->n));
    }
    if (l->flags->tls_unique) {
        if (info->tls_unique_n == 0 || (info->resumed && !info->ems))
            shim_wrong("failed to get tls-unique");
        write_data(l, span_of(info->tls_unique, info->tls_unique_n));
    }
}

/* Answers everything with its complement until the other side closes. */
static void echo(struct link *l)
{
    for (;;) {
        while (l->data.n == 0) {
            if (tls_phase(l->tls) == PHASE_CLOSED)
                return;
            if (!turn(l)) {
                if (l->flags->check_close_notify)
                    shim_wrong("the stream ended without close_notify");
                return;
            }
        }
        if (l->held) {
            l->held = false;
            flush(l);
        }
        if (l->flags->export_between_reads)
            export_material(l);
        uint8_t block[READ_SIZE];
        size_t most = l->flags->read_size > 0 && l->flags->read_size < READ_SIZE
                          ? (size_t)l->flags->read_size
                          : READ_SIZE;
        size_t n = l->data.n < most ? l->data.n : most;
        for (size_t i = 0; i < n; i++)
            block[i] = l->data.p[i] ^ 0xff;
        memmove(l->data.p, l->data.p + n, l->data.n - n);
        buf_truncate(&l->data, l->data.n - n);
        if (l->flags->key_update)
            must(l, tls_key_update(l->tls, false));
        write_data(l, span_of(block, n));
    }
}

static void shut_down(struct link *l)
{
    const struct flags *f = l->flags;

    if (!f->check_close_notify)
        return;
    must(l, tls_close(l->tls));
    flush(l);
    if (!f->shuts_down)
        return;
    while (tls_phase(l->tls) != PHASE_CLOSED && l->data.n == 0) {
        if (!turn(l))
            shim_wrong("Unexpected SSL_shutdown result: -1 != 1");
    }
    if (l->data.n > 0) {
        fprintf(stderr, ":APPLICATION_DATA_ON_SHUTDOWN:\n");
        hang_up(l);
        exit(1);
    }
}

static void check_sessions(const struct link *l)
{
    const struct flags *f = l->flags;

    if (tls_info(l->tls)->version != TLS_1_3 || f->shuts_down || f->server)
        return;
    if (f->expect_no_session != (l->sessions == 0))
        shim_wrong(l->sessions == 0 ? "no ticket came" : "a ticket came");
    if (l->sessions > 0 && f->expect_early_ticket != (l->shim->session.max_early_data > 0))
        shim_wrong("the ticket's early data");
}

static void exchange(struct link *l)
{
    const char *wrong;
    size_t taken;
    bool early = tls_info(l->tls)->early_data == EARLY_ACCEPTED;

    wrong = expect_after_handshake(l);
    if (wrong != NULL)
        shim_wrong(wrong);
    write_extras(l);
    if (l->flags->send_alert) {
        must(l, tls_abort(l->tls, ALERT_DECOMPRESSION_FAILURE));
        flush(l);
        return;
    }
    if (l->flags->unfinished_write && l->early == 0)
        begin_write(l, &taken);
    else if (l->flags->writes_first)
        write_data(l, span_tail(first_words(l), early ? l->early : 0));
    if (!l->flags->shuts_down)
        echo(l);
    shut_down(l);
    check_sessions(l);
}

static void connection(struct shim *s, bool resumes)
{
    struct link l = {
        .shim = s, .resumes = resumes, .flags = &s->flags[resumes ? FLAGS_RESUME : FLAGS_INITIAL]};
    struct tls_config config;
    uint8_t id[8];

    if (resumes && !s->flags[FLAGS_RESUME].server && s->session.version == 0)
        shim_wrong("there is no session to resume");
    if (resumes)
        s->clock_ms += (int64_t)l.flags->resumption_delay * 1000;
    buf_init(&l.data, DATA_MAX);
    config_fill(&config, &l);
    if (tls_new(&l.tls, &config) != ERR_OK)
        shim_wrong(":NO_SUPPORTED_VERSIONS_ENABLED:");
    l.fd = connect_to(l.flags);
    for (unsigned i = 0; i < sizeof id; i++)
        id[i] = (uint8_t)(s->flags[0].shim_id >> (8 * i));
    send_all(l.fd, span_of(id, sizeof id));
    handshake(&l);
    exchange(&l);
    hang_up(&l);
    tls_free(l.tls);
    buf_free(&l.data);
    buf_free(&l.first);
}

/* A crash or a hang must never count as the failure that a test expects. */
static void crashed(int signal)
{
    (void)signal;
    _exit(EXIT_NEVER_SUCCESS);
}

int main(int argc, char **argv)
{
    static const int fatal[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGALRM};
    static struct shim s;

    if (argc == 2 && strcmp(argv[1], "-is-handshaker-supported") == 0) {
        puts("No");
        return 0;
    }
    for (size_t i = 0; i < sizeof fatal / sizeof fatal[0]; i++)
        signal(fatal[i], crashed);
    signal(SIGPIPE, SIG_IGN);
    alarm(SECONDS);
    flags_parse(s.flags, argc, argv);
    s.clock_ms = INT64_C(1780272000000);
    arena_init(&s.arena, ARENA_MAX);
    config_identity(&s);
    for (int i = 0; i <= s.flags[0].resume_count; i++)
        connection(&s, i > 0);
    session_free(&s.session);
    session_cache_free(s.memory);
    for (size_t i = 0; i < CREDENTIALS_MAX; i++)
        privkey_free(s.keys[i]);
    arena_free(&s.arena);
    return 0;
}
