/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ct_kit: logs, and timestamps by them, for the rules about transparency. */
#ifndef TB_TESTS_NEG_CT_KIT_H
#define TB_TESTS_NEG_CT_KIT_H

#include "tests/factory/flog.h"
#include "tests/neg/rules.h"

enum { LOGS = 4 };

#define ISSUED (FC_NOW - 10 * FC_DAY)

static const enum fkey log_keys[LOGS] = {FKEY_P256_E, FKEY_P256_F, FKEY_P256_G, FKEY_RSA2048_B};

/* Logs E, F, G of three operators, and the last of the first operator. */
static inline struct log_list *give_logs(struct set *s, enum ct_client client)
{
    static const char *const operators[LOGS] = {"First", "Second", "Third", "First"};
    struct log_list *list = fd_alloc(s->a, sizeof *list);

    list->logs = fd_alloc(s->a, LOGS * sizeof *list->logs);
    for (int i = 0; i < LOGS; i++)
        list->logs[i] = flog_log(s->a, log_keys[i], operators[i]);
    list->num = LOGS;
    list->timestamp = FC_NOW - FC_DAY;
    s->t->in.ct_logs = list;
    s->t->in.ct_client = (int)client;
    return list;
}

/* Timestamps of these logs: digits of log_keys. */
static inline void embed(struct set *s, const char *logs)
{
    struct flog_spec specs[LOGS * 2] = {0};
    size_t num = strlen(logs);

    for (size_t i = 0; i < num; i++)
        specs[i] = (struct flog_spec){.log = log_keys[logs[i] - '0'], .ms = ISSUED * 1000};
    flog_embed(s->a, &s->leaf, specs, num);
}

#define CHANGE(name) static void name(struct set *s)

#define CT_ROW(rule, reason, levels, cert, text, bad, good)                \
    {                                                                      \
        text, RULE_##rule, REASON_##reason, levels, cert, bad, good, false \
    }
#define MISSES(rule, text, bad, good) CT_ROW(rule, CT_INSUFFICIENT, EVERY, 0, text, bad, good)
#define WARNS(rule, text, bad, good)  CT_ROW(rule, CT_INSUFFICIENT, "WWW", 0, text, bad, good)

#endif
