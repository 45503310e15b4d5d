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
#include "lib/tls/keys/key_schedule12.h"
#include "lib/tls/keys/transcript.h"
#include "lib/tls/server/server.h"

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

/* How every handler fails: the error, with the bytes it concerns; the first one counts. */
enum err conn_fail(struct tls *t, enum err e, struct span at);
enum err conn_fail_with(struct tls *t, const struct fail *f);

/* conn_keep copies what came into a buffer of the connection, and gives the span over it. */
enum err conn_keep(struct buf *b, struct span *kept, struct span in) MUST_CHECK;

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

/* conn_state moves on and tells listeners. */
void conn_state(struct tls *t, enum hs_state s);
void conn_event(struct tls *t, const struct event *e);

/* outbound.c: a message, header included, goes into the transcript and out (coalesced into one
 * flight; split where it is longer than a record). */
enum err outbound_message(struct tls *t, struct span message) MUST_CHECK;
enum err outbound_ccs(struct tls *t) MUST_CHECK;
enum err outbound_alert(struct tls *t, uint8_t level, enum alert alert) MUST_CHECK;
enum err outbound_data(struct tls *t, struct span data) MUST_CHECK;
enum err outbound_flush(struct tls *t) MUST_CHECK;
/* Has the sending key hardly any records left beside those of n more bytes?  TLS 1.3 renews it. */
bool outbound_is_worn(const struct tls *t, size_t n);
/* A record of fault.h: of any length, whatever it holds. */
enum err outbound_own(struct tls *t, uint8_t type, struct span plain, bool in_clear) MUST_CHECK;
/* New keys of t->suite for what follows (after what was collected under the old ones); those before
 * are wiped.  NULL: none (after a HelloRetryRequest that follows early data). */
enum err outbound_keys(struct tls *t, enum epoch epoch, const struct traffic_keys *k) MUST_CHECK;
void inbound_keys(struct tls *t, enum epoch epoch, const struct traffic_keys *k);

/* inbound.c: all of it. */
enum err inbound_feed(struct tls *t, struct span in) MUST_CHECK;

/* client_hello.c: the ClientHello, first or second (after a retry: info.retried). */
enum err client_hello_send(struct tls *t) MUST_CHECK;
bool ext_rules_has(const struct tls *t, uint16_t ext_type); /* was this extension sent? */

/* server_hello.c: handler of ServerHello and HelloRetryRequest in WAIT_SH. */
enum err server_hello_receive(struct tls *t, const struct msg *m);
/* Every extension of a list may stand there, and was offered where it is an answer: IN_CR and
 * IN_NST are not (RFC 9846 4.3). */
enum err ext_rules_allow(struct tls *t, struct span exts, enum ext_place place) MUST_CHECK;
/* ALPN, record_size_limit and what else both versions answer. */
enum err client_exts_common(struct tls *t, struct span exts) MUST_CHECK;

/* auth.c: keeps a Certificate's entries, has them judged, and prepares the key. */
enum err auth_chain(struct tls *t, struct span list, bool is_13) MUST_CHECK;
/* The judge's turn (TLS 1.2: once CertificateStatus has come or cannot any more). */
enum err auth_judge(struct tls *t, bool is_13) MUST_CHECK;
/* A signature of the other end over `content`, under the scheme id: one that we offered and that
 * fits its key. */
enum err auth_verify(struct tls *t, uint16_t id, struct span content,
                     struct span signature) MUST_CHECK;
/* Appends our signature over the content: of CertificateVerify or ServerKeyExchange (message). */
enum err auth_sign(struct tls *t, const struct privkey *key, uint16_t scheme, uint8_t message,
                   struct span content, struct buf *out) MUST_CHECK;
/* What CertificateVerify of TLS 1.3 signs (RFC 9846 4.5.2): at most AUTH_CONTENT_MAX bytes. */
enum { AUTH_CONTENT_MAX = 64 + 34 + SECRET_MAX };
struct span auth_content13(const struct tls *t, bool of_server, uint8_t out[AUTH_CONTENT_MAX]);
/* Our Certificate, empty where nothing fits (*scheme 0 then), and CertificateVerify.  A server has
 * its identity and scheme from server_cert_choose: auth_choose is a client's. */
enum err auth_choose(struct tls *t, uint16_t *scheme) MUST_CHECK;
enum err auth_send_certificate(struct tls *t, bool is_13, uint16_t scheme) MUST_CHECK;
enum err auth_send_verify(struct tls *t, bool is_13, uint16_t scheme) MUST_CHECK;
/* May the identity's key make this, and does the other end take it (t->request_schemes)? */
bool auth_scheme_works(const struct tls *t, const struct tls_identity *id, const struct scheme *s);
/* Has a server something to staple that the client asked for: TLSX_STATUS_REQUEST or TLSX_SCT?
 * auth_put_scts writes the extension of the latter. */
bool auth_staples(const struct tls *t, uint16_t ext_type);
void auth_put_scts(const struct tls *t, struct buf *b);

/*
 * server_accept.c: handler of ClientHello in S_START.  It holds the message to what both versions
 * ask of it, keeps it in t->hello (t->hello_exts: its extensions, each in its form;
 * ext_rules_has works on them), asks the choose hook, sets info.version, client_random,
 * server_name, the session id that is to be echoed (t->session_id), server_random (with its
 * sentinel), ALPN (info.alpn) and info.peer_record_limit, and then calls server12_begin or
 * server13_begin with the message.  These add it to the transcript (transcript_add of t->hello;
 * transcript_start once the suite is known).
 */
enum err server_accept_hello(struct tls *t, const struct msg *m);
/* The numbers of a list of the ClientHello (supported_groups, signature_algorithms, …); empty where
 * it was not sent. */
struct span server_exts_list(const struct tls *t, uint16_t ext_type);
/* The form of each extension of t->hello_exts; of those that TLS 1.2 alone knows. */
enum err server_exts_check(struct tls *t) MUST_CHECK;
enum err server_exts_check12(struct tls *t) MUST_CHECK;
/* TLS_EXT_MISSING where it was not sent. */
enum err server_exts_need(struct tls *t, uint16_t ext_type) MUST_CHECK;
/* What EncryptedExtensions and a ServerHello of TLS 1.2 both hold: server_name, ALPN,
 * record_size_limit.  in_resumption: server_name stays away (RFC 6066 3). */
void server_exts_put(struct tls *t, struct buf *exts, bool in_resumption);

/* negotiate.c: the suite for info.version (t->suite, info.suite), and what hangs on it: t->group,
 * t->identity and t->scheme (TLS 1.2, RSA key exchange: scheme 0).  NO_COMMON_SUITE, _GROUP,
 * _SIGNATURE where nothing fits. */
enum err negotiate_suite(struct tls *t, const struct client_hello *m) MUST_CHECK;

/* server_cert.c: the first identity that can sign what the client takes, for a suite of TLS 1.2 or
 * any of TLS 1.3; false where none can.  It sets t->identity and t->scheme. */
bool server_cert_choose(struct tls *t, const struct suite *suite);

/* server12.c: what follows a ClientHello that ends in TLS 1.2: a session, or negotiate_suite and
 * the whole flight; and the handlers. */
enum err server12_begin(struct tls *t, const struct client_hello *m) MUST_CHECK;
enum err server12_certificate(struct tls *t, const struct msg *m);
enum err server12_key_exchange(struct tls *t, const struct msg *m);
enum err server12_verify(struct tls *t, const struct msg *m);
enum err server12_ccs(struct tls *t, const struct msg *m);
enum err server12_finished(struct tls *t, const struct msg *m);
enum err server12_hello_again(struct tls *t, const struct msg *m); /* in S_CONNECTED12 */
/* After a fatal alert, sent or received, the session is found no more (RFC 5246 7.2.2). */
void server12_forget(struct tls *t);

/* server_kx12.c: ServerKeyExchange, and what ClientKeyExchange brings: the master secret. */
enum err server_kx12_send(struct tls *t) MUST_CHECK;
enum err server_kx12_take(struct tls *t, const struct msg *m) MUST_CHECK;

/* shared12.c: what both ends of TLS 1.2 do.  The premaster is secret: wiped by its owner. */
struct premaster {
    uint8_t v[KX_SHARED_MAX];
    size_t n;
};
enum err shared12_agree(struct tls *t, struct premaster *out, struct span peer) MUST_CHECK;
void shared12_prf(struct tls *t); /* suite and randoms are known */
void shared12_master(struct tls *t, const struct premaster *pm);
enum err shared12_send_finished(struct tls *t) MUST_CHECK; /* ChangeCipherSpec before it */
void shared12_read_keys(struct tls *t);
enum err shared12_take_finished(struct tls *t, const struct msg *m) MUST_CHECK;

/* server13.c: what follows a ClientHello that ends in TLS 1.3, and the handlers. */
enum err server13_begin(struct tls *t, const struct client_hello *m) MUST_CHECK;
enum err server13_end_of_early(struct tls *t, const struct msg *m);
enum err server13_certificate(struct tls *t, const struct msg *m);
enum err server13_verify(struct tls *t, const struct msg *m);
enum err server13_finished(struct tls *t, const struct msg *m);

/* server_psk.c: early data that was offered is not taken, until it is; the pre-shared key that the
 * client proves to have (info.resumed, and the early secret in any case), and whether its early
 * data is taken; one more ticket. */
void server_psk_reject_early(struct tls *t);
enum err server_psk_take(struct tls *t) MUST_CHECK;
enum err server_psk_ticket(struct tls *t) MUST_CHECK;

/* client12.c: what follows a ServerHello that chose TLS 1.2, and the handlers of its states. */
enum err client12_begin(struct tls *t, const struct server_hello *m) MUST_CHECK;
enum err client12_certificate(struct tls *t, const struct msg *m);
enum err client12_status(struct tls *t, const struct msg *m);
enum err client12_key_exchange(struct tls *t, const struct msg *m);
enum err client12_request(struct tls *t, const struct msg *m);
enum err client12_hello_done(struct tls *t, const struct msg *m);
enum err client12_ticket(struct tls *t, const struct msg *m);
enum err client12_ccs(struct tls *t, const struct msg *m);
enum err client12_finished(struct tls *t, const struct msg *m);
enum err client12_hello_request(struct tls *t, const struct msg *m);

/* client_kx12.c: the parameters of ServerKeyExchange, and our ClientKeyExchange with its
 * premaster. */
enum err client_kx12_take(struct tls *t, struct span body) MUST_CHECK;
enum err client_kx12_send(struct tls *t) MUST_CHECK;

/* client13.c: what follows a ServerHello or HelloRetryRequest of TLS 1.3, and the handlers. */
enum err client13_retry(struct tls *t, const struct server_hello *m) MUST_CHECK;
enum err client13_begin(struct tls *t, const struct server_hello *m) MUST_CHECK;
enum err client13_extensions(struct tls *t, const struct msg *m);
enum err client13_request(struct tls *t, const struct msg *m);
/* What a CertificateRequest says is kept; our certificate and its signature, or an empty one. */
enum err client13_take_request(struct tls *t, const struct msg *m) MUST_CHECK;
enum err client13_send_certificate(struct tls *t) MUST_CHECK;
enum err client13_certificate(struct tls *t, const struct msg *m);
enum err client13_verify(struct tls *t, const struct msg *m);
enum err client13_finished(struct tls *t, const struct msg *m);

/* shared13.c: what both ends of TLS 1.3 do alike: keys from a traffic secret for what we send or
 * take from now on; the other end's Finished, and ours; the form of a Certificate (*list: its
 * entries); CertificateVerify; and wiping what nothing needs behind the handshake. */
enum err shared13_keys(struct tls *t, bool writes, enum epoch epoch, const struct secret *traffic,
                       enum step_id what) MUST_CHECK;
enum err shared13_check_finished(struct tls *t, struct span body) MUST_CHECK;
enum err shared13_send_finished(struct tls *t) MUST_CHECK;
enum err shared13_certificate(struct tls *t, const struct msg *m, struct span *list) MUST_CHECK;
enum err shared13_verify(struct tls *t, const struct msg *m) MUST_CHECK;
void shared13_forget(struct tls *t);
/* The keys after a KeyUpdate, of what we send or of what we take; our own KeyUpdate, and the keys
 * after it. */
enum err shared13_next_keys(struct tls *t, bool writes) MUST_CHECK;
enum err shared13_renew(struct tls *t, bool request) MUST_CHECK;

/* post13.c */
enum err post13_ticket(struct tls *t, const struct msg *m);
enum err post13_key_update(struct tls *t, const struct msg *m);
enum err post13_request(struct tls *t, const struct msg *m);

/* resume.c: may the configured session be offered? */
bool resume_fits13(const struct tls *t);
bool resume_fits12(const struct tls *t);
/* The session goes on, whichever end we are: its chain and staples are ours now.  TLS 1.2 too. */
enum err resume_accepted(struct tls *t, const struct session *s) MUST_CHECK;
/* The chain of the session, judged again where that is asked for. */
enum err resume_rejudge(struct tls *t) MUST_CHECK;
/* What a session holds of this connection, but ticket, id and secret: into t->session. */
enum err resume_fill(struct tls *t) MUST_CHECK;
/* The session made of this connection, handed to the hook. */
enum err resume_keep12(struct tls *t) MUST_CHECK;
enum err resume_keep13(struct tls *t, const struct new_session_ticket *m) MUST_CHECK;

#endif
