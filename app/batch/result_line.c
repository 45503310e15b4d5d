/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/batch/result_line.h"

#include "lib/view/text/envelope.h"
#include "lib/view/verdict/report_json.h"

static void open_line(struct json_writer *json, const struct result_source *source,
                      enum reason reason)
{
    jw_open(json, NULL);
    if (source->id.n > 0)
        jw_raw(json, "id", source->id);
    else
        jw_null(json, "id");
    if (source->line > 0)
        jw_int(json, "line", (int64_t)source->line);
    envelope_keys(json, "verify", source->input, reason);
    jw_list(json, "findings");
}

enum err result_line(struct buf *out, const struct result_source *source,
                     const struct report *report, const struct view_input *in)
{
    struct json_writer j = {.out = out};

    open_line(&j, source, report->reason);
    report_json_findings(&j, report, in);
    jw_list_end(&j);
    report_json_keys(&j, report, in);
    return envelope_close(&j);
}

enum err result_line_error(struct buf *out, const struct result_source *source, enum reason reason,
                           const char *message)
{
    struct json_writer j = {.out = out};

    open_line(&j, source, reason);
    envelope_finding(&j, reason, message, "", source->hint, NULL);
    jw_list_end(&j);
    return envelope_close(&j);
}
