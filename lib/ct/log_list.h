/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * log_list: a list of the logs that a client knows (version 3 of the JSON schema), with their keys,
 * operators and states.  Logs of RFC 6962 are in its `logs`, those of static-ct-api in its
 * `tiled_logs`.
 *
 * Spans point into the text or into the arena of the list; both must outlive it.
 */
#ifndef TB_LIB_CT_LOG_LIST_H
#define TB_LIB_CT_LOG_LIST_H

#include "lib/ct/sct.h"

/* A list of public logs has some 75 logs in 53 KB. */
enum { LOG_LIST_MAX = 4 << 20, LOG_LIST_LOGS = 1024, LOG_PREVIOUS_MAX = 4 };

/* After this many days clients no longer rely on a list. */
enum { LOG_LIST_DAYS = 70 };

enum log_state {
    LOG_NO_STATE, /* the list gives none, or one that is not known here */
    LOG_PENDING,
    LOG_QUALIFIED,
    LOG_USABLE,
    LOG_READONLY,
    LOG_RETIRED,
    LOG_REJECTED,
    LOG_STATES
};

/* An operator before the one of today.  Times of logs are in milliseconds since 1970. */
struct log_operator {
    struct span name;
    int64_t until_ms; /* not included; INT64_MAX: still */
};

struct ct_log {
    struct span id;                              /* SCT_LOG_ID bytes */
    struct span description, operator_name, url; /* UTF-8 as written; url: empty or absent */
    struct span spki;
    struct keyinfo key;
    bool is_tiled;
    struct span monitoring_url; /* of a tiled log: where its tiles are; empty: not given */
    int64_t mmd;                /* maximum merge delay in seconds; -1: not given */
    enum log_state state;
    struct span state_name; /* as written */
    int64_t state_ms;       /* since when; INT64_MIN: not given */
    int64_t from, until;    /* of notAfter of its certificates, in seconds, until not included;
                             * INT64_MIN, INT64_MAX: not limited */
    struct log_operator previous[LOG_PREVIOUS_MAX];
    size_t num_previous;
};

struct log_list {
    struct ct_log *logs;
    size_t num, cap;
    struct span version;
    int64_t timestamp; /* seconds since 1970 */
};

/*
 * log_list_read reads a list.  Errors: JSON_*; LOG_LIST_FORM if it has no operators or no
 * timestamp, or a log lacks its key or id; LOG_LIST_KEY if an id is not the SHA-256 of its key (RFC
 * 6962 3.2), or the key does not decode; LOG_LIST_TWICE if two logs have one key; LOG_LIST_SIZE;
 * those of the arena.
 */
enum err log_list_read(struct log_list *out, struct span text, struct arena *arena,
                       struct fail *fail) MUST_CHECK;

/* log_list_find is the log with this id; NULL if the list has none. */
const struct ct_log *log_list_find(const struct log_list *list, struct span id);

/* log_operator_at is who operated the log at this time. */
struct span log_operator_at(const struct ct_log *log, int64_t ms);

/* log_takes: certificates that end at this time are in its interval. */
bool log_takes(const struct ct_log *log, int64_t not_after);

/* log_list_age is the age in whole days at a time in seconds, negative before its own time;
 * log_list_is_stale: it is more than LOG_LIST_DAYS old. */
int64_t log_list_age(const struct log_list *list, int64_t time);
bool log_list_is_stale(const struct log_list *list, int64_t time);

#endif
