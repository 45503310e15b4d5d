/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/lint/lint.h"

#include "lib/asn1/oid.h"
#include "lib/base/cal.h"
#include "lib/base/lookup.h"
#include "lib/lint/lint_check.h"
#include "lib/path/dated.h"

/* The certificates that a rule is for.  A server's is one that a server can use: extKeyUsage is
 * absent or allows it. */
enum {
    KIND_ROOT = 1 << 0,
    KIND_SUB_CA = 1 << 1,
    KIND_LEAF = 1 << 2,
    KIND_SERVER = 1 << 3,
    KIND_CA = KIND_ROOT | KIND_SUB_CA,
    KIND_BELOW_ROOT = KIND_SUB_CA | KIND_LEAF,
    KIND_ANY = KIND_CA | KIND_LEAF,
};

/* Days of rules: those of the RFCs are the months in which they were published; BR_1 is that of the
 * first Baseline Requirements. */
enum {
    RULE_ALWAYS = 0,
    RFC_2459 = 19990101,
    RFC_3280 = 20020401,
    RFC_5280 = 20080501,
    BR_1 = 20120701,
};

enum lint_need { NEED_NOTHING, NEED_READ, NEED_THERE };

/* A row without pointers: the checks are a table of their own. */
struct row {
    int32_t since, until; /* year, month, day in decimal; 0: none */
    int32_t arg, number;
    uint8_t level, who, ext, need;
    char name[LINT_NAME_SIZE], ref[24], text[96];
};

#define READ(id)  EXT_##id, NEED_READ
#define THERE(id) EXT_##id, NEED_THERE
#define ABOUT(id) EXT_##id, NEED_NOTHING
#define NONE      EXT_COUNT, NEED_NOTHING

static const struct row rows[LINT_COUNT] = {
#define LINT(id, level, who, needs, check, arg, number, since, until, ref, text) \
    {since,      until, arg,           number,        LINT_##level,              \
     KIND_##who, needs, ROW_TEXT(#id), ROW_TEXT(ref), ROW_TEXT(text)},
#include "lib/lint/lints.def"
#undef LINT
};

static lint_check *const checks[LINT_COUNT] = {
#define LINT(id, level, who, needs, check, arg, number, since, until, ref, text) check,
#include "lib/lint/lints.def"
#undef LINT
};

/* Midnight UTC of a day that a row has. */
static int64_t midnight(int32_t day)
{
    int64_t t = 0;

    (void)cal_to_time(&t, (struct cal){day / 10000, day / 100 % 100, day % 100, 0, 0, 0});
    return t;
}

static unsigned kinds_of(const struct cert *cert)
{
    uint32_t other = cert->eku & ~(uint32_t)(EKU_SERVER | EKU_ANY);
    bool is_ca = cert->ext[EXT_BC].is_read && cert->is_ca;

    if (is_ca)
        return cert->self_issued ? KIND_ROOT : KIND_SUB_CA;
    /* No usage but others: not a server's. */
    return other != 0 && other == cert->eku ? KIND_LEAF : KIND_LEAF | KIND_SERVER;
}

/* A certificate whose notBefore cannot be read is compared with every rule. */
static bool is_in_force(const struct row *row, const struct cert *cert)
{
    int64_t issued = cert->not_before;

    return !cert->has_not_before || ((row->since == 0 || issued >= midnight(row->since)) &&
                                     (row->until == 0 || issued < midnight(row->until)));
}

/* What the need of a row says about a certificate: KEPT if the rule can be compared with it. */
static enum lint_result need_of(const struct row *row, const struct cert *cert)
{
    if (row->need == NEED_NOTHING)
        return row->ext == EXT_COUNT || cert_ext_state(cert, row->ext) != EXT_UNREADABLE ||
                       cert->ext[row->ext].present
                   ? LINT_KEPT
                   : LINT_UNREADABLE;
    if (!cert->ext[row->ext].present)
        return LINT_NOT_FOR;
    return row->need == NEED_READ && !cert->ext[row->ext].is_read ? LINT_UNREADABLE : LINT_KEPT;
}

enum lint_result lint_run(enum lint lint, const struct cert *cert)
{
    const struct row *row = &rows[lint];
    const struct lint_terms terms = {(enum ext_id)row->ext, row->arg, row->number};

    if ((row->who & kinds_of(cert)) == 0)
        return LINT_NOT_FOR;
    enum lint_result need = need_of(row, cert);
    if (need != LINT_KEPT)
        return need;
    if (!is_in_force(row, cert))
        return LINT_NOT_THEN;
    return checks[lint](cert, &terms) ? LINT_BROKEN : LINT_KEPT;
}

void lint_name(char out[LINT_NAME_SIZE], enum lint lint)
{
    const char *id = rows[lint].name;
    size_t i = 0;

    for (; id[i] != '\0'; i++)
        out[i] = (char)(id[i] == '_' ? '-' : span_lower((uint8_t)id[i]));
    out[i] = '\0';
}

enum lint_level lint_level(enum lint lint)
{
    return (enum lint_level)rows[lint].level;
}

bool lint_is_for_public(enum lint lint)
{
    return span_starts(span_str(lint_ref(lint)), SPAN_LIT("CA/B "));
}

bool lint_says_public(const struct cert *cert)
{
    return cert->ext[EXT_SCT_LIST].present || cert->ext[EXT_SCT_POISON].present ||
           lint_has_cabf_policy(cert);
}

enum lint_level lint_level_in(enum lint lint, const struct cert *cert)
{
    return lint_is_for_public(lint) && !lint_says_public(cert) ? LINT_NOTICE : lint_level(lint);
}

const char *lint_level_name(enum lint_level level)
{
    static const char names[][8] = {ROW_TEXT("notice"), ROW_TEXT("warning"), ROW_TEXT("error")};

    return names[level];
}

const char *lint_ref(enum lint lint)
{
    return rows[lint].ref;
}

const char *lint_text(enum lint lint)
{
    return rows[lint].text;
}

bool lint_since(char out[LINT_DAY_SIZE], enum lint lint)
{
    char text[CAL_TEXT_SIZE];

    if (rows[lint].since == 0)
        return false;
    cal_format(text, midnight(rows[lint].since));
    memcpy(out, text, 10);
    out[10] = '\0';
    return true;
}
