/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * kit_tls: one question of a scan, asked of our own server over the loopback interface, in one
 * loop.  The server is configured through its pair, and a test may bend what it does.
 *
 *     kit_tls_open(&k, TLS_1_3); pair_identity(&k.pair, …); k.pair.server.… = …;
 *     kit_tls_accepts(&k, SCAN_1_3);
 *     kit_tls_ask(&k, &question_…);
 *     … k.host.facts, k.connections …
 *     kit_tls_close(&k);
 */
#ifndef TB_TESTS_UNIT_APP_SCAN_KIT_TLS_H
#define TB_TESTS_UNIT_APP_SCAN_KIT_TLS_H

#include "app/scan/host_scan.h"
#include "tests/peer/pair.h"
#include "tests/unit/crypto/kit_rng.h"

struct kit_tls;

/* A connection as the server sees it. */
struct kit_tls_conn {
    struct kit_tls *kit;
    struct net_conn *conn;
    struct tls *tls;
    unsigned number; /* of the connection, from 0 */
    unsigned seen;   /* a test's own count */
    bool has_answered;
};

struct kit_tls {
    struct pair pair; /* configures the server; its client is not used */
    struct tls_faults faults;
    /* What comes from the client, before TLS sees it; true: that was all.  Or NULL. */
    bool (*bend)(struct kit_tls_conn *c, struct span bytes);
    void (*accepted)(struct kit_tls_conn *c); /* or NULL */
    struct span web; /* what the server answers to the first application data; or empty */

    struct net_loop *loop;
    struct net_server *server;
    struct kit_rng state;
    struct scan_plan plan;
    struct host_scan host;
    struct question_run run;
    unsigned connections, attempts; /* accepted by the server, finished by the client */
    uint64_t sent;                  /* bytes of the client in the last attempt */
    struct buf heard;               /* what the client said in the last connection */
    struct buf web_heard;           /* application data of all connections */
};

void kit_tls_open(struct kit_tls *k, uint16_t version);
void kit_tls_close(struct kit_tls *k);

/* kit_tls_open_with opens it with a server that has one version and a key, and is known to accept
 * that version alone. */
void kit_tls_open_with(struct kit_tls *k, enum scan_version_row row, enum fkey key);

/* kit_tls_accepts says which version the server is known to accept; all others are known not to
 * be. */
void kit_tls_accepts(struct kit_tls *k, enum scan_version_row row);

/* kit_tls_serve begins to listen: host.request then leads there. */
void kit_tls_serve(struct kit_tls *k);

/* kit_tls_ask asks the question until it has nothing more to ask. */
void kit_tls_ask(struct kit_tls *k, const struct scan_question *question);

/* kit_tls_say sends bytes as they are; kit_tls_pump what the server's TLS has pending. */
void kit_tls_say(struct kit_tls_conn *c, struct span bytes);
void kit_tls_pump(struct kit_tls_conn *c);

/* kit_tls_is asserts the answer about a feature, and that its reason has these words in it. */
void kit_tls_is(const struct kit_tls *k, enum scan_feature feature, enum scan_answer answer,
                const char *because);

/* kit_tls_schemes is what was found out about the schemes of TLS 1.3. */
const struct scan_list *kit_tls_schemes(const struct kit_tls *k);

/* kit_tls_after_hello is what the client said in the last connection after its ClientHello. */
struct span kit_tls_after_hello(const struct kit_tls *k);

#endif
