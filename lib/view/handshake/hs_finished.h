/* SPDX-License-Identifier: GPL-3.0-or-later */
/* hs_finished: the Finished values of a handshake, recomputed from its messages and secrets. */
#ifndef TB_LIB_VIEW_HANDSHAKE_HS_FINISHED_H
#define TB_LIB_VIEW_HANDSHAKE_HS_FINISHED_H

#include "lib/crypto/digest.h"
#include "lib/tls/event/event_log.h"
#include "lib/view/text/json_writer.h"
#include "lib/view/view.h"

/* One Finished message: the value in it, and the right one. */
struct finished_check {
    bool sent;
    struct span found;             /* the message's body */
    uint8_t hash[DIGEST_MAX_SIZE]; /* of all messages before it */
    uint8_t wanted[DIGEST_MAX_SIZE];
    size_t hash_n, wanted_n, num_messages;
    bool fits;
};

/* finished_next finds the next Finished at or after entry *i for which the log has the secret, and
 * moves *i past it; false if there is none. */
bool finished_next(const struct event_log *log, size_t *i, struct finished_check *out);

void hs_finished(struct buf *out, const struct event_log *log, const struct style *style);
void hs_finished_json(struct json_writer *json, const char *key, const struct event_log *log);

#endif
