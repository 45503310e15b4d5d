/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/view/text/envelope.h"

void envelope_open(struct json_writer *j, const char *command, const char *input,
                   enum reason reason)
{
    jw_open(j, NULL);
    jw_str(j, "command", command);
    jw_str(j, "input", input);
    jw_bool(j, "ok", reason == REASON_OK);
    jw_str(j, "reason", reason == REASON_OK ? NULL : reason_code(reason));
    jw_int(j, "exit", reason_exit(reason));
}

enum err envelope_close(struct json_writer *j)
{
    jw_close(j);
    buf_u8(j->out, '\n');
    return j->out->err;
}

/* A finding that is not about a certificate has the same keys as all others. */
void envelope_finding(struct json_writer *j, enum reason reason, const char *message,
                      const char *ref, const char *hint, const char *error)
{
    static const char *const absent[] = {"name", "offset", "length"};

    jw_open(j, NULL);
    jw_str(j, "code", reason_code(reason));
    jw_str(j, "severity", "error");
    jw_null(j, "cert");
    jw_str(j, "message", message);
    jw_str(j, "ref", ref);
    jw_str(j, "hint", hint);
    jw_null(j, "rule");
    jw_str(j, "error", error);
    for (size_t i = 0; i < sizeof absent / sizeof absent[0]; i++)
        jw_null(j, absent[i]);
    jw_close(j);
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
