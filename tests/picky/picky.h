/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * picky: a server for the tests of scans.  Its options say how it answers hellos, from SSL 2.0 to
 * TLS 1.3, and it speaks no further: it has no keys, so that every signature and key share
 * is made up.
 *
 * It runs in a loop of the test, or as a program (picky_main.c).  Its options, KEY=VALUE:
 *
 *   versions=LIST   ssl2, ssl3, 1.0, 1.1, 1.2, 1.3; default: 1.2,1.3
 *   suites=LIST     as --suites takes them, in its order of preference; default: some of each kind
 *   kinds=HEX       cipher kinds of SSL 2.0, of six digits each
 *   groups=LIST  schemes=LIST   likewise
 *   order=client    takes the client's preference; default: server
 *   alpn=LIST       the protocols that it knows, in its order, with commas; default: none
 *   has=LIST        of ems, etm, ticket, status, sct, renegotiation, heartbeat, fallback, deflate:
 *                   what it grants; default: ems, renegotiation, fallback
 *   needs=LIST      of sni, alpn, ems, renegotiation, ticket, groups: hellos without it are refused
 *   hates=LIST      of grease, split, versions, extensions: hellos are refused that have GREASE,
 *                   are in more than a record, have a version or an extension that does not exist
 *   longest=N       the longest ClientHello that it takes, header included
 *   refuse=WAY      alert (default), warning, close, reset, silence: how it refuses
 *   alert=N         the number of that alert; default 40 (in SSL 2.0 the code of ERROR; default 1)
 *   every=N         it hangs up on each Nth hello
 *   until=N         it closes connections at once after N of them
 *   dh=BITS         of the prime of DHE; default 2048
 *   chain=FILE      a certificate, DER; default: four bytes that are none
 *   after=close     it ends the connection after its answer; default: silence
 *   drip=MS         it sends a byte at a time, with as many milliseconds in between
 *   answer=FILE     it sends this file to every hello
 *   garbage=N       it sends N bytes that are nothing
 */
#ifndef TB_TESTS_PICKY_PICKY_H
#define TB_TESTS_PICKY_PICKY_H

#include "lib/base/file.h"
#include "lib/net/net.h"
#include "lib/tls/wire/hello_offer.h"
#include "lib/tls/wire/names.h"

enum picky_refusal {
    PICKY_ALERT,
    PICKY_WARNING, /* an alert of level warning, and the connection closed */
    PICKY_CLOSE,
    PICKY_RESET,
    PICKY_SILENCE,
};
enum picky_hate {
    PICKY_HATES_GREASE = 1 << 0,
    PICKY_HATES_SPLIT = 1 << 1,
    PICKY_HATES_VERSIONS = 1 << 2,
    PICKY_HATES_EXTENSIONS = 1 << 3,
};
enum picky_need {
    PICKY_NEEDS_SNI = 1 << 16,
    PICKY_NEEDS_ALPN = 1 << 17,
    PICKY_NEEDS_GROUPS = 1 << 18
};

struct picky {
    struct numbers versions, suites, groups, schemes;
    struct buf kinds;
    bool by_client;
    struct buf alpn; /* as it is encoded */
    unsigned has;    /* enum offer_with */
    unsigned needs;  /* enum offer_with and picky_need */
    unsigned hates;
    enum picky_refusal refusal;
    uint8_t alert;
    uint16_t error2;
    bool closes_after;
    unsigned every, until, dh_bits, drip_ms;
    size_t longest; /* 0: any */
    struct file chain, answer;
    size_t garbage_n;

    struct net_server *server;
    struct picky_client *clients; /* whose connections are open */
    unsigned connections, hellos;
    uint64_t received, sent;
};

void picky_init(struct picky *picky);
void picky_free(struct picky *picky); /* after its loop */

/* picky_option reads KEY=VALUE; false if it is none of the above. */
bool picky_option(struct picky *picky, const char *text);

/* picky_serve listens on a free port of the loopback.  picky must live as long as the loop. */
enum err picky_serve(struct picky *picky, struct net_loop *loop, uint16_t *port) MUST_CHECK;

/* picky_answer appends the answer to a complete hello: the bytes of all its records.  False: the
 * hello is refused. */
bool picky_answer(struct buf *out, const struct picky *picky, struct span bytes);

#endif
