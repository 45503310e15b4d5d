/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * conn: the inside of a connection, a client's or a server's, for the rooms of lib/tls that make it
 * up, from the bottom to the top:
 *
 *   conn.c                        life cycle, states, errors
 *   inbound.c                     records to messages: reassembly, alerts, ChangeCipherSpec, floods
 *   outbound.c                    messages to records, alerts, ChangeCipherSpec, application data
 *   state_machine.c               the states, and the step through the table of lib/tls/states.c
 *   ext_rules.c                   which extensions may be in a message
 *   cert_compress.c               compressed certificates
 *   auth.c                        the peer's chain and signatures, our certificate and signature
 *   resume.c                      sessions: offered, resumed, and made
 *   client_hello.c                ClientHello: offers, binders, the second one after a retry
 *   client_shares.c               the groups that a client offers, and its key shares
 *   client_replay.c               ClientHello of a recorded connection
 *   server_hello.c                ServerHello: common to both versions, then divided by version
 *   client_exts.c                 the server's extensions that both versions have
 *   client12.c, client_kx12.c     a client's handlers of TLS 1.2
 *   client13.c                    a client's handlers of TLS 1.3
 *   server_accept.c               a server's handler of ClientHello, divided by version at its end
 *   server_exts.c                 the client's extensions, and those that answer them
 *   negotiate.c, server_cert.c    a server's choice of suite and group, of certificate and scheme
 *   server12.c, server_kx12.c     a server's handlers of TLS 1.2
 *   server13.c, server_psk.c      a server's handlers of TLS 1.3, its tickets and early data
 *   shared12.c, shared13.c        common to both ends: secrets, Finished
 *   post13.c                      both ends' handlers after the handshake of TLS 1.3
 *   states.c, tls.c               the table of states, and the API
 *
 * Rules that several files rely on:
 *   A handler adds its message to the transcript itself (transcript_add of m->bytes), since some
 *   need the hash before it.  outbound_message adds the messages that we send.  HelloRequest is
 *   never added.
 *   server_hello.c checks the version, the downgrade sentinels, suite and compression of a
 *   ServerHello, and that each extension was offered.  It sets info.version, suite and
 *   server_random, starts the transcript and adds the message.  Then it calls client12_begin or
 *   client13_begin for the rest (client12_begin and client13_extensions call client_exts_common).
 *   inbound.c rejects any other record while a handshake message is incomplete, and a
 *   ChangeCipherSpec that is not the single byte 01.  The handler of ChangeCipherSpec is called
 *   with an empty message.
 *   conn_state sets the phase PHASE_OPEN and may_write at CONNECTED12 and CONNECTED13.  False Start
 *   sets info.false_started and may_write, but not the phase.
 *   outbound_message only collects messages, so that a flight shares records.  outbound_flush,
 *   outbound_ccs, outbound_keys, outbound_alert and the end of each API call make records of them.
 *   A handler fails with conn_fail, or returns an error with TRY, which the API call records.  The
 *   alert is verdict_alert if it is set, else the error's own.
 *   A handler that has a chain judged ends with auth_judge or resume_rejudge.  What follows is in
 *   the handler of the WAIT_VERDICT state, so that the verdict may come later.
 *   A NewSessionTicket of TLS 1.2 is kept in session.ticket and session.lifetime until
 *   resume_keep12.
 */
#ifndef TB_LIB_TLS_CORE_CONN_H
#define TB_LIB_TLS_CORE_CONN_H

#include "lib/crypto/kx_kept.h"
#include "lib/tls/core/fault.h"
#include "lib/tls/core/state_machine.h"
#include "lib/tls/core/tls_config.h"
#include "lib/tls/keys/key_schedule12.h"
#include "lib/tls/keys/transcript.h"

enum { SHARES_MAX = 4, GREASE_COUNT = 5, SIZE_LIMIT_MIN = 64 /* RFC 8449 4 */ };

struct tls {
    struct tls_config config;
    const struct state_table *states;
    enum hs_state state;
    enum tls_phase phase;
    struct tls_failure failure;
    struct buf failed_at; /* a copy of the bytes of failure.at, if they would not last */
    struct tls_info info;

    /* inbound */
    struct buf in;        /* an incomplete record */
    struct buf plain;     /* of the current record; wiped after it */
    struct buf held;      /* received while a verdict is pending */
    struct buf handshake; /* an incomplete message */
    struct protect *read; /* NULL: no keys yet */
    enum epoch read_epoch;
    unsigned empty_records, warnings, key_updates, tickets; /* in a row */
    unsigned ccs_records;                                   /* dropped so far */
    bool received_any;                                      /* a record was received: it is TLS */
    bool size_limited; /* record_size_limit was negotiated, so our limit applies (RFC 8449 4) */
    struct {
        bool ends_record; /* it is the last in its record */
        bool comes_again; /* it is processed after the verdict */
    } message;            /* the current one */
    struct {
        bool received, sent; /* close_notify */
        bool at_eof;         /* the stream has ended, perhaps while a verdict was pending */
    } closed;
    bool skips_early;  /* a server skips early data that it does not accept, … */
    size_t early_room; /* … up to this many bytes; also the limit for early data it accepts */

    /* outbound */
    struct buf flight; /* messages that are not in records yet */
    struct buf out;
    size_t out_sent;
    struct protect *write; /* likewise */
    enum epoch write_epoch;
    bool compat_ccs_due; /* send one before our next protected record (RFC 9846 E.4) */
    bool may_write;      /* application data may be sent under the current keys */
    struct {
        bool due;          /* the peer has asked for our new key */
        bool asked;        /* the peer has not renewed its key since we asked for it */
        uint64_t renewals; /* of our sending key */
    } key_update;
    struct fault_state fault; /* used if config.faults is set */

    /* the handshake */
    struct transcript transcript;
    uint8_t client_random[RANDOM_SIZE], server_random[RANDOM_SIZE];
    uint8_t session_id[SESSION_ID_MAX]; /* of our hello */
    size_t session_id_n;
    struct buf hello;       /* the whole ClientHello, sent or received */
    struct span hello_exts; /* its extensions */
    uint16_t grease[GREASE_COUNT];
    uint8_t order[32]; /* the order of our extensions, the same in both hellos */
    struct {
        bool psk, session12; /* of the configured session */
    } offers;
    struct buf cookie;                  /* of HelloRetryRequest */
    uint16_t retry_group;               /* of HelloRetryRequest; 0: it named none */
    struct kx_kept *shares[SHARES_MAX]; /* of a client, until they are answered */
    uint16_t share_groups[SHARES_MAX];
    size_t num_shares;
    const struct suite *suite; /* of the ServerHello, or already of a HelloRetryRequest */

    /* 1.2 */
    struct prf12 prf;
    struct kx *kx; /* our key pair, for the parameters of ServerKeyExchange; NULL: none */
    struct buf ske_key, dh_p, dh_g;
    struct traffic_keys client_keys, server_keys;
    struct {
        bool status, ticket; /* CertificateStatus, NewSessionTicket */
    } expects;
    bool is_resumed;
    unsigned hello_requests;
    uint8_t server_session_id[SESSION_ID_MAX];
    size_t server_session_id_n;

    /* 1.3 */
    struct sched13 sched;
    struct buf request_context; /* of CertificateRequest */
    struct buf past_contexts;   /* of earlier requests, each preceded by its length */
    struct hasher main_hash;    /* of the handshake, for requests after it */
    unsigned requests;          /* after the handshake, so far */
    bool is_late;               /* we are answering one, so our messages are hashed */
    struct buf early;           /* data written as early data, until it is accepted */
    size_t early_left;          /* how much more early data the ticket allows */

    /* a server's choice */
    const struct tls_identity *identity; /* NULL: none fits, or none is needed */
    uint16_t scheme;                     /* of our signature */
    const struct group *group; /* of the key exchange; NULL: none, or own DHE parameters */
    uint16_t psk_index;        /* TLS 1.3, resumed: the index of the PSK offered, … */
    uint32_t time_left;        /* … and how many seconds it is still valid */

    /* both */
    struct span exts;             /* the list of extensions being processed */
    struct buf unpacked;          /* a Certificate that came compressed */
    struct buf chain, ocsp, scts; /* from the peer's Certificate (and CertificateStatus) */
    struct buf request_schemes, request_authorities, request_types;
    struct buf alpn;
    struct pubkey *peer_key;
    struct keyinfo peer_keyinfo; /* points into chain */
    struct {
        bool sign, encipher; /* with its key */
    } peer_may;
    bool client_certificate_asked;
    const struct cert_codec *codec; /* for our certificate (RFC 8879 3); NULL: not compressed */
    uint8_t verdict_alert;          /* not 0: sent in place of the error's own alert */
    struct session session;         /* being filled in, and then given to the hook */
    struct session earlier;         /* that a server resumes in TLS 1.2 */
    struct step_listener steps;     /* passes steps on as events */
    struct buf scratch;             /* a message being written */
};

/* conn_new makes a connection; conn_free wipes and frees it; conn_wipe only wipes its secrets. */
enum err conn_new(struct tls **out, const struct tls_config *config,
                  const struct state_table *states) MUST_CHECK;
void conn_free(struct tls *tls);
void conn_wipe(struct tls *tls);
/* conn_wipe_shares wipes the key pairs of our key_share.  conn_make_kx makes room for one of TLS
 * 1.2, and conn_wipe_kx wipes it. */
void conn_wipe_shares(struct tls *tls);
enum err conn_make_kx(struct tls *tls) MUST_CHECK;
void conn_wipe_kx(struct tls *tls);

/* Every handler fails through these: with the error and the bytes that caused it.  The first
 * failure counts. */
enum err conn_fail(struct tls *tls, enum err err, struct span at);
enum err conn_fail_with(struct tls *tls, const struct fail *fail);
/* conn_parsed passes on what a parser returned with *f: a failure becomes the connection's. */
enum err conn_parsed(struct tls *tls, enum err err, const struct fail *fail) MUST_CHECK;

/* conn_lists is true if v is in a list of the configuration. */
bool conn_lists(const struct numbers *list, uint16_t value);

/* conn_group finds a group of the registry, or one that the configuration brings. */
const struct group *conn_group(const struct tls *tls, uint16_t id);

/* conn_is_waiting is true in the WAIT_VERDICT states. */
bool conn_is_waiting(const struct tls *tls);

/* conn_is_open is true in the CONNECTED states. */
bool conn_is_open(const struct tls *tls);

static inline bool conn_is_server(const struct tls *tls)
{
    return tls->config.server != NULL;
}

/* conn_is_null: there is no encryption, and signatures and MACs are not checked.  Only in
 * fuzzers. */
static inline bool conn_is_null(const struct tls *tls)
{
#ifdef FUZZING
    return tls->config.null_encryption;
#else
    (void)tls;
    return false;
#endif
}

/* conn_state_name: "WAIT_SH", as in RFC 9846 A. */
const char *conn_state_name(enum hs_state state);

/* conn_state enters a state and reports it as an event. */
void conn_state(struct tls *tls, enum hs_state state);
void conn_event(struct tls *tls, const struct event *event);

#endif
