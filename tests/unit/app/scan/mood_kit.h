/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mood_kit: a server on the loopback interface, in the loop of the test.  Its mood is a function of
 * the test that decides what it does with each connection.
 *
 *     mood_kit_begin(&k, mood, ctx); attempts or scans at k.port in k.loop; net_run; mood_kit_end
 */
#ifndef TB_TESTS_UNIT_APP_SCAN_MOOD_KIT_H
#define TB_TESTS_UNIT_APP_SCAN_MOOD_KIT_H

#include "lib/net/net.h"
#include "tests/peer/pair.h"

/* What a server does with a connection, when it is accepted and when the first bytes come. */
enum mood_act {
    MOOD_WAIT, /* when it is accepted: reads first; later: says nothing */
    MOOD_TLS,  /* our server */
    MOOD_SAY,  /* says k->words */
    MOOD_SAY_AND_CLOSE,
    MOOD_CLOSE,
    MOOD_RESET,
    MOOD_DRIP, /* says k->words, a byte every 20 ms */
    MOOD_GONE, /* stops listening, and resets this connection */
};

struct mood_kit {
    struct net_loop *loop;
    struct net_server *server;
    uint16_t port;
    struct pair pair; /* its identities and configuration are those of the TLS server */
    struct span words;
    bool closes; /* the TLS server closes instead of sending its alert */
    unsigned accepted, greeted; /* connections, and those that said something */
    uint64_t received;          /* bytes */
    /* The mood: number is that of the connection, from 1; hello empty: it was just accepted. */
    enum mood_act (*mood)(struct mood_kit *k, unsigned number, struct span hello);
};

/* mood_good always is our server, mood_silent reads and never says anything. */
enum mood_act mood_good(struct mood_kit *k, unsigned number, struct span hello);
enum mood_act mood_silent(struct mood_kit *k, unsigned number, struct span hello);

void mood_kit_begin(struct mood_kit *k, uint16_t version,
                    enum mood_act (*mood)(struct mood_kit *k, unsigned number, struct span hello));
void mood_kit_close(struct mood_kit *k); /* the server listens no more */
void mood_kit_end(struct mood_kit *k);

#endif
