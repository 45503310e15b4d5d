/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/view/text/envelope.h"

void envelope_open(struct json_writer *json, const char *command, const char *input,
                   enum reason reason)
{
    jw_open(json, NULL);
    envelope_keys(json, command, input, reason);
}

void envelope_keys(struct json_writer *json, const char *command, const char *input,
                   enum reason reason)
{
    envelope_keys_of(json, command, span_str(input), reason);
}

void envelope_keys_of(struct json_writer *json, const char *command, struct span input,
                      enum reason reason)
{
    jw_str(json, "command", command);
    jw_text(json, "input", input);
    jw_bool(json, "ok", reason == REASON_OK);
    jw_str(json, "reason", reason == REASON_OK ? NULL : reason_code(reason));
    jw_int(json, "exit", reason_exit(reason));
}

enum err envelope_close(struct json_writer *json)
{
    jw_close(json);
    buf_u8(json->out, '\n');
    return json->out->err;
}

/* A finding that is not about a certificate has the same keys as all others. */
static void put_head(struct json_writer *json, enum reason reason, const char *severity)
{
    jw_open(json, NULL);
    jw_str(json, "code", reason_code(reason));
    jw_str(json, "severity", severity);
    jw_null(json, "cert");
}

static void put_tail(struct json_writer *json, const char *error)
{
    static const char *const absent[] = {"name", "offset", "length"};

    jw_null(json, "rule");
    jw_str(json, "error", error);
    for (size_t i = 0; i < sizeof absent / sizeof absent[0]; i++)
        jw_null(json, absent[i]);
    jw_close(json);
}

void envelope_finding(struct json_writer *json, enum reason reason, const char *message,
                      const char *ref, const char *hint, const char *error)
{
    put_head(json, reason, "error");
    jw_str(json, "message", message);
    jw_str(json, "ref", ref);
    jw_str(json, "hint", hint);
    put_tail(json, error);
}

void envelope_note(struct json_writer *json, enum reason reason, const char *message,
                   const char *ref, const char *hint)
{
    put_head(json, reason, "info");
    jw_str(json, "message", message);
    jw_str(json, "ref", ref);
    jw_str(json, "hint", hint);
    put_tail(json, NULL);
}

enum err error_json(struct buf *out, const char *command, const char *input, enum reason reason,
                    const char *message)
{
    struct json_writer j = {.out = out};

    envelope_open(&j, command, input, reason);
    jw_list(&j, "findings");
    envelope_finding(&j, reason, message, "", NULL, NULL);
    jw_list_end(&j);
    return envelope_close(&j);
}
