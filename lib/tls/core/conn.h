/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * conn: the inside of a connection, a client's or a server's, for the files of lib/tls that make it
 * up:
 *
 *   conn.c         life cycle, feeding, the dispatch of records
 *   inbound.c      records to messages: reassembly, alerts, ChangeCipherSpec, floods
 *   outbound.c     messages to records, alerts, ChangeCipherSpec, application data
 *   state_machine.c  the states, and the step over the table of lib/tls/states.c
 *   client_hello.c        ClientHello: what is offered, binders, the second one after a retry
 *   server_hello.c       ServerHello: what holds in both versions, and the fork between them
 *   auth.c         the other end's chain and signatures, our certificate and signature
 *   server_cert.c     which certificate and scheme a server shows
 *   client12.c, client_kx12.c   the handlers of TLS 1.2
 *   client13.c, post13.c  the handlers of TLS 1.3, before and after the handshake
 *   shared13.c     what both ends of TLS 1.3 do alike
 *   server_accept.c       a server's: ClientHello, what holds in both versions, and the fork
 *   negotiate.c    a server's choice of suite and group
 *   server13.c, server_psk.c   a server's handlers of TLS 1.3, its tickets and early data
 *   server12.c, server_kx12.c   a server's handlers of TLS 1.2
 *   shared12.c       what both ends of TLS 1.2 do: secrets, Finished
 *   resume.c       sessions in and out
 *
 * Who does what:
 *   A handler adds its message to the transcript itself (transcript_add of m->bytes), since some
 *   need the hash before it; outbound_message adds what is sent.  HelloRequest is never added.
 *   server_hello.c checks of a ServerHello the version, the downgrade sentinels, suite and
 * compression,
 *   and that each extension was offered; it sets info.version, suite, server_random, starts the
 *   transcript and adds the message, and then calls client12_begin or client13_begin, which do the
 *   rest (client12_begin and client13_extensions call client_exts_common).
 *   inbound.c refuses any other record while a handshake message is incomplete, and a
 *   ChangeCipherSpec that is not the single byte 01; the handler of ChangeCipherSpec is called with
 *   the empty message.
 *   conn_state makes the phase PHASE_OPEN at CONNECTED12 and CONNECTED13, and may_write true there.
 *   False Start sets info.false_started and may_write, and leaves the phase.
 *   outbound_message only collects: outbound_flush, outbound_ccs, outbound_keys, outbound_alert and
 *   the end of each call from outside make records of it, so that a flight shares them.
 *   A handler fails with conn_fail (or an error handed on with TRY, which conn.c records).  conn.c
 *   makes the alert: verdict_alert where it is set, else the error's own.
 *   NewSessionTicket of TLS 1.2 is kept in session.ticket and session.lifetime until resume_keep12.
 */
#ifndef TB_LIB_TLS_CORE_CONN_H
#define TB_LIB_TLS_CORE_CONN_H

#include "lib/tls/core/fault.h"
#include "lib/tls/core/state_machine.h"
#include "lib/tls/core/tls_config.h"
#include "lib/tls/keys/key_schedule12.h"
#include "lib/tls/keys/transcript.h"

enum { SHARES_MAX = 4, GREASE_COUNT = 5, SIZE_LIMIT_MIN = 64 /* RFC 8449 4 */ };

struct tls {
    struct buf self; /* the memory that this struct stands in */
    struct tls_config config;
    const struct state_table *states;
    enum hs_state state;
    enum tls_phase phase;
    struct tls_failure failure;
    struct buf failed_at; /* a copy of the bytes it concerns, where they would not last */
    struct tls_info info;

    /* inbound */
    struct buf in;        /* of a record that is not complete */
    struct buf plain;     /* of the record at hand: wiped after it */
    struct buf handshake; /* of a message that is not complete */
    struct protect read;
    enum epoch read_epoch;
    unsigned empty_records, warnings, key_updates, tickets; /* in a row */
    unsigned ccs_records;                                   /* that were dropped, at all */
    bool received_any;                                      /* a first record has come: it is TLS */
    bool size_limited; /* record_size_limit was negotiated: ours holds (RFC 8449 4) */
    bool ends_record;  /* the message at hand is the last in its record */
    bool close_received;
    bool skips_early;  /* a server's: early data that it does not take may come … */
    size_t early_room; /* … so much of it, or of what it does take */

    /* outbound */
    struct buf flight; /* messages that are not in records yet */
    struct buf out;
    size_t out_sent;
    struct protect write;
    enum epoch write_epoch;
    bool compat_ccs_due; /* one goes out before our next protected record (RFC 9846 E.4) */
    bool may_write;      /* application data may be sealed under the keys at hand */
    bool close_sent, key_update_due;
    bool key_update_asked;    /* the peer has not renewed its key since we asked for it */
    uint64_t renewals;        /* of our sending key */
    struct fault_state fault; /* where config.faults is */

    /* the handshake */
    struct transcript transcript;
    uint8_t client_random[RANDOM_SIZE], server_random[RANDOM_SIZE];
    uint8_t session_id[SESSION_ID_MAX]; /* that we sent */
    size_t session_id_n;
    struct buf hello;       /* the ClientHello as sent or taken, the message whole */
    struct span hello_exts; /* its extensions */
    uint16_t grease[GREASE_COUNT];
    uint8_t order[32]; /* in which extensions are written, the same in both hellos */
    bool offers_psk, offers_resumption12; /* the configured session is in it */
    struct buf cookie;                    /* of HelloRetryRequest */
    uint16_t retry_group;                 /* 0: it named none */
    struct kx shares[SHARES_MAX];
    uint16_t share_groups[SHARES_MAX];
    size_t num_shares;
    const struct suite *suite; /* of the answer; after a retry that of the HelloRetryRequest */

    /* 1.2 */
    struct prf12 prf;
    struct kx kx; /* for the ServerKeyExchange's parameters */
    struct buf ske_key, dh_p, dh_g;
    struct traffic_keys client_keys, server_keys;
    bool expects_status, expects_ticket, is_resumed;
    unsigned hello_requests;
    uint8_t server_session_id[SESSION_ID_MAX];
    size_t server_session_id_n;

    /* 1.3 */
    struct sched13 sched;
    struct buf request_context; /* of CertificateRequest */
    struct buf past_contexts;   /* of those before, each with its length in front */
    struct hasher main_hash;    /* of the handshake, for requests that come after it */
    unsigned requests;          /* how many came */
    bool is_late;               /* such a one is answered: what is sent is hashed */
    struct buf early;           /* data written as early data, until it is accepted */
    size_t early_left;          /* how much more of it the ticket allows */

    /* a server's choice */
    const struct tls_identity *identity; /* NULL: none fits, or none is needed */
    uint16_t scheme;                     /* it signs with */
    const struct group *group;           /* of the key exchange; NULL: none, or DHE of its own */
    uint16_t psk_index;                  /* TLS 1.3, resumed: which of those offered … */
    uint32_t time_left;                  /* … and for how many seconds more */

    /* both */
    struct span exts;             /* the list of extensions that is looked at */
    struct buf chain, ocsp, scts; /* what came in Certificate (and CertificateStatus) */
    struct buf request_schemes, request_authorities, request_types;
    struct buf alpn;
    struct pubkey *peer_key;
    struct keyinfo peer_keyinfo; /* points into chain */
    bool peer_may_sign, peer_may_encipher;
    bool client_certificate_asked;
    uint8_t verdict_alert;      /* not 0: goes out in place of the error's own */
    struct session session;     /* under construction, and as handed out */
    struct step_listener steps; /* passes steps on as events */
    struct buf scratch;         /* a message being written */
};

/* conn_new makes a connection, conn_free wipes and frees it; conn_wipe wipes what is secret. */
enum err conn_new(struct tls **out, const struct tls_config *config,
                  const struct state_table *states) MUST_CHECK;
void conn_free(struct tls *t);
void conn_wipe(struct tls *t);

/* How every handler fails: the error, with the bytes it concerns; the first one counts. */
enum err conn_fail(struct tls *t, enum err e, struct span at);
enum err conn_fail_with(struct tls *t, const struct fail *f);

/* conn_lists: is v in a list of the configuration? */
bool conn_lists(const struct numbers *list, uint16_t v);

/* conn_is_open: the state is a CONNECTED one. */
bool conn_is_open(const struct tls *t);

static inline bool conn_is_server(const struct tls *t)
{
    return t->config.server != NULL;
}

/* conn_is_null: no encryption, and what it proves is taken on trust: in fuzzers only. */
static inline bool conn_is_null(const struct tls *t)
{
#ifdef FUZZING
    return t->config.null_encryption;
#else
    (void)t;
    return false;
#endif
}

/* conn_state_name: "WAIT_SH", as in RFC 9846 A. */
const char *conn_state_name(enum hs_state s);

/* conn_state moves on and tells listeners. */
void conn_state(struct tls *t, enum hs_state s);
void conn_event(struct tls *t, const struct event *e);

#endif
