/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdio.h>

#include "tests/bogo/shim.h"

enum { ANY = 256 };

static const struct {
    enum err err;
    int message;
    const char *name;
} names[] = {
#define NAME(err, message, name) {ERR_##err, message, name},
#define ALERT_NAME(alert, name)
#include "tests/bogo/errors.def"
#undef NAME
#undef ALERT_NAME
};

static const struct {
    enum alert alert;
    const char *name;
} alerts[] = {
#define NAME(err, message, name)
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
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        bool fits = names[i].message == ANY || (f->has_message && names[i].message == f->message);
        if (names[i].err == f->err && fits)
            return names[i].name;
    }
    return err_id(f->err);
}

void errors_print(const struct tls_failure *f)
{
    fprintf(stderr, ":%s: %s (%s, alert %u, state %s)\n", name_of(f), err_text(f->err),
            err_id(f->err), f->alert, f->state == NULL ? "?" : f->state);
}
