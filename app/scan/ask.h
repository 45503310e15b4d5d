/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ask: what the questions that are asked with hellos alone have in common: the hello that they
 * vary, how an ending is read, and what every answer shows besides.
 */
#ifndef TB_APP_SCAN_ASK_H
#define TB_APP_SCAN_ASK_H

#include "app/scan/host_scan.h"
#include "app/scan/offer_order.h"
#include "lib/tls/wire/hello_offer.h"

/* How a server took a hello.  What it offers is refused if the server answers in another version,
 * hangs up (the host has asked again), sends one of the alerts for that, or twice another alert:
 * OpenSSL's for TLS 1.0 without a signature that it allows is internal_error.  Such an alert says
 * nothing as long as the server has answered no hello at all. */
enum ask_reply {
    REPLY_CHOSE,   /* a hello in the version asked for */
    REPLY_NONE,    /* refused */
    REPLY_AGAIN,   /* the same hello is sent once more */
    REPLY_UNKNOWN, /* silence, broken TLS, an alert that does not say why */
};

/* The state of each of these questions. */
struct ask_state {
    uint8_t alert;          /* to the last hello, that does not say why; 0: none */
    struct offer_part part; /* suites: those before `from` are found or refused */
    size_t message_n;       /* bytes of the ClientHello in the last record; 0: in several */
    bool is_over;
};

/* ask_state makes it before the first hello; NULL: no memory. */
struct ask_state *ask_state(struct question_run *run);

/* A hello and the arrays that it offers. */
struct ask_hello {
    struct hello_offer offer;
    uint16_t version, versions[4];
    uint16_t suites[OFFER_SUITES_MAX], groups[OFFER_GROUPS_MAX], schemes[OFFER_SCHEMES_MAX];
};

/* ask_hello_init makes a hello that only offers one version, with all of its groups and schemes and
 * the usual extensions, and the usual suites.  The next two replace these; an empty list of ids
 * leaves them. */
void ask_hello_init(struct ask_hello *hello, const struct question_run *run, uint16_t version);
void ask_hello_suites(struct ask_hello *hello, const uint16_t *v, size_t num);
void ask_hello_ids(struct ask_hello *hello, const struct scan_ids *suites);

/* ask_with is what such a hello has of enum offer_with. */
unsigned ask_with(uint16_t version);

/* ask_send writes the hello, with a key share if this server needs one. */
bool ask_send(struct question_run *run, struct ask_hello *hello, struct attempt_ask *out,
              struct buf *records);

/* ask_read says how a server took a hello that offered `version`. */
enum ask_reply ask_read(struct question_run *run, const struct attempt_outcome *o,
                        uint16_t version);

/* ask_refused: an alert that says that nothing offered is acceptable. */
bool ask_refused(uint8_t alert);

/* ask_hung_up: the server ended the connection before it answered. */
bool ask_hung_up(const struct attempt_outcome *o);

/* ask_has_hello: the server answered with a hello, whatever came then. */
bool ask_has_hello(const struct attempt_outcome *o);

/* ask_row is the row of a version in the facts. */
struct scan_version *ask_row(const struct question_run *run, uint16_t version);

/* ask_found adds a suite, group or scheme to a list. */
void ask_found(const struct question_run *run, struct scan_ids *ids, uint16_t id);

/* ask_lied records that the server chose what was not offered. */
void ask_lied(const struct question_run *run);

/* ask_learn_hello records what a hello of TLS 1.2 or before, and its flight, show besides the
 * choice.  `with` is what the client's had, of enum offer_with. */
void ask_learn_hello(const struct question_run *run, const struct server_flight *flight,
                     unsigned with);

/* ask_send_ssl2 is ask_send for a CLIENT-HELLO of SSL 2.0 with all cipher kinds. */
bool ask_send_ssl2(const struct question_run *run, struct attempt_ask *out, struct buf *records);

/* ask_learn_ssl2 records a SERVER-HELLO of SSL 2.0 and its cipher kinds. */
void ask_learn_ssl2(const struct question_run *run, const struct server_flight *flight);

/* ask_newest_with_ecdhe is the row of the newest version before TLS 1.3 with a suite of ECDHE;
 * SCAN_VERSIONS: there is none. */
size_t ask_newest_with_ecdhe(const struct scan_facts *facts);

/* ask_versions_done: nothing more is asked about suites in SSL 3.0 to TLS 1.3. */
bool ask_versions_done(const struct scan_facts *facts);

#endif
