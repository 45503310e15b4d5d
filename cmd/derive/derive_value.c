/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One value: its option, and its bytes. */
#include "config.h"

#include "cmd/derive/derive.h"

#include "lib/base/hex.h"

static const char *const options[DERIVE_COUNT] = {
#define VALUE(ID, option, length, help) option,
#define VALUE12                         VALUE
#define VALUE13                         VALUE
#define VALUE13_TWICE                   VALUE
#include "cmd/derive/derive.def"
#undef VALUE
#undef VALUE12
#undef VALUE13
#undef VALUE13_TWICE
};

const char *derive_option(enum derive_id id)
{
    return options[id];
}

void derive_set(struct derive *derive, enum derive_id id, struct span value)
{
    derive->v[id].n = value.n < DERIVE_VALUE_MAX ? value.n : DERIVE_VALUE_MAX;
    if (value.n > 0)
        memcpy(derive->v[id].v, value.p, derive->v[id].n);
}

bool derive_is_given(const struct derive_opts *opts, enum derive_id id)
{
    return opts->text[id] != NULL || (id == DERIVE_SHARED && opts->shared.num > 0);
}

int derive_decode(const struct derive *derive, enum derive_id id, const char *text, struct buf *out)
{
    struct fail fail = {0};
    size_t before = out->n;
    enum err e = hex_decode(out, span_str(text), &fail);

    if (e == ERR_LIMIT)
        return cmd_wrong(derive->run, "--%s: longer than %d bytes", options[id], DERIVE_VALUE_MAX);
    if (e != ERR_OK)
        return cmd_wrong(derive->run, "--%s: %s", options[id], err_text(e));
    if (out->n == before)
        return cmd_wrong(derive->run, "--%s: empty", options[id]);
    return EXIT_OK;
}
