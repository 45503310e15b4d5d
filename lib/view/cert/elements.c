/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/view/cert/elements.h"

struct elements elements_of(struct span content, struct fail *fail)
{
    return (struct elements){.rest = content, .fail = fail};
}

struct elements elements_open(struct span val, struct fail *fail)
{
    struct der all = der_open(val, fail);
    struct span content = der_get(&all, DER_SEQUENCE);

    if (fail->err != ERR_OK)
        return (struct elements){.lost = val, .fail = fail};
    return (struct elements){.rest = content, .lost = all.rest, .fail = fail};
}

bool elements_next(struct elements *elements, struct der *one)
{
    struct span at = elements->rest, lost = elements->lost;

    if (!elements_ok(elements))
        fail_set(elements->fail, elements->own.err, elements->own.at);
    elements->own = (struct fail){0};
    *one = der_open(at, &elements->own);
    if (at.n == 0) {
        elements->lost = (struct span){0};
        if (lost.n > 0)
            fail_set(&elements->own, ERR_DER_TRAILING, lost);
        return lost.n > 0;
    }
    struct tlv t = der_any(one);
    elements->rest = elements_ok(elements) ? one->rest : (struct span){0};
    *one = der_open(t.raw, &elements->own);
    return true;
}
