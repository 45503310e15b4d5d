/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ct_policy: what browsers require of the timestamps of a certificate, as data (ct_policy.def).
 *
 * The answer is what the client would say with this log list; it is no policy of ours.
 */
#ifndef TB_LIB_CT_CT_POLICY_H
#define TB_LIB_CT_CT_POLICY_H

#include "lib/ct/log_list.h"

enum ct_client {
    CT_CLIENT_NONE,
#define CT_POLICY(id, ...) CT_CLIENT_##id,
#include "lib/ct/ct_policy.def"
#undef CT_POLICY
    CT_CLIENT_COUNT
};

/* The names as in --ct-policy, in the order of the enum; NULL is the last one. */
extern const char *const ct_policy_names[CT_CLIENT_COUNT + 1];

const char *ct_client_name(enum ct_client client); /* "Chrome" */

/* ct_client_lapses: the client requires nothing with a list that is stale (LOG_LIST_DAYS). */
bool ct_client_lapses(enum ct_client client);

/* How a timestamp came to the client (RFC 6962 3.3). */
enum ct_way { CT_EMBEDDED, CT_HANDSHAKE, CT_STAPLED };

/* A timestamp whose signature is by the log over the certificate. */
struct ct_proof {
    const struct ct_log *log;
    int64_t ms;
    enum ct_way way;
};

/* What is missing, in the order in which it is looked for. */
enum ct_lack {
    CT_LACKS_NOTHING,
    CT_LACKS_LOGS,      /* fewer logs than the client requires */
    CT_LACKS_CURRENT,   /* none of a log that is neither retired nor pending today */
    CT_LACKS_OPERATORS, /* fewer operators than it requires */
    CT_LACKS_RFC6962,   /* none of a log of RFC 6962 */
};

struct ct_shortage {
    enum ct_lack lack;
    unsigned have, need; /* LOGS and OPERATORS: how many */
};

/* ct_policy_judge: what the client misses in these timestamps of a certificate that is valid from
 * not_before to not_after.  The list of proofs is short: at most 3 times SCT_MAX. */
struct ct_shortage ct_policy_judge(enum ct_client client, const struct ct_proof *proofs, size_t num,
                                   int64_t not_before, int64_t not_after);

/* ct_log_is_current: the log is qualified, usable or read-only. */
bool ct_log_is_current(const struct ct_log *log);

#endif
