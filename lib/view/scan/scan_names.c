/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/view/scan/scan_names.h"

#include <stdio.h>

#include "lib/base/lookup.h"
#include "lib/tls/wire/ssl2.h"

/* A name of the registries, or the number in hexadecimal digits. */
static struct scan_name name_of(const char *text, enum status status, unsigned number)
{
    struct scan_name name = {.status = status, .is_known = text != NULL};

    if (text != NULL)
        snprintf(name.text, sizeof name.text, "%s", text);
    else
        snprintf(name.text, sizeof name.text, "0x%04x", number);
    name.note = text != NULL ? scan_status_note(status) : N_("not a known number");
    return name;
}

/* What is wrong with a suite by its name, the worst first. */
static const struct {
    char part[12], note[36];
} suite_notes[] = {
    {ROW_TEXT("_WITH_NULL_"), ROW_TEXT(N_("no encryption"))},
    {ROW_TEXT("_anon_"), ROW_TEXT(N_("no authentication"))},
    {ROW_TEXT("EXPORT"), ROW_TEXT(N_("export: a key of 40 or 56 bits"))},
    {ROW_TEXT("_EDE3_"), ROW_TEXT(N_("3DES: blocks of 64 bits"))},
    {ROW_TEXT("_RC4_"), ROW_TEXT(N_("RC4 (RFC 7465)"))},
    {ROW_TEXT("_DES_"), ROW_TEXT(N_("DES: a key of 56 bits"))},
    {ROW_TEXT("_DES40_"), ROW_TEXT(N_("DES: a key of 40 bits"))},
    {ROW_TEXT("_RC2_"), ROW_TEXT(N_("RC2: blocks of 64 bits"))},
    {ROW_TEXT("_IDEA_"), ROW_TEXT(N_("IDEA: blocks of 64 bits"))},
    {ROW_TEXT("_3DES_"), ROW_TEXT(N_("3DES: blocks of 64 bits"))},
    {ROW_TEXT("_MD5"), ROW_TEXT("MD5")},
    {ROW_TEXT("TLS_RSA_"), ROW_TEXT(N_("no forward secrecy"))},
    {ROW_TEXT("TLS_DH_"), ROW_TEXT(N_("no forward secrecy"))},
    {ROW_TEXT("TLS_ECDH_"), ROW_TEXT(N_("no forward secrecy"))},
    {ROW_TEXT("TLS_PSK_"), ROW_TEXT(N_("no forward secrecy"))},
    {ROW_TEXT("TLS_DHE_"), ROW_TEXT(N_("DHE (RFC 10015)"))},
    {ROW_TEXT("_CBC_"), ROW_TEXT(N_("CBC"))},
};

/* A good suite has the word for its standing. */
static const char *suite_note(const char *name, enum status status)
{
    for (size_t i = 0; i < sizeof suite_notes / sizeof suite_notes[0]; i++) {
        if (status != STATUS_RECOMMENDED && strstr(name, suite_notes[i].part) != NULL)
            return suite_notes[i].note;
    }
    return scan_status_note(status);
}

struct scan_name scan_suite_name(uint16_t id)
{
    const struct suite *suite = suite_find(id);

    if (suite == NULL)
        return name_of(NULL, STATUS_WEAK, id);
    struct scan_name name = name_of(suite->name, suite->status, id);
    name.note = suite_note(suite->name, suite->status);
    return name;
}

struct scan_name scan_group_name(uint16_t id)
{
    const struct group *group = group_find(id);

    if (group == NULL)
        return name_of(NULL, STATUS_WEAK, id);
    struct scan_name name = name_of(group->name, group->status, id);
    if (group_is_post_quantum(id))
        name.note = N_("post-quantum");
    return name;
}

struct scan_name scan_scheme_name(uint16_t id)
{
    const struct scheme *scheme = scheme_find(id);

    if (scheme == NULL)
        return name_of(NULL, STATUS_WEAK, id);
    return name_of(scheme->name, scheme->status, id);
}

/* A cipher kind of SSL 2.0: all of them are broken (RFC 6176 2). */
static struct scan_name kind2_name(uint8_t kind, uint16_t rest)
{
    uint32_t number = (uint32_t)kind << 16 | rest;
    const char *text = ssl2_kind_name(number);
    struct scan_name name = {.status = STATUS_BROKEN, .note = scan_status_note(STATUS_BROKEN)};

    snprintf(name.text, sizeof name.text, "0x%06x", (unsigned)number);
    if (text != NULL) {
        name = name_of(text, STATUS_BROKEN, number);
        name.note = suite_note(text, STATUS_BROKEN);
    }
    return name;
}

void scan_seen(struct scan_facts *out, const struct scan_facts *facts)
{
    *out = *facts;
    for (size_t row = 0; row < SCAN_VERSIONS; row++) {
        struct scan_version *version = &out->versions[row];
        if (!facts->is_quick || facts->chosen_version != version->version || facts->chosen.num < 2)
            continue;
        version->accepted = SCAN_YES;
        version->suites.ids = (struct scan_ids){.v = facts->chosen.v, .num = 1, .room = 1};
        if (facts->chosen.v[1] != 0)
            version->groups.ids = (struct scan_ids){.v = facts->chosen.v + 1, .num = 1, .room = 1};
    }
}

size_t scan_num_accepted(const struct scan_facts *facts, enum scan_version_row row)
{
    return row == SCAN_SSL_2 ? facts->suites2.num : facts->versions[row].suites.ids.num;
}

struct scan_name scan_accepted(const struct scan_facts *facts, enum scan_version_row row, size_t i)
{
    if (row == SCAN_SSL_2)
        return kind2_name(facts->kinds2[i], facts->suites2.v[i]);
    return scan_suite_name(facts->versions[row].suites.ids.v[i]);
}

enum status scan_worst_suite(const struct scan_facts *facts, enum scan_version_row row)
{
    enum status worst = STATUS_RECOMMENDED;

    for (size_t i = 0; i < scan_num_accepted(facts, row); i++) {
        enum status status = scan_accepted(facts, row, i).status;
        worst = status > worst ? status : worst;
    }
    return worst;
}

/* "Acceptable" has no mark: it is neither good nor bad. */
enum mark scan_status_mark(enum status status)
{
    static const enum mark marks[] = {
        [STATUS_RECOMMENDED] = MARK_GOOD, [STATUS_ACCEPTABLE] = MARK_NONE,
        [STATUS_WEAK] = MARK_WARN,        [STATUS_BROKEN] = MARK_BAD,
        [STATUS_SIGNAL] = MARK_NONE,
    };

    return marks[status];
}

const char *scan_status_note(enum status status)
{
    static const char *const notes[] = {
        [STATUS_RECOMMENDED] = N_("recommended"),
        [STATUS_ACCEPTABLE] = N_("acceptable"),
        [STATUS_WEAK] = N_("weak"),
        [STATUS_BROKEN] = N_("broken"),
        [STATUS_SIGNAL] = N_("a signal"),
    };

    return notes[status];
}

/* Adds the ids that are not there yet, and a bit to those that are. */
static size_t add_uses(struct scan_use *out, size_t num, const struct scan_ids *ids, size_t row)
{
    for (size_t i = 0; i < ids->num; i++) {
        size_t at = 0;
        while (at < num && out[at].id != ids->v[i])
            at++;
        if (at == num && num == SCAN_USES_MAX)
            break;
        if (at == num)
            out[num++] = (struct scan_use){.id = ids->v[i]};
        out[at].versions |= (uint8_t)(1U << row);
    }
    return num;
}

size_t scan_groups(struct scan_use out[SCAN_USES_MAX], const struct scan_facts *facts)
{
    size_t num = 0;

    for (size_t row = SCAN_VERSIONS; row-- > 0;)
        num = add_uses(out, num, &facts->versions[row].groups.ids, row);
    return num;
}

size_t scan_schemes(struct scan_use out[SCAN_USES_MAX], const struct scan_facts *facts)
{
    size_t num = 0;

    for (size_t row = SCAN_VERSIONS; row-- > 0;)
        num = add_uses(out, num, &facts->versions[row].schemes.ids, row);
    return num;
}

const struct scan_feature_row *scan_feature_row(enum scan_feature feature)
{
    static const struct scan_feature_row rows[] = {
#define FEATURE(ID, key, kind, title, ref) {SCAN_##kind, ROW_TEXT(key), ROW_TEXT(title)},
#include "lib/scan/features.def"
#undef FEATURE
    };

    return &rows[feature];
}

const char *scan_level_word(enum scan_level level)
{
    static const char *const words[] = {
        [SCAN_INFO] = N_("info"), [SCAN_LOW] = N_("low"),           [SCAN_MEDIUM] = N_("medium"),
        [SCAN_HIGH] = N_("high"), [SCAN_CRITICAL] = N_("critical"),
    };

    return words[level];
}

const char *scan_trouble_word(enum scan_trouble trouble)
{
    static const char *const words[] = {
        [SCAN_WHOLE] = NULL,      [SCAN_UNREACHED] = "unreached", [SCAN_NOT_TLS] = "not-tls",
        [SCAN_BROKEN] = "broken", [SCAN_BLOCKED] = "blocked",     [SCAN_UNSTEADY] = "unsteady",
        [SCAN_TIME] = "time",     [SCAN_STOPPED] = "stopped",
    };

    return words[trouble];
}
