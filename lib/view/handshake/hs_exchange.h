/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * hs_exchange: what there is to say about a key exchange beside its name: that its version is one
 * of the past, that it is not post-quantum, and that it took a HelloRetryRequest.  These are
 * findings of severity "info": they change no verdict and no exit code.
 */
#ifndef TB_LIB_VIEW_HANDSHAKE_HS_EXCHANGE_H
#define TB_LIB_VIEW_HANDSHAKE_HS_EXCHANGE_H

#include "lib/view/handshake/hs.h"
#include "lib/view/text/lang.h"

/* Which post-quantum groups a ClientHello offers with TLS 1.3, at best: some that we do not have,
 * some that we have, or the one that most servers with one have. */
enum post_quantum_offer { OFFERS_NONE, OFFERS_OTHERS, OFFERS_OURS, OFFERS_X25519MLKEM768 };

struct hs_exchange {
    enum event_log_side side; /* whose options can change something: the client's, the server's,
                                 nobody's */
    uint16_t version, group;  /* negotiated; 0: not known, or no key exchange with a named group */
    bool resumed;
    bool has_failed;           /* nothing was protected with it */
    bool is_offer;             /* only a ClientHello is at issue */
    bool has_hello, offers_13; /* the ClientHello was seen, and what it offers */
    enum post_quantum_offer offers_pq;
    struct span shares; /* the entries of key_share in the first ClientHello */
    uint16_t best; /* the version that a hello alone offers at most or has chosen; 0: not asked */
    bool is_ssl2;  /* and that hello has the form of SSL 2.0 */
    bool is_retried;
    uint16_t wanted; /* the group of the HelloRetryRequest; 0: it names none */
};

/* hs_exchange_read takes the facts from the hellos of the log and the info of the view. */
void hs_exchange_read(struct hs_exchange *out, const struct hs_view *view);

/* hs_exchange_message takes them from one ClientHello, ServerHello or HelloRetryRequest, header
 * included; other messages are ignored. */
void hs_exchange_message(struct hs_exchange *exchange, struct span message);

/* hs_exchange_groups appends the groups of the key shares in a hello, or the one that a
 * HelloRetryRequest asks for; nothing for other messages. */
void hs_exchange_groups(struct buf *out, struct span message, enum lang lang);

/* Is the key exchange post-quantum?  If only a ClientHello is at issue: does it offer that?
 * UNKNOWN if none took place, or what it was is not known. */
enum post_quantum { POST_QUANTUM_UNKNOWN, POST_QUANTUM_NO, POST_QUANTUM_YES };
enum post_quantum hs_exchange_post_quantum(const struct hs_exchange *exchange);

enum { EXCHANGE_NOTES = 3 };
struct hs_note {
    enum reason code;
    const char *ref;
    struct buf message, hint; /* hint may be empty */
};

/* hs_exchange_notes fills out and returns the number of notes, which the caller frees with
 * hs_exchange_free. */
size_t hs_exchange_notes(struct hs_note out[EXCHANGE_NOTES], const struct hs_exchange *exchange,
                         enum lang lang);
void hs_exchange_free(struct hs_note *notes, size_t num);

/* hs_exchange_put draws the notes, after an empty line; nothing if there are none. */
void hs_exchange_put(struct buf *out, const struct hs_exchange *exchange,
                     const struct style *style);

/* As JSON: the key post_quantum, and an element of findings for each note. */
void hs_exchange_json(struct json_writer *json, const struct hs_exchange *exchange);
void hs_exchange_findings(struct json_writer *json, const struct hs_exchange *exchange);

/* For a log of one line: what the client offered, if the exchange is not post-quantum; or NULL. */
const char *hs_exchange_short(const struct hs_exchange *exchange);

#endif
