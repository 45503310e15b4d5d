/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdio.h>

#include "tests/bogo/shim.h"

#define ANY NULL

static const struct {
    enum err err;
    const char *state; /* NULL: any */
    const char *name;
} names[] = {
#define NAME(err, state, name) {ERR_##err, state, name},
#define ALERT_NAME(alert, name)
#include "tests/bogo/errors.def"
#undef NAME
#undef ALERT_NAME
};

static const struct {
    enum alert alert;
    const char *name;
} alerts[] = {
#define NAME(err, state, name)
#define ALERT_NAME(alert, name) {ALERT_##alert, name},
#include "tests/bogo/errors.def"
#undef NAME
#undef ALERT_NAME
};

static const char *name_of(const struct tls_failure *f)
{
    for (size_t i = 0; f->err == ERR_TLS_ALERT_RECEIVED && i < sizeof alerts / sizeof alerts[0];
         i++) {
        if (alerts[i].alert == (enum alert)f->alert)
            return alerts[i].name;
    }
    bool is_form =
        f->err == ERR_TLS_TRUNCATED || f->err == ERR_TLS_TRAILING || f->err == ERR_TLS_VECTOR;
    if (is_form && f->has_extension)
        return "ERROR_PARSING_EXTENSION";
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        bool fits = names[i].state == NULL || strcmp(names[i].state, f->state) == 0;
        if (names[i].err == f->err && fits)
            return names[i].name;
    }
    return err_id(f->err);
}

void errors_print(const struct link *l)
{
    const struct tls_failure *f = tls_failure(l->tls);

    fprintf(stderr, ":%s: %s (%s, alert %u, state %s)\n", name_of(f), err_text(f->err),
            err_id(f->err), f->alert, f->state == NULL ? "?" : f->state);
}
