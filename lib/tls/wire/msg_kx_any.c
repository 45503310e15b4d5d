/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ServerKeyExchange of all suites, which only scans and views read. */
#include "config.h"

#include "lib/tls/wire/msg.h"

#include "lib/tls/wire/vec.h"

enum params { PARAMS_NONE, PARAMS_ECDH, PARAMS_DH, PARAMS_RSA };

/* What the message of a suite is made of, by the beginning of its name.  The first row that matches
 * counts. */
struct message_form {
    const char *begin;
    enum params params;
    bool has_hint; /* a hint for the key in front (RFC 4279 3, RFC 5489 2) */
    bool is_signed;
};

static const struct message_form *form_find(const struct suite *suite)
{
    static const struct message_form forms[] = {
        {"TLS_ECDHE_PSK_", PARAMS_ECDH, true, false}, {"TLS_ECDH_anon_", PARAMS_ECDH, false, false},
        {"TLS_ECDHE_", PARAMS_ECDH, false, true},     {"TLS_DHE_PSK_", PARAMS_DH, true, false},
        {"TLS_PSK_DHE_", PARAMS_DH, true, false},     {"TLS_DH_anon_", PARAMS_DH, false, false},
        {"TLS_DHE_", PARAMS_DH, false, true},         {"TLS_PSK_", PARAMS_NONE, true, false},
        {"TLS_RSA_PSK_", PARAMS_NONE, true, false},   {"TLS_RSA_EXPORT", PARAMS_RSA, false, true},
    };

    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        if (strncmp(suite->name, forms[i].begin, strlen(forms[i].begin)) == 0)
            return &forms[i];
    }
    return NULL;
}

static void read_params(struct server_key_exchange *out, enum params params, struct rd *r)
{
    switch (params) {
    case PARAMS_NONE: break;
    case PARAMS_ECDH:
        out->curve_type = rd_u8(r);
        if (out->curve_type != NAMED_CURVE)
            fail_set(r->fail, ERR_TLS_CURVE_TYPE, r->left);
        out->group = rd_u16(r);
        out->key = rd_vec8(r, 1, VEC8_MAX);
        break;
    case PARAMS_DH:
        out->p = rd_vec16(r, 1, VEC16_MAX);
        out->g = rd_vec16(r, 1, VEC16_MAX);
        out->key = rd_vec16(r, 1, VEC16_MAX);
        break;
    case PARAMS_RSA: /* RFC 4346 7.4.3: the modulus and the exponent */
        out->rsa = rd_vec16(r, 1, VEC16_MAX);
        rd_vec16(r, 1, VEC16_MAX);
        break;
    }
}

enum err server_key_exchange_read(struct server_key_exchange *out, const struct suite *suite,
                                  uint16_t version, struct span body, struct fail *fail)
{
    const struct message_form *form = suite == NULL ? NULL : form_find(suite);
    struct rd r = rd_init(body, fail);

    *out = (struct server_key_exchange){0};
    if (form == NULL) {
        fail_set(fail, ERR_TLS_MESSAGE_FORM, body);
        return fail->err;
    }
    if (form->has_hint)
        rd_vec16(&r, 0, VEC16_MAX);
    read_params(out, form->params, &r);
    out->params = span_head(body, body.n - r.left.n);
    if (form->is_signed && version >= TLS_1_2) /* RFC 5246 4.7 */
        out->scheme = rd_u16(&r);
    if (form->is_signed)
        out->signature = rd_vec16(&r, 0, VEC16_MAX);
    return rd_end(&r);
}
