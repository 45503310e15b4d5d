/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cmd/serve/check_report.h"

#include "cmd/serve/fault_list.h"
#include "lib/view/text/safe.h"

/* The result in one word.  If a client must accept, missed means accepted and noticed means
 * refused. */
static const char *word(const struct client_check_job *job)
{
    static const char *const words[] = {[CLIENT_CHECK_NOT_RUN] = "not run",
                                        [CLIENT_CHECK_NOTICED] = "noticed",
                                        [CLIENT_CHECK_MISSED] = "missed",
                                        [CLIENT_CHECK_HUNG] = "hung"};
    bool finds = job->bad == NULL || job->bad->must == SERVER_FAULT_ACCEPT;

    if (finds && job->result == CLIENT_CHECK_MISSED)
        return "accepted";
    return finds && job->result == CLIENT_CHECK_NOTICED ? "refused" : words[job->result];
}

static struct span line_of(const struct client_check_job *job)
{
    return span_of(job->line, job->line_n);
}

/* --- text --------------------------------------------------------------------------------- */

/* One fault: what was expected, what happened, and for a wrong result the client's last line. */
static void put_row(struct buf *out, const struct client_check_job *job, int width)
{
    bool right = job->bad != NULL && client_check_is_right(job);

    buf_printf(out, "%-*s  %-6s  %-8s  ", width, job->name, server_fault_must_name(job->bad->must),
               word(job));
    buf_str(out, right ? "ok   " : "WRONG");
    if (job->result == CLIENT_CHECK_NOTICED || job->result == CLIENT_CHECK_MISSED)
        buf_printf(out, "  exit %d", job->code);
    if (!right && job->line_n > 0 && job->code != 0) {
        buf_str(out, "  ");
        safe_put(out, line_of(job));
    }
    buf_u8(out, '\n');
}

struct sums {
    unsigned refused, must_refuse, accepted, must_accept, hung, either, missed;
};

/* Counts the results.  The first and the last job are runs without a fault and do not count. */
static struct sums sums_of(const struct client_check_job *jobs, size_t num)
{
    struct sums s = {0};

    for (size_t i = 1; i + 1 < num; i++) {
        const struct client_check_job *j = &jobs[i];

        s.must_refuse += j->bad->must == SERVER_FAULT_REFUSE;
        s.must_accept += j->bad->must == SERVER_FAULT_ACCEPT;
        s.either += j->bad->must == SERVER_FAULT_EITHER;
        s.refused += j->bad->must == SERVER_FAULT_REFUSE && j->result == CLIENT_CHECK_NOTICED;
        s.missed += j->bad->must == SERVER_FAULT_REFUSE && j->result == CLIENT_CHECK_MISSED;
        s.accepted += j->bad->must == SERVER_FAULT_ACCEPT && j->result == CLIENT_CHECK_MISSED;
        s.hung += j->result == CLIENT_CHECK_HUNG;
    }
    return s;
}

static void put_sums(struct buf *out, const struct client_check_job *jobs, size_t num)
{
    struct sums s = sums_of(jobs, num);

    buf_printf(out,
               "noticed %u of %u faults, missed %u, hung on %u; accepted %u of %u harmless "
               "oddities; %u optional\n",
               s.refused, s.must_refuse, s.missed, s.hung, s.accepted, s.must_accept, s.either);
}

/* If the client fails without a fault the results mean nothing: prints so, and returns true. */
static bool put_worthless(struct buf *out, const struct client_check_job *jobs, size_t num)
{
    const struct client_check_job *first = &jobs[0], *last = &jobs[num - 1];
    const struct client_check_job *j = first->result == CLIENT_CHECK_MISSED ? last : first;

    if (j->result == CLIENT_CHECK_MISSED)
        return false;
    buf_printf(out, "no result: the client fails without a fault, %s (%s",
               j == first ? "before the faults" : "after the faults", word(j));
    if (j->result == CLIENT_CHECK_NOTICED)
        buf_printf(out, ", exit %d", j->code);
    buf_u8(out, ')');
    if (j->line_n > 0) {
        buf_str(out, ": ");
        safe_put(out, line_of(j));
    }
    buf_u8(out, '\n');
    return true;
}

/* If the first run failed, the others mean nothing and have no rows. */
static void put_text(struct buf *out, const struct client_check_job *jobs, size_t num)
{
    int width = 0;

    for (size_t i = 1; i + 1 < num; i++) {
        int n = (int)strlen(jobs[i].name);

        width = n > width ? n : width;
    }
    for (size_t i = 1; i + 1 < num && jobs[0].result == CLIENT_CHECK_MISSED; i++)
        put_row(out, &jobs[i], width);
    if (!put_worthless(out, jobs, num))
        put_sums(out, jobs, num);
}

/* --- JSON --------------------------------------------------------------------------------- */

/* A run without a fault appears as one that the client must accept. */
static void put_json(struct buf *out, const struct client_check_job *job)
{
    static const struct server_fault good = {"good", SERVER_FAULT_PROTOCOL, SERVER_FAULT_ACCEPT,
                                             REASON_OK, "nothing is wrong"};
    const struct server_fault *bad = job->bad == NULL ? &good : job->bad;
    struct client_check_job shown = *job;
    struct json_writer w = {.out = out};

    shown.bad = bad;
    fault_list_open(&w, bad, job->host);
    jw_int(&w, "port", job->port);
    jw_str(&w, "result", word(job));
    jw_bool(&w, "right", client_check_is_right(&shown));
    if (job->result == CLIENT_CHECK_NOTICED || job->result == CLIENT_CHECK_MISSED)
        jw_int(&w, "client_exit", job->code);
    else
        jw_null(&w, "client_exit");
    jw_text(&w, "client_said", line_of(job));
    jw_close(&w);
    buf_u8(out, '\n');
}

void check_report(const struct serve *serve, const struct client_check_job *jobs, size_t num)
{
    struct buf *out = &serve->out->data;

    if (!serve->json) {
        put_text(out, jobs, num);
        return;
    }
    for (size_t i = 0; i < num; i++)
        put_json(out, &jobs[i]);
}
