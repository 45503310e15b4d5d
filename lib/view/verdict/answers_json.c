/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The keys of answers in JSON (doc/tlsbox.schema.json, tlsbox-json(5)). */
#include "config.h"

#include "lib/view/verdict/answers.h"

#include "lib/base/cal.h"

/* A time that there is none of is null. */
static void put_time(struct json_writer *json, const char *key, int64_t time)
{
    jw_time_read(json, key, time != INT64_MIN, time);
}

/* Text of a log list or of a failure; null if there is none. */
static void put_text(struct json_writer *json, const char *key, struct span text)
{
    if (text.n > 0)
        jw_text(json, key, text);
    else
        jw_null(json, key);
}

static void put_error(struct json_writer *json, enum err err)
{
    jw_str(json, "error", err == ERR_OK ? NULL : err_id(err));
}

static void put_status(struct json_writer *json, const struct rev_answer *answer)
{
    jw_open(json, NULL);
    jw_int(json, "cert", answer->cert);
    jw_str(json, "mechanism", rev_mechanism_names[answer->mechanism]);
    jw_str(json, "source", evidence_source_names[answer->source]);
    put_text(json, "origin", answer->origin == NULL ? (struct span){0} : span_str(answer->origin));
    if (answer->source == EVIDENCE_CACHE)
        jw_int(json, "age", answer->age);
    else
        jw_null(json, "age");
    jw_str(json, "status", rev_status_names[answer->status]);
    put_time(json, "this_update", answer->this_update);
    put_time(json, "next_update", answer->next_update);
    put_time(json, "revoked_at", answer->revoked_at);
    jw_str(json, "revocation_reason", crl_reason_name(answer->reason));
    put_error(json, answer->err);
    put_text(json, "detail", answer->detail);
    jw_close(json);
}

static void put_sct(struct json_writer *json, const struct sct_answer *sct)
{
    jw_open(json, NULL);
    jw_hex(json, "log_id", sct->log_id);
    put_text(json, "log", sct->log);
    put_text(json, "operator", sct->operator_name);
    put_text(json, "state", sct->state);
    jw_str(json, "source", evidence_source_names[sct->source]);
    /* A log may write any number there. */
    jw_time_read(json, "timestamp",
                 sct->status != SCT_STATUS_MALFORMED && sct->timestamp_ms / 1000 <= CAL_LAST,
                 sct->timestamp_ms / 1000);
    if (sct->leaf_index >= 0)
        jw_int(json, "leaf_index", sct->leaf_index);
    else
        jw_null(json, "leaf_index");
    jw_str(json, "status", sct_status_names[sct->status]);
    jw_str(json, "inclusion", sct_inclusion_names[sct->inclusion]);
    put_error(json, sct->err);
    jw_close(json);
}

void answers_json(struct json_writer *json, const struct report *report)
{
    jw_list(json, "revocation");
    for (size_t i = 0; report != NULL && i < report->num_answers; i++)
        put_status(json, &report->answers[i]);
    jw_list_end(json);
    jw_list(json, "scts");
    for (size_t i = 0; report != NULL && i < report->num_scts; i++)
        put_sct(json, &report->scts[i]);
    jw_list_end(json);
}
