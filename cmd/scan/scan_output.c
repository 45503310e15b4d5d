/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cmd/scan/scan.h"

#include <time.h>

#include "lib/tls/wire/tables.h"
#include "lib/view/scan/scan_view.h"

enum { LINE_MAX_BYTES = 16 << 20, TEXT_MAX = 1 << 20 };

static struct scan_view view_of(const struct scan_output *output, const struct scan_result *result)
{
    int64_t at = output->opts->judging.at;

    return (struct scan_view){.facts = result->facts,
                              .now = at == AT_NOW ? (int64_t)time(NULL) : at,
                              .id = result->id,
                              .line = result->line};
}

static bool put_json(struct scan_output *output, const struct scan_view *view)
{
    struct buf line;

    buf_init(&line, LINE_MAX_BYTES);
    output->err = scan_json(&line, view);
    bool ok = output->err == ERR_OK && line_sink_put(&output->sink, buf_span(&line));
    buf_free(&line);
    return ok;
}

/* The versions that a server accepts, in one line. */
static bool put_text(struct scan_output *output, const struct scan_facts *facts)
{
    struct buf text;
    const char *between = ":";

    buf_init(&text, TEXT_MAX);
    buf_put(&text, facts->input);
    if (facts->address.n > 0)
        buf_printf(&text, " (%.*s)", (int)facts->address.n, (const char *)facts->address.p);
    for (size_t i = 0; i < SCAN_VERSIONS; i++) {
        if (facts->versions[i].accepted != SCAN_YES)
            continue;
        buf_printf(&text, "%s %s", between, version_name(facts->versions[i].version));
        between = ",";
    }
    if (facts->message.n > 0)
        buf_printf(&text, "%s %.*s", between, (int)facts->message.n,
                   (const char *)facts->message.p);
    if (facts->reason != REASON_OK)
        buf_printf(&text, " [%s]", reason_code(facts->reason));
    safe_put(&output->run->out.data, buf_span(&text));
    buf_str(&output->run->out.data, "\n");
    buf_free(&text);
    return output_flush(&output->run->out);
}

bool scan_output_result(void *ctx, const struct scan_result *result)
{
    struct scan_output *output = ctx;
    struct scan_view view = view_of(output, result);

    return output->opts->json ? put_json(output, &view) : put_text(output, result->facts);
}
