/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * host_outcome: what an outcome says about the server, and what is done about it.
 *
 * A hang-up (a close, a reset, silence) may be the answer to what a hello offers, or the mood of
 * the server, or the end of its patience with us.  So nothing is concluded from one alone: the
 * same hello is asked again, and then an attempt that began after the hang-up must hear TLS.  If no
 * other does, the control asks what was answered before.
 *
 * An alert is the answer to what a hello offers, if the server is steady.  So one that comes to
 * what the server has accepted before is asked for again, and one that ends a list of suites.
 */
#ifndef TB_APP_SCAN_HOST_OUTCOME_H
#define TB_APP_SCAN_HOST_OUTCOME_H

#include "app/scan/host_work.h"

/* What to do with a slot. */
enum host_act {
    ACT_LEARN, /* the question learns it; for the control: nothing */
    ACT_AGAIN, /* asks the same again, at rest_until_us */
    ACT_HOLD,
    ACT_END, /* the scan ends */
};

/* Why a scan ends; the text is valid as long as the outcome's. */
struct host_ending {
    enum scan_trouble trouble;
    enum reason reason;
    struct span text;
};

/* host_outcome_note counts an outcome; host_outcome_act decides, and fills in *end for ACT_END. */
void host_outcome_note(struct host_slot *slot, const struct attempt_outcome *outcome);
enum host_act host_outcome_act(struct host_slot *slot, const struct attempt_outcome *outcome,
                               struct host_ending *end);

/* host_outcome_held decides about a slot that is held: ACT_HOLD as long as nothing is certain. */
enum host_act host_outcome_held(struct host_slot *slot);

/* host_outcome_doubt: the server has answered nothing since its latest alert.  By now it may refuse
 * everything. */
bool host_outcome_doubt(const struct host_work *work);

/* host_outcome_most is the number of attempts at a time: one, if the server is unsteady, and not
 * more than the plan allows now. */
unsigned host_outcome_most(const struct host_scan *host);
unsigned host_outcome_allowed(const struct scan_plan *plan);

/* host_outcome_wakes: this slot rests, and may ask again when its rest is over.  Those of an
 * unsteady server take turns, and each keeps its turn until its answer is certain: if two
 * alternated, one of them could always meet the same one of two servers behind the address. */
bool host_outcome_wakes(const struct host_slot *slot);

#endif
