/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdio.h>

#include "tests/bogo/shim.h"

#define ANY NULL

static const struct {
    enum err err;
    const char *when; /* see is_when; NULL: any */
    const char *name;
} names[] = {
#define NAME(err, when, name) {ERR_##err, when, name},
#define EXT_NAME(extension, err, when, name)
#define ALERT_NAME(alert, when, name)
#include "tests/bogo/errors.def"
#undef NAME
#undef EXT_NAME
#undef ALERT_NAME
};

static const struct {
    uint16_t extension;
    enum err err;
    const char *when;
    const char *name;
} extensions[] = {
#define NAME(err, when, name)
#define EXT_NAME(extension, err, when, name) {TLSX_##extension, ERR_##err, when, name},
#define ALERT_NAME(alert, when, name)
#include "tests/bogo/errors.def"
#undef NAME
#undef EXT_NAME
#undef ALERT_NAME
};

static const struct {
    enum alert alert;
    const char *when;
    const char *name;
} alerts[] = {
#define NAME(err, when, name)
#define EXT_NAME(extension, err, when, name)
#define ALERT_NAME(alert, when, name) {ALERT_##alert, when, name},
#include "tests/bogo/errors.def"
#undef NAME
#undef EXT_NAME
#undef ALERT_NAME
};

/* Who speaks HTTP is told from who takes us for a proxy. */
static const char *name_of_foreign(const struct tls_failure *f)
{
    if (f->err != ERR_TLS_NOT_TLS || f->looks_like == NULL || strcmp(f->looks_like, "HTTP") != 0)
        return NULL;
    return span_starts(f->at, SPAN_LIT("CONNE")) ? "HTTPS_PROXY_REQUEST" : "HTTP_REQUEST";
}

static bool is_when(const struct link *l, const char *when)
{
    const struct tls_info *info = tls_info(l->tls);
    const char *state = tls_failure(l->tls)->state;

    if (when == NULL)
        return true;
    if (strcmp(when, "an RSASSA-PSS key") == 0)
        return l->leaf_kind == KEY_RSA_PSS;
    if (strcmp(when, "a key on another curve") == 0)
        return info->version != TLS_1_3 && l->lacks_curve;
    if (strcmp(when, "a key of another type") == 0)
        return info->unfit == UNFIT_TYPE;
    return (state != NULL && strcmp(when, state) == 0) ||
           (info->retried && strcmp(when, "retried") == 0) ||
           strcmp(when, info->version == TLS_1_3 ? "TLS 1.3" : "TLS 1.2") == 0;
}

static const char *name_of_extension(const struct link *l)
{
    const struct tls_failure *f = tls_failure(l->tls);
    bool is_form =
        f->err == ERR_TLS_TRUNCATED || f->err == ERR_TLS_TRAILING || f->err == ERR_TLS_VECTOR;

    for (size_t i = 0; f->has_extension && i < sizeof extensions / sizeof extensions[0]; i++) {
        if (extensions[i].extension == f->extension && extensions[i].err == f->err &&
            is_when(l, extensions[i].when))
            return extensions[i].name;
    }
    return is_form && f->has_extension ? "ERROR_PARSING_EXTENSION" : NULL;
}

static const char *name_of(const struct link *l)
{
    const struct tls_failure *f = tls_failure(l->tls);
    const char *name = l->refusal != NULL ? l->refusal : name_of_foreign(f);

    for (size_t i = 0; f->err == ERR_TLS_ALERT_RECEIVED && i < sizeof alerts / sizeof alerts[0];
         i++) {
        if (alerts[i].alert == (enum alert)f->alert && is_when(l, alerts[i].when))
            return alerts[i].name;
    }
    if (name == NULL)
        name = name_of_extension(l);
    for (size_t i = 0; name == NULL && i < sizeof names / sizeof names[0]; i++) {
        if (names[i].err == f->err && is_when(l, names[i].when))
            name = names[i].name;
    }
    return name == NULL ? err_id(f->err) : name;
}

void errors_print(const struct link *l)
{
    const struct tls_failure *f = tls_failure(l->tls);

    fprintf(stderr, ":%s: %s (%s, alert %u, state %s)\n", name_of(l), err_text(f->err),
            err_id(f->err), f->alert, f->state == NULL ? "?" : f->state);
}
