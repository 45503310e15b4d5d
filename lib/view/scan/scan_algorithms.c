/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts of the text with versions, suites, groups and schemes. */
#include "config.h"

#include "lib/view/scan/scan_names.h"
#include "lib/view/scan/scan_rows.h"

enum {
    LINE_CAP = 1024,
    VERSION_WIDTH = 13 /* "TLS 1.3  2018" */,
    VERSIONS_WIDTH = 17,
    SHORT_PRIME = 2048
};

/* What follows the name of a version: its standing, or that it is not accepted. */
static void put_standing(const struct scan_sheet *sheet, struct buf *out, enum scan_version_row row)
{
    static const char *const orders[] = {
        [SCAN_ORDER_UNKNOWN] = "",
        [SCAN_ORDER_SERVER] = N_("the server's order counts"),
        [SCAN_ORDER_CLIENT] = N_("the client's order counts"),
    };
    const struct scan_version *version = &sheet->view->facts->versions[row];
    enum scan_order order = version->suites.order;

    if (version->accepted == SCAN_UNKNOWN) {
        buf_str(out, scan_say(sheet, N_("not found out")));
        return;
    }
    if (version->accepted == SCAN_NO) {
        buf_str(out, scan_say(sheet, N_("not accepted")));
        return;
    }
    buf_str(out, scan_say(sheet, scan_status_note(version_find(version->version)->status)));
    if (row == SCAN_SSL_2 && scan_num_accepted(sheet->view->facts, row) == 0)
        buf_printf(out, "%s%s", scan_say(sheet, N_("; ")),
                   scan_say(sheet, N_("no cipher in common")));
    if (order != SCAN_ORDER_UNKNOWN && scan_num_accepted(sheet->view->facts, row) > 1)
        buf_printf(out, "%s%s", scan_say(sheet, N_("; ")), scan_say(sheet, orders[order]));
}

/* TLS 1.3 should be there, and what is broken should not. */
static enum scan_sign version_sign(const struct scan_version *version)
{
    enum status status = version_find(version->version)->status;

    if (version->accepted == SCAN_UNKNOWN)
        return SIGN_UNKNOWN;
    if (version->accepted == SCAN_YES)
        return scan_sign_of(scan_status_mark(status));
    return status == STATUS_RECOMMENDED ? SIGN_WARN : SIGN_NONE;
}

/* The widest name of a list. */
static int widest(int width, const char *text)
{
    int own = text_width(span_str(text));

    return own > width ? own : width;
}

/* The newest version that accepts the same suites in the same order; SCAN_VERSIONS if none does. */
static enum scan_version_row same_as(const struct scan_facts *facts, enum scan_version_row row)
{
    const struct scan_ids *own = &facts->versions[row].suites.ids;

    for (unsigned newer = SCAN_1_2; newer > row && row > SCAN_SSL_2; newer--) {
        const struct scan_ids *other = &facts->versions[newer].suites.ids;
        if (own->num == other->num && own->num > 0 &&
            memcmp(own->v, other->v, own->num * sizeof *own->v) == 0)
            return (enum scan_version_row)newer;
    }
    return SCAN_VERSIONS;
}

static void put_same(const struct scan_sheet *sheet, enum scan_version_row row,
                     enum scan_version_row as)
{
    const struct scan_facts *facts = sheet->view->facts;
    struct buf line;

    buf_init(&line, LINE_CAP);
    buf_printf(&line, "%s%s", scan_say(sheet, N_("the same suites as ")),
               version_name(facts->versions[as].version));
    scan_row_put(sheet, &(struct scan_row){
                            .sign = scan_sign_of(scan_status_mark(scan_worst_suite(facts, row))),
                            .indent = 4,
                            .text = buf_span(&line),
                            .note = ""});
    buf_free(&line);
}

static void put_suites(const struct scan_sheet *sheet, enum scan_version_row row)
{
    const struct scan_facts *facts = sheet->view->facts;
    size_t num = scan_num_accepted(facts, row);
    int width = 0;

    for (size_t i = 0; i < num; i++)
        width = widest(width, scan_accepted(facts, row, i).text);
    for (size_t i = 0; i < num; i++) {
        struct scan_name name = scan_accepted(facts, row, i);
        scan_row_put(sheet, &(struct scan_row){.sign = scan_sign_of(scan_status_mark(name.status)),
                                               .indent = 4,
                                               .text = span_str(name.text),
                                               .width = width,
                                               .note = scan_say(sheet, name.note)});
    }
    if (!facts->versions[row].suites.complete && row != SCAN_SSL_2)
        scan_row_put(sheet, &(struct scan_row){.sign = SIGN_UNKNOWN,
                                               .indent = 4,
                                               .text = span_str(scan_say(
                                                   sheet, N_("whether it accepts more suites"))),
                                               .note = ""});
}

void scan_put_version(const struct scan_sheet *sheet, enum scan_version_row row)
{
    const struct scan_version *version = &sheet->view->facts->versions[row];
    struct buf text, note;

    buf_init(&text, LINE_CAP);
    buf_init(&note, LINE_CAP);
    buf_printf(&text, "%s  %u", version_name(version->version),
               (unsigned)version_find(version->version)->year);
    put_standing(sheet, &note, row);
    buf_u8(&note, 0);
    scan_row_put(sheet, &(struct scan_row){.sign = version_sign(version),
                                           .indent = 2,
                                           .text = buf_span(&text),
                                           .width = VERSION_WIDTH,
                                           .is_bold = version->accepted == SCAN_YES,
                                           .note = note.p == NULL ? "" : (const char *)note.p});
    enum scan_version_row as = same_as(sheet->view->facts, row);
    if (version->accepted == SCAN_YES && as != SCAN_VERSIONS)
        put_same(sheet, row, as);
    else if (version->accepted == SCAN_YES)
        put_suites(sheet, row);
    buf_free(&text);
    buf_free(&note);
}

/* "TLS 1.3, 1.2": the newest first. */
static void put_versions(struct buf *out, const struct scan_facts *facts, uint8_t versions)
{
    const char *before = "";

    for (size_t row = SCAN_VERSIONS; row-- > 0;) {
        const char *name = version_name(facts->versions[row].version);
        if ((versions >> row & 1) == 0)
            continue;
        bool is_more = *before != 0 && strncmp(name, "TLS ", 4) == 0;
        buf_printf(out, "%s%s", before, is_more ? name + 4 : name);
        before = ", ";
    }
}

/* A table of groups or schemes: a name, the versions, a note. */
struct uses {
    struct scan_use v[SCAN_USES_MAX];
    size_t num;
    struct scan_name (*name)(uint16_t id);
    int width; /* of the names */
};

static void measure(struct uses *uses)
{
    for (size_t i = 0; i < uses->num; i++)
        uses->width = widest(uses->width, uses->name(uses->v[i].id).text);
}

static void put_use(const struct scan_sheet *sheet, const struct uses *uses, struct scan_row row,
                    uint8_t versions)
{
    struct buf line;

    buf_init(&line, LINE_CAP);
    text_cell(&line, row.text, uses->width + 2);
    put_versions(&line, sheet->view->facts, versions);
    row.indent = 2;
    row.text = buf_span(&line);
    row.width = uses->width + 2 + VERSIONS_WIDTH;
    row.note = scan_say(sheet, row.note);
    scan_row_put(sheet, &row);
    buf_free(&line);
}

static void put_uses(const struct scan_sheet *sheet, const struct uses *uses)
{
    for (size_t i = 0; i < uses->num; i++) {
        struct scan_name name = uses->name(uses->v[i].id);
        put_use(sheet, uses,
                (struct scan_row){.sign = scan_sign_of(scan_status_mark(name.status)),
                                  .text = span_str(name.text),
                                  .note = name.note},
                uses->v[i].versions);
    }
}

/* A prime of DHE has no name: the shortest that a version showed is a row, with all versions that
 * showed the same. */
static const char *prime_note(const struct scan_version *version)
{
    if (version->dh_common)
        return N_("a well-known prime (Logjam)");
    return version->dh_bits < SHORT_PRIME ? N_("too short (RFC 9325 4.1)") : N_("DHE (RFC 10015)");
}

static uint8_t same_primes(const struct scan_facts *facts, size_t row)
{
    uint8_t versions = 0;

    for (size_t i = 0; i < SCAN_VERSIONS; i++) {
        if (facts->versions[i].dh_bits == facts->versions[row].dh_bits &&
            facts->versions[i].dh_common == facts->versions[row].dh_common)
            versions |= (uint8_t)(1U << i);
    }
    return versions;
}

/* The newest version of those with a prime has the row of all of them. */
static bool has_prime_row(const struct scan_facts *facts, size_t row)
{
    return facts->versions[row].dh_bits > 0 && same_primes(facts, row) >> row == 1;
}

static void name_prime(const struct scan_sheet *sheet, struct buf *out, size_t row)
{
    buf_truncate(out, 0);
    lang_count(out, sheet->style->lang, N_("DHE, {n} bits"),
               sheet->view->facts->versions[row].dh_bits);
}

/* Returns whether there is any. */
static bool measure_primes(const struct scan_sheet *sheet, struct uses *uses)
{
    bool has_any = false;
    struct buf name;

    buf_init(&name, LINE_CAP);
    for (size_t row = 0; row < SCAN_VERSIONS; row++) {
        if (!has_prime_row(sheet->view->facts, row))
            continue;
        name_prime(sheet, &name, row);
        has_any = true;
        if (text_width(buf_span(&name)) > uses->width)
            uses->width = text_width(buf_span(&name));
    }
    buf_free(&name);
    return has_any;
}

static void put_primes(const struct scan_sheet *sheet, const struct uses *uses)
{
    const struct scan_facts *facts = sheet->view->facts;
    struct buf name;

    buf_init(&name, LINE_CAP);
    for (size_t row = SCAN_VERSIONS; row-- > 0;) {
        bool is_short = facts->versions[row].dh_bits < SHORT_PRIME;
        if (!has_prime_row(facts, row))
            continue;
        name_prime(sheet, &name, row);
        put_use(sheet, uses,
                (struct scan_row){.sign = is_short ? SIGN_BAD : SIGN_WARN,
                                  .text = buf_span(&name),
                                  .note = prime_note(&facts->versions[row])},
                same_primes(facts, row));
    }
    buf_free(&name);
}

void scan_put_groups(const struct scan_sheet *sheet)
{
    struct uses uses = {.name = scan_group_name};

    uses.num = scan_groups(uses.v, sheet->view->facts);
    measure(&uses);
    if (!measure_primes(sheet, &uses) && uses.num == 0)
        return;
    scan_title(sheet, N_("Key exchange"));
    put_uses(sheet, &uses);
    put_primes(sheet, &uses);
}

void scan_put_schemes(const struct scan_sheet *sheet)
{
    struct uses uses = {.name = scan_scheme_name};

    uses.num = scan_schemes(uses.v, sheet->view->facts);
    measure(&uses);
    if (uses.num == 0)
        return;
    scan_title(sheet, N_("Signatures of the handshake"));
    put_uses(sheet, &uses);
}
