/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/scan/requirement.h"

#include "lib/scan/requirement_inside.h"

const char *requirement_result_name(enum requirement_result result)
{
    static const char *const names[] = {
        [REQUIREMENT_MET] = "met",
        [REQUIREMENT_UNKNOWN] = "unknown",
        [REQUIREMENT_BROKEN] = "broken",
    };

    return names[result];
}

enum reason requirement_reason(enum requirement_result result)
{
    static const enum reason reasons[] = {
        [REQUIREMENT_MET] = REASON_OK,
        [REQUIREMENT_UNKNOWN] = REASON_REQUIREMENT_UNKNOWN,
        [REQUIREMENT_BROKEN] = REASON_BELOW_REQUIREMENT,
    };

    return reasons[result];
}

enum err requirement_check(struct requirement_check *out, const struct requirement *requirement,
                           const struct scan_facts *facts, struct arena *arena)
{
    struct requirement_work work = {
        .requirement = requirement, .facts = facts, .arena = arena, .out = out};

    *out = (struct requirement_check){0};
    if (facts->trouble == SCAN_UNREACHED || facts->trouble == SCAN_NOT_TLS) {
        out->result = REQUIREMENT_UNKNOWN;
        return ERR_OK;
    }
    requirement_check_lists(&work);
    requirement_check_certs(&work);
    requirement_check_features(&work);
    return arena->err;
}
