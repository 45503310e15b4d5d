/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The text about one target: its parts in their order, and when each can be drawn. */
#include "config.h"

#include "lib/view/scan/scan_names.h"
#include "lib/view/scan/scan_rows.h"
#include "lib/view/text/safe.h"

enum { LINE_CAP = 1 << 16, NAME_CHARS = 120 };

static void put_head(const struct scan_sheet *sheet)
{
    const struct scan_facts *facts = sheet->view->facts;
    struct buf line;

    buf_init(&line, LINE_CAP);
    safe_cut(&line, facts->input, NAME_CHARS);
    if (facts->address.n > 0 && !span_eq(facts->address, facts->input)) {
        buf_str(&line, " (");
        safe_put(&line, facts->address);
        buf_u8(&line, ')');
    }
    text_prose(sheet->out, sheet->style, INK_BOLD, 0, 2, buf_span(&line));
    buf_free(&line);
}

/* What kept the scan from being whole. */
static void put_trouble(const struct scan_sheet *sheet)
{
    const struct scan_facts *facts = sheet->view->facts;
    struct buf line;

    if (facts->trouble == SCAN_WHOLE)
        return;
    buf_init(&line, LINE_CAP);
    if (facts->message.n > 0)
        safe_put(&line, facts->message);
    else
        buf_str(&line, scan_say(sheet, reason_meaning(facts->reason)));
    buf_u8(sheet->out, '\n');
    scan_row_put(sheet, &(struct scan_row){
                            .sign = SIGN_BAD, .indent = 2, .text = buf_span(&line), .note = ""});
    buf_free(&line);
}

static bool is_reached(const struct scan_facts *facts)
{
    return facts->trouble != SCAN_UNREACHED && facts->trouble != SCAN_NOT_TLS;
}

static bool is_settled(const struct scan_facts *facts, enum scan_version_row row)
{
    const struct scan_version *version = &facts->versions[row];

    return version->accepted == SCAN_NO || (version->accepted == SCAN_YES && version->is_done);
}

static bool has_groups(const struct scan_facts *facts)
{
    bool has = true;

    for (size_t row = 0; row < SCAN_VERSIONS; row++) {
        const struct scan_version *version = &facts->versions[row];
        has = has && is_settled(facts, (enum scan_version_row)row);
        has = has && (version->accepted == SCAN_NO || version->groups.complete);
    }
    return has;
}

static size_t kilobytes(uint64_t bytes)
{
    return (size_t)((bytes + 999) / 1000);
}

static void put_time(struct buf *out, uint64_t us)
{
    if (us < 1000000)
        buf_printf(out, "%u ms", (unsigned)(us / 1000));
    else
        buf_printf(out, "%.1f s", (double)us / 1e6);
}

/* Less is no reason to wonder why a scan takes long. */
enum { WAITED_LEAST_US = 500000 };

static void put_waited(const struct scan_sheet *sheet, struct buf *out)
{
    if (sheet->view->facts->waited_us < WAITED_LEAST_US)
        return;
    buf_str(out, scan_say(sheet, N_(", ")));
    put_time(out, sheet->view->facts->waited_us);
    buf_str(out, scan_say(sheet, N_(" of them to keep to --rate (0 lifts it)")));
}

static void put_end(const struct scan_sheet *sheet)
{
    const struct scan_facts *facts = sheet->view->facts;
    enum lang lang = sheet->style->lang;
    struct buf line;

    buf_init(&line, LINE_CAP);
    lang_count(&line, lang, N_("{n} connection{s}"), facts->connections);
    buf_str(&line, scan_say(sheet, N_("; ")));
    put_time(&line, facts->total_us);
    put_waited(sheet, &line);
    buf_str(&line, scan_say(sheet, N_("; ")));
    lang_count(&line, lang, N_("{n} KB sent"), kilobytes(facts->sent));
    buf_str(&line, scan_say(sheet, N_("; ")));
    lang_count(&line, lang, N_("{n} KB received"), kilobytes(facts->received));
    buf_u8(sheet->out, '\n');
    text_prose(sheet->out, sheet->style, INK_DIM, 0, 0, buf_span(&line));
    buf_free(&line);
}

/* The newest version has the title above it. */
static void put_version(const struct scan_sheet *sheet, enum scan_version_row row)
{
    if (row == SCAN_1_3)
        scan_title(sheet, N_("Versions and cipher suites"));
    scan_put_version(sheet, row);
}

/* The parts are numbered: the head, the versions, the groups, and what is known at the end. */
enum scan_part {
    PART_HEAD,
    PART_VERSIONS,
    PART_GROUPS = PART_VERSIONS + SCAN_VERSIONS,
    PART_REST,
    PART_COUNT,
};

static enum scan_version_row row_of(unsigned part)
{
    return (enum scan_version_row)(SCAN_VERSIONS - 1 - (part - PART_VERSIONS));
}

/* Nothing in this part will change. */
static bool is_final_part(const struct scan_facts *facts, unsigned part)
{
    if (part == PART_HEAD)
        return facts->address.n > 0;
    if (part < PART_GROUPS)
        return is_settled(facts, row_of(part));
    return part == PART_GROUPS && has_groups(facts);
}

static void put_rest(const struct scan_sheet *sheet)
{
    if (is_reached(sheet->view->facts)) {
        scan_put_schemes(sheet);
        scan_put_certificates(sheet);
        scan_put_features(sheet);
        scan_put_findings(sheet);
    }
    put_trouble(sheet);
    if (is_reached(sheet->view->facts)) {
        scan_put_unknown(sheet);
        scan_put_required(sheet);
        scan_put_changes(sheet);
    }
    if (sheet->view->facts->connections > 0)
        put_end(sheet);
}

/* Of a server that was not reached there is nothing but the trouble. */
static void put_part(const struct scan_sheet *sheet, unsigned part)
{
    if (part == PART_HEAD)
        put_head(sheet);
    else if (part == PART_REST)
        put_rest(sheet);
    else if (!is_reached(sheet->view->facts))
        return;
    else if (part == PART_GROUPS)
        scan_put_groups(sheet);
    else
        put_version(sheet, row_of(part));
}

void scan_text_part(struct buf *out, const struct scan_view *view, const struct style *style,
                    unsigned *drawn, bool is_end)
{
    const struct scan_sheet sheet = {out, view, style};

    while (*drawn < PART_COUNT && (is_end || is_final_part(view->facts, *drawn)))
        put_part(&sheet, (*drawn)++);
}

void scan_progress(struct buf *out, const struct scan_view *view, const struct style *style,
                   const char *doing)
{
    const struct scan_facts *facts = view->facts;
    struct buf line;

    buf_init(&line, LINE_CAP);
    safe_put(&line, facts->input);
    buf_printf(&line, ": %s%s", doing, lang_text(style->lang, N_("; ")));
    lang_count(&line, style->lang, N_("{n} connection{s}"), facts->connections);
    if (facts->waited_us >= WAITED_LEAST_US)
        buf_str(&line, lang_text(style->lang, N_("; slowed down by --rate (0 lifts it)")));
    size_t room = (size_t)text_columns(style) - 2;
    if (text_width(buf_span(&line)) > (int)room)
        room /= 2; /* characters may be two columns wide */
    safe_cut(out, buf_span(&line), room);
    buf_free(&line);
}
