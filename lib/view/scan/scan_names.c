/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/view/scan/scan_names.h"

#include <stdio.h>

/* A name of the registries, or the number in hexadecimal digits. */
static struct scan_name name_of(const char *text, enum status status, const char *ref,
                                unsigned number)
{
    struct scan_name name = {.status = status, .is_known = text != NULL, .ref = ref};

    if (text != NULL)
        snprintf(name.text, sizeof name.text, "%s", text);
    else
        snprintf(name.text, sizeof name.text, "0x%04x", number);
    return name;
}

struct scan_name scan_suite_name(uint16_t id)
{
    const struct suite *suite = suite_find(id);

    if (suite == NULL)
        return name_of(NULL, STATUS_WEAK, "", id);
    return name_of(suite->name, suite->status, suite->ref, id);
}

struct scan_name scan_group_name(uint16_t id)
{
    const struct group *group = group_find(id);

    if (group == NULL)
        return name_of(NULL, STATUS_WEAK, "", id);
    return name_of(group->name, group->status, group->ref, id);
}

struct scan_name scan_scheme_name(uint16_t id)
{
    const struct scheme *scheme = scheme_find(id);

    if (scheme == NULL)
        return name_of(NULL, STATUS_WEAK, "", id);
    return name_of(scheme->name, scheme->status, scheme->ref, id);
}

/* All of SSL 2.0 is broken (RFC 6176 2). */
struct scan_name scan_kind2_name(uint8_t kind, uint16_t rest)
{
    static const struct {
        uint32_t number;
        const char *name;
    } kinds[] = {
        {0x010080, "SSL_CK_RC4_128_WITH_MD5"},
        {0x020080, "SSL_CK_RC4_128_EXPORT40_WITH_MD5"},
        {0x030080, "SSL_CK_RC2_128_CBC_WITH_MD5"},
        {0x040080, "SSL_CK_RC2_128_CBC_EXPORT40_WITH_MD5"},
        {0x050080, "SSL_CK_IDEA_128_CBC_WITH_MD5"},
        {0x060040, "SSL_CK_DES_64_CBC_WITH_MD5"},
        {0x0700c0, "SSL_CK_DES_192_EDE3_CBC_WITH_MD5"},
    };
    uint32_t number = (uint32_t)kind << 16 | rest;
    struct scan_name name = {.status = STATUS_BROKEN, .ref = "RFC 6176 2"};

    snprintf(name.text, sizeof name.text, "0x%06x", (unsigned)number);
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (kinds[i].number == number)
            name = name_of(kinds[i].name, STATUS_BROKEN, "RFC 6176 2", number);
    }
    return name;
}

const char *scan_trouble_word(enum scan_trouble trouble)
{
    static const char *const words[] = {
        [SCAN_WHOLE] = NULL,        [SCAN_UNREACHED] = "unreached", [SCAN_NOT_TLS] = "not-tls",
        [SCAN_BLOCKED] = "blocked", [SCAN_UNSTEADY] = "unsteady",   [SCAN_TIME] = "time",
        [SCAN_STOPPED] = "stopped",
    };

    return words[trouble];
}
