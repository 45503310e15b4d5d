/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The states of both ends in one table.  A row is a message that is allowed in a state, its
 * handler, the states that the handler may enter, whether the message must end its record, and the
 * section that says so.  A message without a row is an error, so no handler has to check the
 * order.
 */
#include "config.h"

#include "lib/tls/states.h"

#include "lib/tls/client/client12.h"
#include "lib/tls/client/client13.h"
#include "lib/tls/client/server_hello.h"
#include "lib/tls/core/conn.h"
#include "lib/tls/post13.h"
#include "lib/tls/server/server12.h"
#include "lib/tls/server/server13.h"
#include "lib/tls/server/server_accept.h"

#define TO(STATE) (UINT64_C(1) << HS_STATE_##STATE)
#define ROW(FROM, MESSAGE, handler, to, ends, ref)            \
    {                                                         \
        HS_STATE_##FROM, HS_##MESSAGE, handler, to, ends, ref \
    }
#define CCS(FROM, handler, to, ref)                              \
    {                                                            \
        HS_STATE_##FROM, TRANSITION_CCS, handler, to, false, ref \
    }

#define VERDICT(FROM, handler, to)                                  \
    {                                                               \
        HS_STATE_##FROM, TRANSITION_VERDICT, handler, to, false, "" \
    }

/* doc/states.md draws this table. */
static const struct transition transitions[] = {
    ROW(WAIT_SH, SERVER_HELLO, server_hello_receive,
        TO(WAIT_SH) | TO(WAIT_EE) | TO(WAIT_CERT12) | TO(WAIT_TICKET_RESUMED12) |
            TO(WAIT_CCS_RESUMED12) | TO(WAIT_VERDICT12),
        false, "RFC 9846 4.2.3"),

    /* TLS 1.3 (RFC 9846 A.1) */
    ROW(WAIT_EE, ENCRYPTED_EXTENSIONS, client13_extensions,
        TO(WAIT_CERT_CR) | TO(WAIT_FINISHED) | TO(WAIT_VERDICT), false, "RFC 9846 4.4.1"),
    ROW(WAIT_CERT_CR, CERTIFICATE_REQUEST, client13_request, TO(WAIT_CERT), false,
        "RFC 9846 4.4.2"),
    ROW(WAIT_CERT_CR, CERTIFICATE, client13_certificate, TO(WAIT_CV) | TO(WAIT_VERDICT), false,
        "RFC 9846 4.5.1"),
    ROW(WAIT_CERT_CR, COMPRESSED_CERTIFICATE, client13_compressed, TO(WAIT_CV) | TO(WAIT_VERDICT),
        false, "RFC 8879 4"),
    ROW(WAIT_CERT, CERTIFICATE, client13_certificate, TO(WAIT_CV) | TO(WAIT_VERDICT), false,
        "RFC 9846 4.5.1"),
    ROW(WAIT_CERT, COMPRESSED_CERTIFICATE, client13_compressed, TO(WAIT_CV) | TO(WAIT_VERDICT),
        false, "RFC 8879 4"),
    VERDICT(WAIT_VERDICT, client13_judged, TO(WAIT_CV) | TO(WAIT_FINISHED)),
    ROW(WAIT_CV, CERTIFICATE_VERIFY, client13_verify, TO(WAIT_FINISHED), false, "RFC 9846 4.5.2"),
    ROW(WAIT_FINISHED, FINISHED, client13_finished, TO(CONNECTED13), true, "RFC 9846 4.5.3"),
    ROW(CONNECTED13, NEW_SESSION_TICKET, post13_ticket, TO(CONNECTED13), false, "RFC 9846 4.7.1"),
    ROW(CONNECTED13, CERTIFICATE_REQUEST, post13_request, TO(CONNECTED13), false, "RFC 9846 4.7.2"),
    ROW(CONNECTED13, KEY_UPDATE, post13_key_update, TO(CONNECTED13), true, "RFC 9846 4.7.3"),

    /* TLS 1.2 (RFC 5246 7.3) */
    ROW(WAIT_CERT12, CERTIFICATE, client12_certificate,
        TO(WAIT_STATUS12) | TO(WAIT_STATUS_RSA12) | TO(WAIT_SKE12) | TO(WAIT_CR12) |
            TO(WAIT_VERDICT12),
        false, "RFC 5246 7.4.2"),
    ROW(WAIT_STATUS12, CERTIFICATE_STATUS, client12_status, TO(WAIT_SKE12) | TO(WAIT_VERDICT12),
        false, "RFC 6066 8"),
    ROW(WAIT_STATUS12, SERVER_KEY_EXCHANGE, client12_key_exchange,
        TO(WAIT_CR12) | TO(WAIT_VERDICT12), false, "RFC 6066 8"),
    ROW(WAIT_STATUS_RSA12, CERTIFICATE_STATUS, client12_status, TO(WAIT_CR12) | TO(WAIT_VERDICT12),
        false, "RFC 6066 8"),
    ROW(WAIT_STATUS_RSA12, CERTIFICATE_REQUEST, client12_request,
        TO(WAIT_DONE12) | TO(WAIT_VERDICT12), false, "RFC 6066 8"),
    ROW(WAIT_STATUS_RSA12, SERVER_HELLO_DONE, client12_hello_done,
        TO(WAIT_TICKET12) | TO(WAIT_CCS12) | TO(WAIT_VERDICT12), true, "RFC 6066 8"),
    VERDICT(WAIT_VERDICT12, client12_judged,
            TO(WAIT_SKE12) | TO(WAIT_CR12) | TO(WAIT_TICKET_RESUMED12) | TO(WAIT_CCS_RESUMED12)),
    ROW(WAIT_SKE12, SERVER_KEY_EXCHANGE, client12_key_exchange, TO(WAIT_CR12), false,
        "RFC 5246 7.4.3"),
    ROW(WAIT_CR12, CERTIFICATE_REQUEST, client12_request, TO(WAIT_DONE12), false, "RFC 5246 7.4.4"),
    ROW(WAIT_CR12, SERVER_HELLO_DONE, client12_hello_done, TO(WAIT_TICKET12) | TO(WAIT_CCS12), true,
        "RFC 5246 7.4.5"),
    ROW(WAIT_DONE12, SERVER_HELLO_DONE, client12_hello_done, TO(WAIT_TICKET12) | TO(WAIT_CCS12),
        true, "RFC 5246 7.4.5"),
    ROW(WAIT_TICKET12, NEW_SESSION_TICKET, client12_ticket, TO(WAIT_CCS12), true, "RFC 5077 3.3"),
    CCS(WAIT_CCS12, client12_ccs, TO(WAIT_FINISHED12), "RFC 5246 7.1"),
    ROW(WAIT_FINISHED12, FINISHED, client12_finished, TO(CONNECTED12), true, "RFC 5246 7.4.9"),
    ROW(WAIT_TICKET_RESUMED12, NEW_SESSION_TICKET, client12_ticket, TO(WAIT_CCS_RESUMED12), true,
        "RFC 5077 3.4"),
    CCS(WAIT_CCS_RESUMED12, client12_ccs, TO(WAIT_FINISHED_RESUMED12), "RFC 5246 7.1"),
    ROW(WAIT_FINISHED_RESUMED12, FINISHED, client12_finished, TO(CONNECTED12), true,
        "RFC 5246 7.4.9"),
    ROW(CONNECTED12, HELLO_REQUEST, client12_hello_request, TO(CONNECTED12), false,
        "RFC 5246 7.4.1.1"),

    /* The server (RFC 9846 A.2) */
    ROW(S_START, CLIENT_HELLO, server_accept_hello,
        TO(S_START) | TO(S_WAIT_EOED) | TO(S_WAIT_CERT) | TO(S_WAIT_FINISHED) | TO(S_WAIT_CERT12) |
            TO(S_WAIT_CKE12) | TO(S_WAIT_CCS_RESUMED12) | TO(S_WAIT_VERDICT) | TO(S_WAIT_VERDICT12),
        true, "RFC 9846 4.2.2"),
    ROW(S_WAIT_EOED, END_OF_EARLY_DATA, server13_end_of_early, TO(S_WAIT_FINISHED), true,
        "RFC 9846 4.6"),
    ROW(S_WAIT_CERT, CERTIFICATE, server13_certificate,
        TO(S_WAIT_CV) | TO(S_WAIT_FINISHED) | TO(S_WAIT_VERDICT), false, "RFC 9846 4.5.1"),
    ROW(S_WAIT_CERT, COMPRESSED_CERTIFICATE, server13_compressed,
        TO(S_WAIT_CV) | TO(S_WAIT_FINISHED) | TO(S_WAIT_VERDICT), false, "RFC 8879 4"),
    VERDICT(S_WAIT_VERDICT, server13_judged, TO(S_WAIT_EOED) | TO(S_WAIT_CV) | TO(S_WAIT_FINISHED)),
    ROW(S_WAIT_CV, CERTIFICATE_VERIFY, server13_verify, TO(S_WAIT_FINISHED), false,
        "RFC 9846 4.5.2"),
    ROW(S_WAIT_FINISHED, FINISHED, server13_finished, TO(S_CONNECTED13), true, "RFC 9846 4.5.3"),
    ROW(S_CONNECTED13, KEY_UPDATE, post13_key_update, TO(S_CONNECTED13), true, "RFC 9846 4.7.3"),

    ROW(S_WAIT_CERT12, CERTIFICATE, server12_certificate, TO(S_WAIT_CKE12) | TO(S_WAIT_VERDICT12),
        false, "RFC 5246 7.4.6"),
    VERDICT(S_WAIT_VERDICT12, server12_judged, TO(S_WAIT_CKE12) | TO(S_WAIT_CCS_RESUMED12)),
    ROW(S_WAIT_CKE12, CLIENT_KEY_EXCHANGE, server12_key_exchange,
        TO(S_WAIT_CV12) | TO(S_WAIT_CCS12), false, "RFC 5246 7.4.7"),
    ROW(S_WAIT_CV12, CERTIFICATE_VERIFY, server12_verify, TO(S_WAIT_CCS12), true, "RFC 5246 7.4.8"),
    CCS(S_WAIT_CCS12, server12_ccs, TO(S_WAIT_FINISHED12), "RFC 5246 7.1"),
    ROW(S_WAIT_FINISHED12, FINISHED, server12_finished, TO(S_CONNECTED12), true, "RFC 5246 7.4.9"),
    CCS(S_WAIT_CCS_RESUMED12, server12_ccs, TO(S_WAIT_FINISHED_RESUMED12), "RFC 5246 7.1"),
    ROW(S_WAIT_FINISHED_RESUMED12, FINISHED, server12_finished, TO(S_CONNECTED12), true,
        "RFC 5246 7.4.9"),
    ROW(S_CONNECTED12, CLIENT_HELLO, server12_hello_again, TO(S_CONNECTED12), false,
        "RFC 5246 7.2.2"),
};

const struct state_table states_table = {
    .rows = transitions,
    .num = sizeof transitions / sizeof transitions[0],
    .stray_request = client12_hello_request,
};
