/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/ct/ct_policy.h"

#include "lib/base/lookup.h"

/* The longest lifetime for which the smaller number is enough, in seconds. */
#define SHORT_LIFETIME (INT64_C(180) * 86400)

/* How many logs an answer in the handshake must be from: for all clients the same. */
enum { HANDSHAKE_LOGS = 2 };

static const struct policy_row {
    char client[10];
    unsigned char few, many, few_per_operator, many_per_operator, operators;
    bool rfc6962, inclusive, earliest, staples, mixes, lapses;
} rows[CT_CLIENT_COUNT] = {
#define CT_POLICY(id, name, client, ...) [CT_CLIENT_##id] = {ROW_TEXT(client), __VA_ARGS__},
#include "lib/ct/ct_policy.def"
#undef CT_POLICY
};

const char *const ct_policy_names[CT_CLIENT_COUNT + 1] = {"none",
#define CT_POLICY(id, name, ...) name,
#include "lib/ct/ct_policy.def"
#undef CT_POLICY
                                                          NULL};

const char *ct_client_name(enum ct_client client)
{
    return rows[client].client;
}

bool ct_client_lapses(enum ct_client client)
{
    return rows[client].lapses;
}

bool ct_log_is_current(const struct ct_log *log)
{
    return log->state == LOG_QUALIFIED || log->state == LOG_USABLE || log->state == LOG_READONLY;
}

/* Which timestamps are counted, and how many of one operator. */
struct ct_count {
    const struct policy_row *row;
    const struct ct_proof *proofs;
    size_t num;
    int64_t earliest_ms;
    bool embedded, handshake, only_current;
    unsigned per_operator; /* 0: any number */

    unsigned logs, operators, current, rfc6962; /* the result */
};

/* The log was approved when it signed: it is now, or it had not retired yet. */
static bool was_approved(const struct ct_count *count, const struct ct_proof *proof)
{
    int64_t ms = count->row->earliest ? count->earliest_ms : proof->ms;

    return ct_log_is_current(proof->log) ||
           (!count->only_current && proof->log->state == LOG_RETIRED && ms < proof->log->state_ms);
}

static bool is_wanted(const struct ct_count *count, const struct ct_proof *proof)
{
    bool has_way = proof->way == CT_EMBEDDED  ? count->embedded
                   : proof->way == CT_STAPLED ? count->handshake && count->row->staples
                                              : count->handshake;

    return has_way && was_approved(count, proof);
}

/* How many counted logs before number i have its operator; SIZE_MAX if one of them is its log. */
static size_t seen_before(const struct ct_count *count, size_t i)
{
    const struct ct_proof *p = &count->proofs[i];
    struct span own = log_operator_at(p->log, p->ms);
    size_t num = 0;

    for (size_t k = 0; k < i; k++) {
        const struct ct_proof *other = &count->proofs[k];
        if (!is_wanted(count, other))
            continue;
        if (other->log == p->log)
            return SIZE_MAX;
        num += span_eq(log_operator_at(other->log, other->ms), own);
    }
    return num;
}

/* A log counts once, however many timestamps it has signed. */
static void run(struct ct_count *count)
{
    for (size_t i = 0; i < count->num; i++) {
        const struct ct_log *log = count->proofs[i].log;
        size_t seen = 0;
        if (!is_wanted(count, &count->proofs[i]))
            continue;
        seen = seen_before(count, i);
        if (seen == SIZE_MAX)
            continue;
        count->current += ct_log_is_current(log);
        count->rfc6962 += !log->is_tiled;
        count->operators += seen == 0;
        count->logs += count->per_operator == 0 || seen < count->per_operator;
    }
}

static struct ct_shortage shortage_of(const struct ct_count *count, unsigned need)
{
    const struct policy_row *row = count->row;

    if (count->logs < need)
        return (struct ct_shortage){CT_LACKS_LOGS, count->logs, need};
    if (count->current == 0)
        return (struct ct_shortage){.lack = CT_LACKS_CURRENT};
    if (count->operators < row->operators)
        return (struct ct_shortage){CT_LACKS_OPERATORS, count->operators, row->operators};
    if (row->rfc6962 && count->rfc6962 == 0)
        return (struct ct_shortage){.lack = CT_LACKS_RFC6962};
    return (struct ct_shortage){.lack = CT_LACKS_NOTHING};
}

/* Timestamps in the certificate: their logs may have retired since. */
static struct ct_shortage judge_embedded(struct ct_count count, bool is_short)
{
    const struct policy_row *row = count.row;

    count.embedded = true;
    count.per_operator = is_short ? row->few_per_operator : row->many_per_operator;
    run(&count);
    return shortage_of(&count, is_short ? row->few : row->many);
}

/* Timestamps of the handshake, which the server can replace: only today's logs count.  With `mixes`
 * one of them is enough, beside those in the certificate. */
static struct ct_shortage judge_handshake(struct ct_count count, bool *any)
{
    struct ct_count alone = count;

    alone.handshake = alone.only_current = true;
    run(&alone);
    *any = alone.logs > 0;
    count.handshake = count.only_current = true;
    count.embedded = count.row->mixes;
    run(&count);
    return shortage_of(&count, HANDSHAKE_LOGS);
}

struct ct_shortage ct_policy_judge(enum ct_client client, const struct ct_proof *proofs, size_t num,
                                   int64_t not_before, int64_t not_after)
{
    struct ct_count count = {
        .row = &rows[client], .proofs = proofs, .num = num, .earliest_ms = INT64_MAX};
    bool is_short = not_after - not_before + rows[client].inclusive <= SHORT_LIFETIME;
    bool any = false;

    for (size_t i = 0; i < num; i++) {
        if (proofs[i].ms < count.earliest_ms)
            count.earliest_ms = proofs[i].ms;
    }
    struct ct_shortage embedded = judge_embedded(count, is_short);
    if (embedded.lack == CT_LACKS_NOTHING)
        return embedded;
    struct ct_shortage handshake = judge_handshake(count, &any);
    if (any && (handshake.lack == CT_LACKS_NOTHING ||
                (embedded.lack == CT_LACKS_LOGS && embedded.have == 0)))
        return handshake;
    return embedded;
}
