/* SPDX-License-Identifier: GPL-3.0-or-later */
/* layout_names: numbers of registries by name: those of lib/tls/wire, and of layout.def itself. */
#include "config.h"

#include "lib/view/handshake/layout.h"

#include "lib/tls/wire/ext_table.h"
#include "lib/tls/wire/names.h"
#include "lib/tls/wire/tables.h"
#include "lib/view/text/lang.h"

/* The name from a LAYOUT_CODE row of layout.def. */
static const char *code_name(enum layout_as as, uint32_t number)
{
    static const struct {
        enum layout_as as;
        uint32_t value;
        const char *name;
    } codes[] = {
#define LAYOUT_MESSAGE(ID, type, when, why)
#define LAYOUT_SSL2(ID, type, why)
#define LAYOUT_EXT(ID, type, places, why)
#define LAYOUT_PART(ID)
#define FIELD(ID, kind, arg, as, label, why)
#define LAYOUT_CODE(ID, as, value, name) {AS_##as, value, name},
#include "lib/view/handshake/layout.def"
#undef LAYOUT_MESSAGE
#undef LAYOUT_SSL2
#undef LAYOUT_EXT
#undef LAYOUT_PART
#undef FIELD
#undef LAYOUT_CODE
    };

    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
        if (codes[i].as == as && codes[i].value == number)
            return codes[i].name;
    }
    return NULL;
}

static const char *suite_text(uint16_t value)
{
    const struct suite *s = suite_find(value);

    return s == NULL ? NULL : s->name;
}

static const char *group_text(uint16_t value)
{
    const struct group *g = group_find(value);

    return g == NULL ? NULL : g->name;
}

static const char *scheme_text(uint16_t value)
{
    const struct scheme *s = scheme_find(value);

    return s == NULL ? NULL : s->name;
}

static const char *ext_text(uint16_t value)
{
    const struct ext_row *x = ext_find(value);

    return x == NULL ? NULL : x->name;
}

static const char *code_text(const struct code *code)
{
    return code == NULL ? NULL : code->name;
}

/* The name from a registry of lib/tls/wire. */
static const char *table_name(enum layout_as as, uint16_t value)
{
    uint8_t small = (uint8_t)value;

    switch (as) {
    case AS_VERSION: return version_name(value);
    case AS_SUITE: return suite_text(value);
    case AS_GROUP: return group_text(value);
    case AS_SCHEME: return scheme_text(value);
    case AS_EXTENSION: return ext_text(value);
    case AS_CERT_COMPRESSION: return code_text(cert_compression_find(value));
    case AS_SSL2_ERROR: return ssl2_error_name(value);
    case AS_MESSAGE: return code_text(message_find(small));
    case AS_POINT_FORMAT: return code_text(point_format_find(small));
    case AS_PSK_MODE: return code_text(psk_mode_find(small));
    case AS_CURVE_TYPE: return code_text(curve_type_find(small));
    case AS_STATUS_TYPE: return code_text(status_type_find(small));
    case AS_MAX_FRAGMENT: return code_text(max_fragment_find(small));
    case AS_CERT_TYPE: return code_text(cert_type_find(small));
    default: return NULL;
    }
}

/* RFC 8701 2 and, for modes, 3. */
static bool is_greased(enum layout_as as, uint32_t value)
{
    switch (as) {
    case AS_VERSION:
    case AS_SUITE:
    case AS_GROUP:
    case AS_SCHEME:
    case AS_EXTENSION: return is_grease((uint16_t)value);
    case AS_PSK_MODE: return value % 0x1f == 0x0b;
    default: return false;
    }
}

/* A kind of SSL 2.0 whose first byte is 0 is a suite (RFC 5246 E.2). */
static const char *kind_text(uint32_t kind)
{
    return kind <= UINT16_MAX ? suite_text((uint16_t)kind) : ssl2_kind_name(kind);
}

const char *layout_name(enum layout_as as, uint32_t number)
{
    if (as == AS_SSL2_KIND)
        return kind_text(number);
    if (is_greased(as, number))
        return "GREASE";
    const char *name = number > 0xffff ? NULL : table_name(as, (uint16_t)number);
    return name != NULL ? name : code_name(as, number);
}

void layout_put_group(struct buf *out, uint16_t group)
{
    const char *name = layout_name(AS_GROUP, group);

    if (name != NULL)
        buf_str(out, name);
    else
        buf_printf(out, "0x%04x", group);
}

const char *suite_ban_text(const struct suite *suite)
{
    static const char *const texts[] = {
        [SUITE_ALLOWED] = "",
        [SUITE_DISCOURAGED] = N_("discouraged [RFC 10015]"),
        [SUITE_DEPRECATED] = N_("deprecated [RFC 10015]"),
    };

    return suite->status == STATUS_BROKEN ? N_("broken") : texts[suite_ban(suite)];
}
