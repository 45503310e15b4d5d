/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * derive: what `tlsbox derive` is made of:
 *
 *   derive.c           options, what is written
 *   derive_options.c        options and files to values
 *   derive_messages.c  handshake messages to randoms, hashes and Finished values
 *   derive_schedule.c     values to steps
 *   derive_capture.c   steps from a capture
 */
#ifndef TB_CMD_DERIVE_DERIVE_H
#define TB_CMD_DERIVE_DERIVE_H

#include "cmd/cli/cmd.h"
#include "lib/base/file.h"
#include "lib/tls/keys/keylog.h"
#include "lib/tls/keys/key_schedule13.h"

/* The values, rows of derive.def. */
enum derive_id {
#define VALUE(ID, option, length, help) DERIVE_##ID,
#define VALUE12 VALUE
#define VALUE13 VALUE
#include "cmd/derive/derive.def"
#undef VALUE
#undef VALUE12
#undef VALUE13
    DERIVE_COUNT
};

struct derive_opts {
    const char *suite, *messages, *keylog;
    const char *capture, *key;
    int flow; /* of the capture; 0: the first whose secrets are known */
    const char *text[DERIVE_COUNT]; /* hexadecimal; NULL: not given */
    bool external, json;
    int color;
};

enum { DERIVE_VALUE_MAX = 1024, DERIVE_MESSAGE_MAX = 1 << 14 };

struct derive_value {
    size_t n; /* 0: not known */
    uint8_t v[DERIVE_VALUE_MAX];
};

/* The ends, as indices. */
enum derive_end { DERIVE_SERVER, DERIVE_CLIENT, DERIVE_ENDS };

/* All that is known.  Secret: derive_wipe. */
struct derive {
    struct run *run;
    const struct derive_opts *opts;
    const struct suite *suite; /* NULL: not known */
    struct derive_value v[DERIVE_COUNT];
    struct file messages, keylog;
    struct buf bytes;                      /* of the messages */
    struct span found[DERIVE_ENDS];        /* of the Finished messages: their bodies, into bytes */
    bool psk_refused;                      /* the server did not take the pre-shared key */
    struct secret early, traffic[2][DERIVE_ENDS]; /* of the key log: handshake, application */
    uint8_t random[KEYLOG_RANDOM];                /* of the present connection in the key log */
};

/* What came out, as far as somebody may want to compare it.  `expected` are Finished values. */
struct derive_result {
    struct {
        size_t n; /* 0: cannot be computed */
        uint8_t v[SECRET_MAX];
    } expected[DERIVE_ENDS];
};

static inline struct span derive_get(const struct derive *derive, enum derive_id id)
{
    return span_of(derive->v[id].v, derive->v[id].n);
}

static inline bool derive_has(const struct derive *derive, enum derive_id id)
{
    return derive->v[id].n > 0;
}

/* derive_set keeps a value; what is longer than any is cut off, and then of a wrong length. */
void derive_set(struct derive *derive, enum derive_id id, struct span value);

const char *derive_option(enum derive_id id); /* "client-random" */

/* derive_failed says what is wrong with a file, on standard error and as JSON: the exit code. */
int derive_failed(struct derive *derive, const char *path, const struct file *file,
                  struct fail fail);

/* derive_open takes values from the options and opens the files; EXIT_OK, or it has been said what
 * is wrong.  derive_fit says what does not fit together or is missing. */
int derive_open(struct derive *derive, struct run *run);
int derive_fit(struct derive *derive);
void derive_wipe(struct derive *derive);

/* derive_read_messages takes what it can from d->bytes; the suite, too, where it is not known. */
int derive_read_messages(struct derive *derive);

/* derive_keylog_next takes the secrets of the next connection of the key log that goes with what is
 * known; false at the end. */
bool derive_keylog_next(struct derive *derive, struct span *text);

/* derive_schedule takes all steps that are possible. */
void derive_schedule(const struct derive *derive, const struct step_listener *listener,
                     struct derive_result *out);

/* derive_capture is all of --capture: its exit code. */
int derive_capture(struct run *run, const struct derive_opts *opts);

/* derive_finished_hash is what the Finished of an end is over, or empty. */
struct span derive_finished_hash(const struct derive *derive, enum derive_end end);

#endif
