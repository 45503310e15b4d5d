/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Operands that were not connected to, and why. */
#include "config.h"

#include "cmd/handshake/handshake.h"

/* Nobody was connected to: an object says so where one is expected. */
static enum err put_without(struct handshake_job *job, const struct server *server,
                            const char *operand, enum err err)
{
    struct endpoint v;

    if (!job->opts->result.json)
        return ERR_OK;
    endpoint_init(&v, &job->plan, server, operand);
    endpoint_fail(&v, err_reason(err), "%.*s", (int)job->why.n, (const char *)job->why.p);
    struct hs_view view = endpoint_view(&v);
    enum err e = hs_json(&job->run->out.data, &view, false);

    endpoint_free(&v);
    return e;
}

/* The line of job->why, and the exit code. */
static int say_why(struct handshake_job *job, enum err err)
{
    output_say(&job->run->out, "%.*s [%s]", (int)job->why.n, (const char *)job->why.p,
               reason_code(err_reason(err)));
    return reason_exit(err_reason(err));
}

int handshake_without(struct handshake_job *job, const struct server *server, const char *operand,
                      enum err err)
{
    enum err e = put_without(job, server, operand, err);

    return say_why(job, e != ERR_OK ? e : err);
}

int handshake_without_files(struct handshake_job *job, const struct server *servers, enum err err)
{
    struct run *r = job->run;

    for (size_t i = 0; i < r->num_operands; i++) {
        enum err e = put_without(job, &servers[i], r->operands[i], err);

        err = e != ERR_OK ? e : err;
    }
    return say_why(job, err);
}
