/* SPDX-License-Identifier: GPL-3.0-or-later */
/* host_work: what runs of a scan now, for the files of host_scan. */
#ifndef TB_APP_SCAN_HOST_WORK_H
#define TB_APP_SCAN_HOST_WORK_H

#include "app/scan/host_scan.h"
#include "app/scan/pace.h"
#include "lib/net/watch.h"

enum slot_state {
    SLOT_FREE,
    SLOT_RESTS, /* until rest_until_us; then it asks again */
    SLOT_WAITS, /* for its turn */
    SLOT_RUNS,
    SLOT_HELD, /* the server hung up: see host_outcome.c */
};

/* A place for one attempt at a time, with what is needed to ask the same again. */
struct host_slot {
    struct host_scan *host;
    struct question_run *run; /* NULL: the control, which asks the hello that was answered first */
    enum slot_state state;
    struct net_lookup *lookup; /* of the name, before the attempt; or NULL */
    struct attempt *attempt;
    struct attempt_ask ask;
    struct buf hello;
    struct pace_turn turn;
    unsigned failures, hang_ups; /* of the same hello, one after the other */
    bool is_refused;             /* an alert came, and is asked for again */
    uint64_t began_us, hung_up_us, rest_until_us;
    struct attempt_outcome *held; /* without text and flight; made for the first one */
};

enum run_state { RUN_IDLE, RUN_ASKS, RUN_OVER };

/* The last slot is the control's. */
struct host_work {
    struct net_alarm *alarm; /* of everything that waits for a time */
    uint64_t began_us, limit_at_us;
    uint64_t waits_from_us; /* since then all waits for turns, and no time counts; 0: not so */
    struct question_run *runs;
    uint8_t *states; /* of the runs: enum run_state */
    size_t num;
    struct host_slot *slots;
    unsigned num_slots, busy; /* without the control */
    unsigned started;         /* attempts */
    unsigned answers, alerts; /* outcomes */
    unsigned hellos;          /* outcomes with a hello of the server, whatever came then */
    unsigned good;            /* attempts that heard TLS */
    unsigned mute;            /* hellos without an answer, before the first one … */
    enum reason mute_reason;  /* … and how the last one ended */
    struct span mute_text;
    unsigned sure;           /* hang-ups that were its answer … */
    unsigned unsteady;       /* … and that were not */
    unsigned hasty;          /* hang-ups that were believed as if it were steady */
    unsigned flips;          /* hellos that were refused with an alert, and then accepted */
    uint64_t heard_at_us;    /* when the latest attempt began that heard TLS; 0: none */
    uint64_t answered_at_us; /* when the latest attempt began that had its whole answer */
    uint64_t alerted_at_us;  /* when the latest alert came */
    struct span known;       /* what the control asks; or empty */
    uint16_t first_alert;    /* the alert, + 1; 0: none */
    enum err begin_err;      /* an attempt could not begin */
    bool alerts_differ, is_pinned, is_over, is_stopping;
    bool is_known_answered; /* `known` had a whole answer */
    bool is_checked;        /* the control has asked again at the end */
    /* The addresses of a name, and which one is tried or was taken; num_addresses 0: the request
     * needed no lookup, or it has not ended. */
    char (*addresses)[NET_ADDRESS_TEXT];
    size_t num_addresses, address;
    bool is_partial;        /* one family had not answered … */
    bool is_patient;        /* … and none of the other was reached: now both are waited for */
    enum err unreached_err; /* the failure at one of them that explains most … */
    enum reason unreached_reason;
    struct span unreached_text;
};

#endif
