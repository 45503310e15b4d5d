/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/tls/wire/ext_table.h"

#include "lib/base/lookup.h"

/* Forms whose parser's result does not matter here. */
#define FORMS(FORM_OF)                                                   \
    FORM_OF(SNI, struct span, ext_sni_parse)                             \
    FORM_OF(LIST16, struct span, ext_list16_parse)                       \
    FORM_OF(LIST8OF16, struct span, ext_list8of16_parse)                 \
    FORM_OF(LIST8, struct span, ext_list8_parse)                         \
    FORM_OF(U8, uint8_t, ext_u8_parse)                                   \
    FORM_OF(U16, uint16_t, ext_u16_parse)                                \
    FORM_OF(U32, uint32_t, ext_u32_parse)                                \
    FORM_OF(ALPN, struct span, ext_alpn_parse)                           \
    FORM_OF(ALPN_ONE, struct span, ext_alpn_one_parse)                   \
    FORM_OF(SHARES, struct span, ext_shares_parse)                       \
    FORM_OF(SHARE, struct key_share, ext_share_parse)                    \
    FORM_OF(PSK, struct psk_offer, ext_psk_parse)                        \
    FORM_OF(COOKIE, struct span, ext_cookie_parse)                       \
    FORM_OF(VEC8, struct span, ext_reneg_parse)                          \
    FORM_OF(VEC16, struct span, ext_cookie_parse)                        \
    FORM_OF(STATUS, struct status_request, ext_status_parse)             \
    FORM_OF(OCSP, struct span, ext_ocsp_parse)                           \
    FORM_OF(SCT, struct span, ext_sct_parse)                             \
    FORM_OF(CAS, struct span, ext_cas_parse)                             \
    FORM_OF(OID_FILTERS, struct span, ext_oid_filters_parse)             \
    FORM_OF(DELEGATED, struct delegated_credential, ext_delegated_parse) \
    FORM_OF(ECH, struct ech_outer, ext_ech_parse)

#define FUNCTION(name, type, parser)                                 \
    static enum err form_##name(struct span data, struct fail *fail) \
    {                                                                \
        type out;                                                    \
        return parser(&out, data, fail);                             \
    }
FORMS(FUNCTION)
#undef FUNCTION

static enum err form_EMPTY(struct span data, struct fail *fail)
{
    return ext_empty_parse(data, fail);
}

/* RFC 9849 5: the confirmation of a HelloRetryRequest. */
static enum err form_BYTES8(struct span data, struct fail *fail)
{
    struct rd r = rd_init(data, fail);

    rd_bytes(&r, 8);
    return rd_end(&r);
}

/* draft-ietf-tls-trust-anchor-ids 4.1: TrustAnchorID<1..2^8-1>, as many as there are. */
static enum err form_ANCHORS(struct span data, struct fail *fail)
{
    struct rd r = rd_init(data, fail), list = rd_init(rd_vec16(&r, 0, UINT16_MAX), fail);

    while (rd_more(&list))
        rd_vec8(&list, 1, UINT8_MAX);
    return rd_end(&r);
}

/* The rows have numbers of forms, and no pointers: see ROW_TEXT. */
enum {
    FORM_ANY = EXT_FORM_ANY,
#define NUMBER(name, type, parser) FORM_##name,
    FORMS(NUMBER)
#undef NUMBER
        FORM_EMPTY,
    FORM_BYTES8,
    FORM_ANCHORS,
};

static enum err (*const checks[])(struct span data, struct fail *fail) = {
#define CHECK(name, type, parser) [FORM_##name] = form_##name,
    FORMS(CHECK)
#undef CHECK
        [FORM_EMPTY] = form_EMPTY,
    [FORM_BYTES8] = form_BYTES8,
    [FORM_ANCHORS] = form_ANCHORS,
};

/* The messages of each row. */
enum {
#define FORM(messages, form)                  | (messages)
#define EXTENSION(wire, ID, name, forms, ref) PLACES_##ID = 0 forms,
#include "lib/tls/wire/extensions.def"
#undef EXTENSION
#undef FORM
};

static const struct ext_row extensions[] = {
#define FORM(messages, form) {messages, FORM_##form},
#define EXTENSION(wire, ID, name, forms, ref) \
    {wire, PLACES_##ID, ROW_TEXT(name), ROW_TEXT(ref), {forms}},
#include "lib/tls/wire/extensions.def"
#undef EXTENSION
#undef FORM
};

const struct ext_row *ext_find(uint16_t type)
{
    return LOOKUP16(extensions, type);
}

/* An extension that is unknown, or that has no form in this message, passes. */
enum err ext_form_check(uint16_t type, enum ext_place place, struct span data, struct fail *fail)
{
    const struct ext_row *row = ext_find(type);

    for (size_t i = 0; row != NULL && i < EXT_FORMS_MAX; i++) {
        if ((row->forms[i].places & (unsigned)place) != 0 && row->forms[i].form != FORM_ANY)
            return checks[row->forms[i].form](data, fail);
    }
    return ERR_OK;
}
