/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/view/handshake/hs_client.h"

#include "lib/tls/wire/tables.h"
#include "lib/view/handshake/layout.h"
#include "lib/view/text/safe.h"

/* How many items of a list are named, and how long names may be. */
enum { LISTED = 4, NAME_SHOWN = 80, TYPES_OF_12 = 256, WANTS_MAX = 1 << 14 };

/* A list that is being written: items are separated by commas; only the first few are written, the
 * others counted. */
struct list {
    struct buf *out;
    const char *title; /* in front of the first */
    size_t num;
};

/* Writes what comes before the next item; false if it is only counted. */
static bool list_next(struct list *list)
{
    if (list->num >= LISTED) {
        list->num++;
        return false;
    }
    if (list->num == 0 && list->out->n > 0)
        buf_str(list->out, "; ");
    buf_str(list->out, list->num++ == 0 ? list->title : ", ");
    return true;
}

/* How many entries there are beyond those that were listed. */
static void list_end(const struct list *list, enum lang lang)
{
    if (list->num > LISTED)
        lang_count(list->out, lang, N_(" and {n} more"), list->num - LISTED);
}

static void put_number(struct buf *out, const char *name, unsigned number)
{
    if (name != NULL)
        buf_str(out, name);
    else
        buf_printf(out, "%u", number);
}

/* Appends what the CertificateRequest demands: types of keys (TLS 1.2), signature schemes, and
 * issuers. */
void hs_client_wants(struct buf *out, const struct tls_info *info, enum lang lang)
{
    struct list types = {out, lang_text(lang, N_("types ")), 0},
                schemes = {out, lang_text(lang, N_("signatures ")), 0},
                names = {out, lang_text(lang, N_("issued by ")), 0};
    struct fail fail = {0};
    struct rd r = rd_init(info->request_authorities, &fail);

    for (size_t i = 0; i < info->request_types.n; i++) {
        const struct code *type = cert_type_find(info->request_types.p[i]);
        if (list_next(&types))
            put_number(out, type == NULL ? NULL : type->name, info->request_types.p[i]);
    }
    list_end(&types, lang);
    for (size_t i = 0; 2 * i + 1 < info->request_schemes.n; i++) {
        uint16_t id = list16_at(info->request_schemes, i);
        if (list_next(&schemes))
            put_number(out, layout_name(AS_SCHEME, id), id);
    }
    list_end(&schemes, lang);
    while (rd_more(&r)) {
        struct span name = rd_vec16(&r, 0, UINT16_MAX);
        if (fail.err == ERR_OK && list_next(&names))
            safe_name(out, name);
    }
    list_end(&names, lang);
}

void hs_client_unfit(struct buf *out, const struct tls_info *info, enum lang lang)
{
    static const char *const texts[] = {
        [UNFIT_NONE] = "",
        [UNFIT_TYPE] = N_("; yours was not sent: the server does not accept its type of key"),
        [UNFIT_SCHEME] = N_("; yours was not sent: its key can make no signature that the server "
                            "accepts"),
    };

    buf_str(out, lang_text(lang, texts[info->unfit]));
}

bool hs_client_alert(uint8_t alert)
{
    switch (alert) {
    case ALERT_HANDSHAKE_FAILURE:
    case ALERT_BAD_CERTIFICATE:
    case ALERT_UNSUPPORTED_CERTIFICATE:
    case ALERT_CERTIFICATE_REVOKED:
    case ALERT_CERTIFICATE_EXPIRED:
    case ALERT_CERTIFICATE_UNKNOWN:
    case ALERT_UNKNOWN_CA:
    case ALERT_ACCESS_DENIED:
    case ALERT_CERTIFICATE_REQUIRED: return true;
    default: return false;
    }
}

void hs_client_refused(struct buf *out, const struct tls_info *info, bool had_one)
{
    struct buf wants;

    buf_init(&wants, WANTS_MAX);
    hs_client_wants(&wants, info, LANG_EN);
    buf_printf(out, "the server asked for a client certificate (%.*s)", (int)wants.n,
               wants.n == 0 ? "" : (const char *)wants.p);
    buf_free(&wants);
    if (info->client_certificate_sent)
        buf_str(out, ", and rejected the one that it got");
    else if (!had_one)
        buf_str(out, ", and none was given");
    hs_client_unfit(out, info, LANG_EN);
}

/* An array of names, or of numbers as text if they have none; size: bytes of each number. */
static void put_numbers(struct json_writer *json, const char *key, struct span list, size_t size)
{
    jw_list(json, key);
    for (size_t i = 0; (i + 1) * size <= list.n; i++) {
        unsigned id = size == 1 ? list.p[i] : list16_at(list, i);
        const struct code *type = size == 1 ? cert_type_find((uint8_t)id) : NULL;
        const char *name = type != NULL ? type->name
                           : size == 2  ? layout_name(AS_SCHEME, (uint16_t)id)
                                        : NULL;
        struct buf text;

        buf_init(&text, NAME_SHOWN);
        put_number(&text, name, id);
        jw_buf(json, NULL, &text);
    }
    jw_list_end(json);
}

void hs_client_compression(struct json_writer *json, const char *key,
                           const struct tls_compression *sizes)
{
    if (sizes->algorithm == 0) {
        jw_null(json, key);
        return;
    }
    jw_open(json, key);
    jw_str(json, "algorithm", layout_name(AS_CERT_COMPRESSION, sizes->algorithm));
    jw_int(json, "compressed", (int64_t)sizes->compressed);
    jw_int(json, "uncompressed", (int64_t)sizes->uncompressed);
    jw_close(json);
}

void hs_client_json(struct json_writer *json, const char *key, const struct tls_info *info)
{
    struct fail fail = {0};
    struct rd r = rd_init(info->request_authorities, &fail);

    jw_open(json, key);
    jw_bool(json, "asked", info->client_certificate_asked);
    jw_bool(json, "sent", info->client_certificate_sent);
    put_numbers(json, "types", info->request_types, 1);
    put_numbers(json, "schemes", info->request_schemes, 2);
    jw_list(json, "authorities");
    while (rd_more(&r)) {
        struct span name = rd_vec16(&r, 0, UINT16_MAX);
        struct buf text;

        if (fail.err != ERR_OK || !name_is_readable(name)) {
            jw_null(json, NULL);
            continue;
        }
        buf_init(&text, 1 << 20);
        name_print(&text, name);
        jw_buf(json, NULL, &text);
    }
    jw_list_end(json);
    hs_client_compression(json, "compression", &info->client_compression);
    jw_close(json);
}
