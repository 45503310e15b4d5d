/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/view/envelope.h"

void envelope_open(struct json *j, const char *command, const char *input, enum reason reason)
{
    json_open(j, NULL);
    json_str(j, "command", command);
    json_str(j, "input", input);
    json_bool(j, "ok", reason == REASON_OK);
    json_str(j, "reason", reason == REASON_OK ? NULL : reason_code(reason));
    json_int(j, "exit", reason_exit(reason));
}

enum err envelope_close(struct json *j)
{
    json_close(j);
    buf_u8(j->out, '\n');
    return j->out->err;
}

/* The one finding of an operand that could not be judged has the same keys as all others. */
enum err error_json(struct buf *out, const char *command, const char *input, enum reason reason,
                    const char *message)
{
    static const char *const absent[] = {"hint", "rule", "error", "name", "offset", "length"};
    struct json j = {.out = out};

    envelope_open(&j, command, input, reason);
    json_list(&j, "findings");
    json_open(&j, NULL);
    json_str(&j, "code", reason_code(reason));
    json_str(&j, "severity", "error");
    json_null(&j, "cert");
    json_str(&j, "message", message);
    json_str(&j, "ref", "");
    for (size_t i = 0; i < sizeof absent / sizeof absent[0]; i++)
        json_null(&j, absent[i]);
    json_close(&j);
    json_list_end(&j);
    return envelope_close(&j);
}
