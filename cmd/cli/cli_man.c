/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts of the man pages (mdoc) that come from the tables. */
#include "config.h"

#include "cmd/cli/cli.h"

#include "app/faults/fault_site.h"
#include "cmd/cli/help.h"
#include "lib/base/cal.h"
#include "lib/base/lookup.h"
#include "lib/path/dated.h"
#include "lib/view/scan/scan_names.h"

/* Appends text with each sentence on its own line, as mdoc requires, and escapes the dashes of
 * options, so that they are not printed as hyphens. */
static void prose(struct buf *out, struct span text)
{
    bool fresh = true;

    for (size_t i = 0; i < text.n; i++) {
        uint8_t c = text.p[i];

        if (fresh && (c == '.' || c == '\''))
            buf_str(out, "\\&");
        fresh = false;
        if (c == '\\') {
            buf_str(out, "\\e");
        } else if (c == '"') {
            buf_str(out, "\\(dq");
        } else if (c == '-' && (i == 0 || strchr(" '(-", text.p[i - 1]) != NULL)) {
            buf_str(out, "\\-");
        } else if (c == ' ' && i > 0 && text.p[i - 1] == '.') {
            buf_u8(out, '\n');
            fresh = true;
        } else {
            buf_u8(out, c);
        }
    }
    buf_u8(out, '\n');
}

/* The option lists of a manual page in mdoc: one list for each group.  Options without a help text
 * are not documented. */
static void options(struct buf *out, const struct cmd *cmd)
{
    struct opt_flat flat;
    bool open = false;

    opt_flatten(&flat, cmd->opts);
    for (size_t i = 0; i < flat.num; i++) {
        const struct opt *o = flat.opt[i];

        if (o->help == NULL)
            continue;
        if (o->kind == OPT_GROUP) {
            buf_printf(out, "%s.Ss %s\n.Bl -tag -width Ds\n", open ? ".El\n" : "", o->help);
            open = true;
            continue;
        }
        buf_str(out, ".It ");
        if (o->letter != 0)
            buf_printf(out, "Fl %c , ", o->letter);
        buf_printf(out, "Fl -%s", o->name);
        if (o->kind == OPT_MAYBE)
            buf_printf(out, " Ns Op = Ns Ar %s", o->arg);
        else if (o->arg != NULL)
            buf_printf(out, " Ar %s", o->arg);
        buf_u8(out, '\n');
        prose(out, span_str(o->help));
    }
    buf_str(out, ".El\n");
}

static void exit_item(struct buf *out, const void *arg, int code, const char *meaning)
{
    (void)arg;
    buf_printf(out, ".It %d\n", code);
    prose(out, span_str(meaning));
}

static void exits(struct buf *out, const struct cmd *cmd)
{
    (void)cmd;
    buf_str(out, ".Bl -tag -width Ds -compact\n");
    help_exits(out, exit_item, NULL);
    buf_str(out, ".El\n");
}

static void examples(struct buf *out, const struct cmd *cmd)
{
    for (const struct example *e = cmd->examples; e->line != NULL; e++) {
        prose(out, span_str(e->what));
        buf_printf(out, ".Dl ");
        prose(out, span_str(e->line));
    }
}

static void commands(struct buf *out, const struct cmd *cmd)
{
    (void)cmd;
    buf_str(out, ".Bl -tag -width Ds\n");
    for (size_t i = 0; cmd_at(i) != NULL; i++) {
        buf_printf(out, ".It Xr tlsbox-%s 1\n", cmd_at(i)->name);
        prose(out, span_str(cmd_at(i)->summary));
    }
    buf_str(out, ".El\n");
}

/* The faults of `serve --bad`: name, what a good client does, the fault. */
static void faults(struct buf *out, const struct cmd *cmd)
{
    (void)cmd;
    buf_str(out, ".Bl -tag -width Ds -compact\n");
    for (size_t i = 0; fault_site_bad(i) != NULL; i++) {
        const struct server_fault *bad = fault_site_bad(i);

        buf_printf(out, ".It Li %s Pq %s\n", bad->name, server_fault_must_name(bad->must));
        prose(out, span_str(bad->words));
    }
    buf_str(out, ".El\n");
}

static void date(struct buf *out, int64_t time)
{
    struct cal c = cal_from_time(time);

    buf_printf(out, "%04d-%02d-%02d", c.year, c.month, c.day);
}

/* The dated rules of profile cabf, as columns. */
static void dates(struct buf *out, const struct cmd *cmd)
{
    static const char *const who[SERVER_ONLY_COUNT] = {
        [SERVER_ONLY_CA] = "intermediate: serverAuth alone",
        [SERVER_ONLY_LEAF] = "serverAuth alone",
    };

    (void)cmd;
    buf_str(out, ".Bl -column \"issued from\" \"intermediate: serverAuth alone\" \"source\"\n"
                 ".It Sy issued from Ta Sy rule Ta Sy source\n");
    for (size_t i = 0; i < dated_lifetimes(); i++) {
        struct lifetime_limit limit = dated_lifetime(i);

        buf_str(out, ".It ");
        date(out, limit.from);
        buf_printf(out, " Ta at most %d %s Ta CA/Browser Forum, %s\n", limit.number,
                   limit.unit == LIFETIME_DAYS ? "days" : "months", limit.source);
    }
    for (enum server_only i = 0; i < SERVER_ONLY_COUNT; i++) {
        const char *source;

        buf_str(out, ".It ");
        date(out, dated_server_only(i, &source));
        buf_printf(out, " Ta %s Ta %s\n", who[i], source);
    }
    buf_str(out, ".El\n");
}

/* The keys of the object `features` of scan. */
static void features(struct buf *out, const struct cmd *cmd)
{
    (void)cmd;
    buf_str(out, ".Bl -tag -width Ds -compact\n");
    for (enum scan_feature i = 0; i < FEATURE_COUNT; i++) {
        buf_printf(out, ".It Sy %s\n", scan_feature_row(i)->key);
        prose(out, span_str(scan_feature_row(i)->title));
    }
    buf_str(out, ".El\n");
}

bool cli_man(struct buf *out, struct span part, const struct cmd *cmd)
{
    static const struct {
        const char *name;
        void (*dump)(struct buf *out, const struct cmd *cmd);
    } parts[] = {{"options", options},   {"exits", exits},   {"examples", examples},
                 {"commands", commands}, {"faults", faults}, {"dates", dates},
                 {"features", features}};

    size_t i = LOOKUP_NAME(parts, name, part);

    if (i == LOOKUP_COUNT(parts))
        return false;
    parts[i].dump(out, cmd);
    return true;
}
