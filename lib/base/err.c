/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/base/err.h"

#include "lib/base/lookup.h"

static const struct {
    char code[28];
    int exit, rank;
    char meaning[80];
} reasons[REASON_COUNT] = {
#define REASON(id, code, exit, rank, meaning) \
    [REASON_##id] = {ROW_TEXT(code), exit, rank, ROW_TEXT(meaning)},
#include "lib/base/reason.def"
#undef REASON
};

static const struct {
    enum reason reason;
    char id[28], text[116], ref[28];
} errs[ERR_COUNT] = {
#define ERR(id, reason, text, ref) \
    [ERR_##id] = {REASON_##reason, ROW_TEXT(#id), ROW_TEXT(text), ROW_TEXT(ref)},
#define ERR_TLS(id, reason, alert, text, ref) ERR(id, reason, text, ref)
#include "lib/base/err.def"
#undef ERR_TLS
#undef ERR
};

const char *reason_code(enum reason reason)
{
    return reasons[reason].code;
}

int reason_exit(enum reason reason)
{
    return reasons[reason].exit;
}

int reason_rank(enum reason reason)
{
    return reasons[reason].rank;
}

const char *reason_meaning(enum reason reason)
{
    return reasons[reason].meaning;
}

bool reason_find(enum reason *out, struct span code)
{
    for (enum reason r = 0; r < REASON_COUNT; r++) {
        if (span_eq(span_str(reasons[r].code), code)) {
            *out = r;
            return true;
        }
    }
    return false;
}

int exit_rank(int exit_code)
{
    /* From the best outcome to the worst; an unknown code is worst of all. */
    static const int order[] = {0, 1, 6, 3, 4, 5, 2, 70};
    int count = (int)(sizeof order / sizeof order[0]);

    for (int i = 0; i < count; i++) {
        if (order[i] == exit_code)
            return i;
    }
    return count;
}

enum reason err_reason(enum err err)
{
    return errs[err].reason;
}

const char *err_id(enum err err)
{
    return errs[err].id;
}

const char *err_text(enum err err)
{
    return errs[err].text;
}

const char *err_ref(enum err err)
{
    return errs[err].ref;
}
