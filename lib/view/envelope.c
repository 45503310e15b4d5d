/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/view/envelope.h"

void envelope_open(struct jw *j, const char *command, const char *input, enum reason reason)
{
    jw_open(j, NULL);
    jw_str(j, "command", command);
    jw_str(j, "input", input);
    jw_bool(j, "ok", reason == REASON_OK);
    jw_str(j, "reason", reason == REASON_OK ? NULL : reason_code(reason));
    jw_int(j, "exit", reason_exit(reason));
}

enum err envelope_close(struct jw *j)
{
    jw_close(j);
    buf_u8(j->out, '\n');
    return j->out->err;
}

/* The one finding of an operand that could not be judged has the same keys as all others. */
enum err error_json(struct buf *out, const char *command, const char *input, enum reason reason,
                    const char *message)
{
    static const char *const absent[] = {"hint", "rule", "error", "name", "offset", "length"};
    struct jw j = {.out = out};

    envelope_open(&j, command, input, reason);
    jw_list(&j, "findings");
    jw_open(&j, NULL);
    jw_str(&j, "code", reason_code(reason));
    jw_str(&j, "severity", "error");
    jw_null(&j, "cert");
    jw_str(&j, "message", message);
    jw_str(&j, "ref", "");
    for (size_t i = 0; i < sizeof absent / sizeof absent[0]; i++)
        jw_null(&j, absent[i]);
    jw_close(&j);
    jw_list_end(&j);
    return envelope_close(&j);
}
