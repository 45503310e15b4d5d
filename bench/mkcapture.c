/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mkcapture MIB CERTIFICATE KEY CAPTURE KEYLOG [CONNECTIONS]: writes a capture of about that many
 * MiB, of real TLS connections: a client and a server of ours talk in memory, many at a time, half
 * of them TLS 1.2, and each sends one request and a long answer.  KEYLOG gets the secrets of all.
 *
 * With CONNECTIONS it has that many, of TLS 1.3, all open at a time: first come the handshakes of
 * all, then a short answer to each, then their ends.
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "lib/asn1/pem.h"
#include "lib/base/file.h"
#include "lib/pcap/pcapng.h"
#include "lib/tls/keys/keylog.h"
#include "lib/tls/tls.h"
#include "lib/x509/cert.h"

enum {
    SIDE_BY_SIDE = 32,
    ANSWER = 512 << 10, /* bytes of a connection's answer */
    HEADER = 43,        /* the first of them */
    CHUNK = 16 << 10,
    SHORT_ANSWER = 1 << 10,
    PHASES = 3, /* of connections that are all open at a time */
    PHASE_US = 60000000,
    CONNECTION_US = 64,
    BUFFER = 4 << 20,
};

enum { CLIENT, SERVER };

struct conn {
    struct tls *ends[2];
    struct pcapng_flow flow;
    size_t left; /* of the answer */
};

static struct {
    struct tls_config configs[2];
    struct tls_identity identity;
    struct tls_server server;
    struct rng_system rng;
    struct span leaf;
    struct cert cert;
    struct buf packets, keys;
    FILE *capture, *keylog;
    FILE *phases[PHASES];
    uint64_t written, us;
    unsigned made, at_once;
    struct conn *live; /* the one whose key log is written */
} all;

static void die(const char *what)
{
    fprintf(stderr, "mkcapture: %s\n", what);
    exit(1);
}

static void must(enum err e, const char *what)
{
    if (e != ERR_OK)
        die(what);
}

static int64_t now_ms(void *ctx)
{
    (void)ctx;
    return (int64_t)time(NULL) * 1000;
}

/* What is certified is of no interest here. */
static void judge(void *ctx, const struct tls_chain *chain, struct tls_verdict *out)
{
    (void)ctx;
    (void)chain;
    *out = (struct tls_verdict){.alert = ALERT_NONE, .key = all.cert.key, .may_sign = true};
}

static void event(void *ctx, const struct event *e)
{
    (void)ctx;
    if (e->kind == EVENT_STEP)
        keylog_put(&all.keys, e->step, tls_info(all.live->ends[CLIENT])->client_random);
}

/* What one end has to send becomes packets, and goes to the other. */
static bool carry(struct conn *c, int from)
{
    struct tls *t = c->ends[from];
    struct span out = tls_pending(t);

    if (out.n == 0)
        return false;
    pcapng_data(&all.packets, &c->flow, from == CLIENT, all.us++, out);
    must(tls_feed(c->ends[!from], out), "a connection failed");
    tls_sent(t, out.n);
    return true;
}

/* What is in the buffers goes to the file of its phase, where phases are told apart. */
static void flush(int phase)
{
    FILE *out = all.at_once > 0 ? all.phases[phase] : all.capture;
    struct span s = buf_span(&all.packets), k = buf_span(&all.keys);

    must(all.packets.err, "the buffer of packets");
    must(all.keys.err, "the buffer of keys");
    if (fwrite(s.p, 1, s.n, out) != s.n || (k.n > 0 && fwrite(k.p, 1, k.n, all.keylog) != k.n))
        die("cannot write");
    all.written += s.n;
    buf_truncate(&all.packets, 0);
    buf_truncate(&all.keys, 0);
}

static void conn_open(struct conn *c)
{
    unsigned i = all.made++;
    uint16_t version = all.at_once > 0 || i % 2 == 0 ? TLS_1_3 : TLS_1_2;
    size_t taken;

    *c = (struct conn){.left = all.at_once > 0 ? SHORT_ANSWER : ANSWER};
    c->flow = (struct pcapng_flow){
        .client = {.ip = {10, 0, (uint8_t)(i >> 8), (uint8_t)i}, .ip_n = 4, .port = 40000},
        .server = {.ip = {192, 0, 2, 1}, .ip_n = 4, .port = 443},
        .client_seq = i * 7919,
        .server_seq = i * 104729};
    c->flow.client.port = (uint16_t)(c->flow.client.port + i % 20000);
    all.live = c;
    for (int end = 0; end < 2; end++) {
        all.configs[end].min_version = all.configs[end].max_version = version;
        must(tls_new(&c->ends[end], &all.configs[end]), "no connection");
        must(tls_start(c->ends[end]), "no connection");
    }
    pcapng_open(&all.packets, &c->flow, all.us++);
    for (bool more = true; more;) {
        more = carry(c, CLIENT);
        more |= carry(c, SERVER);
    }
    must(tls_write(c->ends[CLIENT], SPAN_LIT("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"), &taken),
         "no request");
    carry(c, CLIENT);
    flush(0);
}

static void conn_close(struct conn *c)
{
    if (all.at_once > 0)
        all.us += PHASE_US;
    must(tls_close(c->ends[SERVER]), "no end");
    carry(c, SERVER);
    must(tls_close(c->ends[CLIENT]), "no end");
    carry(c, CLIENT);
    pcapng_close(&all.packets, &c->flow, true, all.us++);
    flush(2);
    tls_free(c->ends[CLIENT]);
    tls_free(c->ends[SERVER]);
    *c = (struct conn){0};
}

static void answer(struct conn *c)
{
    static uint8_t bytes[CHUNK];
    size_t taken;

    memset(bytes, 0, HEADER + 1);
    if (all.at_once > 0 || c->left == ANSWER)
        snprintf((char *)bytes, HEADER + 1, "HTTP/1.1 200 OK\r\nContent-Length: %06zu\r\n\r\n",
                 c->left - HEADER);
    all.live = c;
    must(tls_write(c->ends[SERVER], span_head(span_of(bytes, sizeof bytes), c->left), &taken),
         "no answer");
    c->left -= taken;
    carry(c, SERVER);
    flush(1);
    if (c->left == 0)
        conn_close(c);
}

static struct span leaf_read(const char *path)
{
    static struct file file;
    static struct buf der;
    struct pem_block block;
    struct fail fail = {0};

    must(file_read(&file, path, 1 << 20), "no certificate");
    struct span text = file.bytes;
    buf_init(&der, 1 << 20);
    if (!pem_next(&text, &block, &fail))
        die("no certificate");
    must(pem_decode(&der, block.body, &fail), "no certificate");
    must(cert_parse(&all.cert, buf_span(&der), &fail), "no certificate");
    file_close(&file);
    return buf_span(&der);
}

static void configure(const char *cert, const char *key)
{
    static struct privkey *k;
    struct file file;

    all.leaf = leaf_read(cert);
    must(file_read(&file, key, 1 << 20), "no key");
    must(privkey_new(&k, file.bytes), "no key");
    file_wipe(&file);
    all.identity = (struct tls_identity){.certs = &all.leaf, .num_certs = 1, .key = k};
    all.server = tls_server_default();
    all.server.identities = &all.identity;
    all.server.num_identities = 1;
    for (int end = 0; end < 2; end++) {
        struct tls_config *config = &all.configs[end];
        *config = tls_config_default();
        config->rng = rng_system(&all.rng);
        config->now_ms = now_ms;
        config->judge = judge;
    }
    all.configs[CLIENT].server_name = SPAN_LIT("localhost");
    all.configs[CLIENT].event = event;
    all.configs[SERVER].server = &all.server;
}

static void side_by_side(uint64_t wanted)
{
    static struct conn conns[SIDE_BY_SIDE];

    for (size_t i = 0; all.written < wanted; i++) {
        struct conn *c = &conns[i % SIDE_BY_SIDE];
        if (c->ends[CLIENT] == NULL)
            conn_open(c);
        else
            answer(c);
    }
}

/* Each is made by itself; the pieces of all are put together phase by phase. */
static void all_at_once(void)
{
    static uint8_t bytes[CHUNK];
    struct conn c;
    size_t n;

    for (int i = 1; i < PHASES; i++) {
        all.phases[i] = tmpfile();
        if (all.phases[i] == NULL)
            die("cannot write");
    }
    while (all.made < all.at_once) {
        uint64_t began = all.us;
        conn_open(&c);
        all.us = began + PHASE_US;
        answer(&c);
        all.us = began + CONNECTION_US;
    }
    for (int i = 1; i < PHASES; i++) {
        rewind(all.phases[i]);
        while ((n = fread(bytes, 1, sizeof bytes, all.phases[i])) > 0)
            if (fwrite(bytes, 1, n, all.capture) != n)
                die("cannot write");
        fclose(all.phases[i]);
    }
}

int main(int argc, char **argv)
{
    if (argc != 6 && argc != 7)
        die("usage: mkcapture MIB CERTIFICATE KEY CAPTURE KEYLOG [CONNECTIONS]");
    uint64_t wanted = strtoull(argv[1], NULL, 10) << 20;
    all.at_once = argc == 7 ? (unsigned)strtoul(argv[6], NULL, 10) : 0;
    configure(argv[2], argv[3]);
    all.capture = fopen(argv[4], "wb");
    all.keylog = fopen(argv[5], "wb");
    if (all.capture == NULL || all.keylog == NULL)
        die("cannot write");
    all.us = (uint64_t)time(NULL) * 1000000;
    buf_init(&all.packets, BUFFER);
    buf_init(&all.keys, BUFFER);
    pcapng_begin(&all.packets, (struct span){0});
    all.phases[0] = all.capture;
    flush(0);
    if (all.at_once > 0)
        all_at_once();
    else
        side_by_side(wanted);
    if (fclose(all.capture) != 0 || fclose(all.keylog) != 0)
        die("cannot write");
    printf("%u\n", all.made);
    return 0;
}
