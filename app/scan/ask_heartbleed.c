/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Heartbleed (CVE-2014-0160): a server that copies as much into its HeartbeatResponse as the
 * request says it carries (RFC 6520 4).  The heartbeat extension is offered; to a server that takes
 * it one HeartbeatRequest is sent, of three bytes, that says that it carries 16 more.  A server
 * must discard it.  One with the fault sends those 16 bytes of its memory, and 16 of padding.  Only
 * what stands before them is read, however it is cut; they are overwritten at once, and neither
 * shown nor kept.
 */
#include "config.h"

#include "app/scan/fact_note.h"
#include "app/scan/probe_hello.h"
#include "lib/base/wipe.h"

/* HEAD_N bytes are the header of the record, the type of the message and the length of the payload
 * (RFC 6520 4). */
enum { QUIET_US = 2000000, PAYLOAD_N = 16, REQUEST_N = 3, HEAD_N = RECORD_HEADER + REQUEST_N };

struct heartbleed {
    bool is_sent;
    uint8_t head[HEAD_N]; /* of the answer */
    size_t head_n;
};

static bool ready(const struct scan_facts *facts)
{
    return fact_is_known(facts, SCAN_1_2, SCAN_1_2) &&
           (fact_accepts(facts, SCAN_1_2) || fact_is_known(facts, SCAN_SSL_3, SCAN_1_1));
}

static bool takes_heartbeats(const struct server_flight *flight)
{
    struct span data;

    return !flight->is_ssl2 && flight->hello.has_exts &&
           ext_get(flight->hello.exts, TLSX_HEARTBEAT, &data);
}

/* The buffer is the network's, which reads into it again. */
static void forget(struct span bytes)
{
    wipe((uint8_t *)(uintptr_t)bytes.p, bytes.n);
}

/* A HeartbeatResponse whose payload is as long as the request said that its own was.  One with
 * nothing but padding has none of the server's memory. */
static bool is_more(const struct heartbleed *h)
{
    static const uint8_t response[] = {2, 0, PAYLOAD_N};
    struct span head = span_of(h->head, h->head_n);

    return h->head_n == HEAD_N && h->head[0] == CONTENT_HEARTBEAT && h->head[1] == 3 &&
           list16_at(span_tail(head, RECORD_HEADER - 2), 0) >= REQUEST_N + PAYLOAD_N &&
           span_starts(span_tail(head, RECORD_HEADER), span_of(response, sizeof response));
}

/* Keeps what stands before the payload; true: there is more of that to come. */
static bool hear(struct heartbleed *h, struct span bytes)
{
    struct span head = span_head(bytes, sizeof h->head - h->head_n);

    memcpy(h->head + h->head_n, head.p, head.n);
    h->head_n += head.n;
    forget(bytes);
    return h->head_n < sizeof h->head && h->head[0] == CONTENT_HEARTBEAT;
}

static bool after(void *ctx, struct attempt *attempt, struct span bytes)
{
    static const uint8_t body[REQUEST_N] = {1 /* heartbeat_request */, 0,
                                            PAYLOAD_N /* payload_length */};
    struct heartbleed *h = ((const struct question_run *)ctx)->state;

    if (h->is_sent)
        return hear(h, bytes);
    const struct server_flight *flight = attempt_flight(attempt);

    if (!takes_heartbeats(flight))
        return false;
    const uint8_t record[] = {CONTENT_HEARTBEAT,
                              (uint8_t)(flight->version >> 8),
                              (uint8_t)flight->version,
                              0,
                              sizeof body,
                              body[0],
                              body[1],
                              body[2]};

    h->is_sent = attempt_say(attempt, span_of(record, sizeof record)) == ERR_OK;
    return h->is_sent;
}

static bool ask(struct question_run *run, struct attempt_ask *out, struct buf *hello)
{
    struct scan_facts *facts = &run->host->facts;
    uint16_t version = fact_newest_old(facts);

    /* SSL 3.0 has no extensions here, and no version after 1.2 had the fault. */
    if (version == 0 || version == TLS_SSL_3) {
        fact_note(facts, FEATURE_HEARTBLEED, SCAN_NO,
                  N_("it accepts none of TLS 1.0, 1.1 and 1.2"));
        return false;
    }
    run->state = ARENA_NEW(&run->host->arena, struct heartbleed);
    if (run->state == NULL)
        return false;
    probe_hello_put(hello, run->host,
                    &(struct probe_hello){
                        .version = version, .suite = probe_hello_any, .with = OFFER_HEARTBEAT});
    out->depth = ATTEMPT_FLIGHT;
    out->asks_twice = true;
    out->after = after;
    out->quiet_us = QUIET_US;
    return true;
}

static void learn(struct question_run *run, const struct attempt_outcome *outcome)
{
    const struct heartbleed *h = run->state;
    struct scan_facts *facts = &run->host->facts;

    if (is_more(h))
        fact_note(facts, FEATURE_HEARTBLEED, SCAN_YES,
                  N_("it answered with more bytes than were sent"));
    else if (h->head_n > 0 && h->head_n < sizeof h->head && h->head[0] == CONTENT_HEARTBEAT)
        fact_note(facts, FEATURE_HEARTBLEED, SCAN_UNKNOWN, N_("its answer did not come whole"));
    else if (!outcome->is_complete)
        fact_note(facts, FEATURE_HEARTBLEED, SCAN_UNKNOWN, N_("it did not answer the hello"));
    else
        fact_note(facts, FEATURE_HEARTBLEED, SCAN_NO,
                  h->is_sent ? N_("it did not answer with more bytes than were sent")
                             : N_("it has no heartbeats"));
}

const struct scan_question question_heartbleed = {
    .name = "Heartbleed",
    .most = 1,
    .ready = ready,
    .ask = ask,
    .learn = learn,
};
