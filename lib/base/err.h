/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * err: how functions of lib fail, and how a failure is reported to the user.
 *
 * There are two vocabularies, each with one table.  `enum err` (err.def) is returned by functions
 * and is as fine as the rules are; `enum reason` (reason.def) is the stable set of codes for
 * scripts.  Every err belongs to one reason, and every reason has one exit code.
 */
#ifndef TB_LIB_BASE_ERR_H
#define TB_LIB_BASE_ERR_H

#include <stdbool.h>

#include "lib/base/span.h"

enum reason {
#define REASON(id, code, exit, rank, meaning) REASON_##id,
#include "lib/base/reason.def"
#undef REASON
    REASON_COUNT
};

enum err {
#define ERR(id, reason, text, ref)            ERR_##id,
#define ERR_TLS(id, reason, alert, text, ref) ERR_##id,
#include "lib/base/err.def"
#undef ERR_TLS
#undef ERR
    ERR_COUNT
};

/* The stable code ("expired"), exit code, rank and one-line meaning of a reason. */
const char *reason_code(enum reason reason);
int reason_exit(enum reason reason);
int reason_rank(enum reason reason);
const char *reason_meaning(enum reason reason);

/* reason_find finds the reason with this code; false if there is none. */
bool reason_find(enum reason *out, struct span code);

/* The exit codes of every command; those of reasons are among them. */
enum exit_code {
#define EXIT(id, code, meaning) EXIT_##id = (code),
#include "lib/base/exits.def"
#undef EXIT
};

/* exit_rank orders exit codes as a run with several operands does: 5, 4, 3, 6, 1, 0.  exit_worse is
 * the one that ranks higher. */
int exit_rank(int exit_code);

static inline int exit_worse(int a, int b)
{
    return exit_rank(b) > exit_rank(a) ? b : a;
}

enum reason err_reason(enum err err);
const char *err_id(enum err err);   /* "DER_TAG" */
const char *err_text(enum err err); /* one sentence, lower case, no full stop */
const char *err_ref(enum err err);  /* "RFC 5280 4.1.2.5", or "" */

/* err_is_own_refusal is true if tlsbox refused to connect: nobody was asked. */
static inline bool err_is_own_refusal(enum err err)
{
    return err == ERR_NET_PRIVATE || err == ERR_FETCH_PORT;
}

/* fail: the first error of a decoding and the bytes that it concerns, which are part of the input.
 * Later errors are consequences of the first and are not recorded.  All zero means no error. */
struct fail {
    enum err err;
    struct span at;
};

/* fail_set records an error unless there is one already. */
static inline void fail_set(struct fail *fail, enum err err, struct span at)
{
    if (fail->err == ERR_OK)
        *fail = (struct fail){err, at};
}

/* TRY returns an error to the caller; it is the only macro that hides a return. */
#define TRY(expr)                   \
    do {                            \
        enum err try_err_ = (expr); \
        if (try_err_ != ERR_OK)     \
            return try_err_;        \
    } while (0)

/* The compiler warns if a caller ignores the result. */
#define MUST_CHECK __attribute__((warn_unused_result))

#endif
