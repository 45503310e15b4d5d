/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/view/handshake/derive_command.h"

#include <string.h>

#include "lib/base/hex.h"
#include "lib/tls/wire/hybrid_parts.h"

/* The step and the input that each option of derive sets.  input NULL: the option sets the step's
 * output. */
static const struct derive_row {
    enum step_id step;
    const char *input, *option;
} rows[] = {
    {STEP_PREMASTER, NULL, "premaster"},
    {STEP_KEY_BLOCK, "master_secret", "master"},
    {STEP_KEY_BLOCK, "client_random", "client-random"},
    {STEP_KEY_BLOCK, "server_random", "server-random"},
    {STEP_MASTER_EXTENDED, "session_hash", "session-hash"},
    {STEP_CLIENT_FINISHED12, "handshake_hash", "client-finished-hash"},
    {STEP_SERVER_FINISHED12, "handshake_hash", "server-finished-hash"},
    {STEP_EARLY_SECRET, "psk", "psk"},
    {STEP_BINDER, "transcript_hash", "binder-hash"},
    {STEP_CLIENT_EARLY_TRAFFIC, "transcript_hash", "hello-hash"},
    {STEP_SHARED_SECRET, NULL, "shared-secret"},
    {STEP_CLIENT_HANDSHAKE_TRAFFIC, "transcript_hash", "hellos-hash"},
    {STEP_SERVER_FINISHED13, "transcript_hash", "server-finished-hash"},
    {STEP_CLIENT_TRAFFIC, "transcript_hash", "server-hash"},
    {STEP_CLIENT_FINISHED13, "transcript_hash", "client-finished-hash"},
    {STEP_RESUMPTION, "transcript_hash", "client-hash"},
};

/* The last one counts: after a HelloRetryRequest or a rejected pre-shared key, steps are
 * repeated. */
static bool last_step(struct step *out, const struct event_log *log, enum step_id id)
{
    for (size_t i = log->num_steps; i > 0; i--) {
        *out = event_log_step_get(log, &log->steps[i - 1]);
        if (out->id == id)
            return true;
    }
    return false;
}

/* The value that an option of `derive` gets: an input of the step, or its output if the row names
 * none. */
static struct span value_of(const struct derive_row *row, const struct event_log *log)
{
    struct step s;

    if (!last_step(&s, log, row->step))
        return (struct span){0};
    if (row->input == NULL)
        return s.out;
    for (size_t i = 0; i < s.num_in; i++) {
        if (strcmp(s.in[i].name, row->input) == 0)
            return s.in[i].value;
    }
    return (struct span){0};
}

/* Without a pre-shared key, the input is zeros (RFC 9846 7.1). */
static bool has_psk(const struct event_log *log)
{
    static const struct derive_row psk = {STEP_EARLY_SECRET, "psk", "psk"};
    struct span v = value_of(&psk, log);
    bool any = false;

    for (size_t i = 0; i < v.n; i++)
        any = any || v.p[i] != 0;
    return any;
}

/* Options whose value follows from others are left out: the master secret from the premaster
 * secret; the binder's hash matters only with a PSK. */
static bool is_needed(const struct derive_row *row, const struct event_log *log)
{
    struct step s;

    if (row->step == STEP_KEY_BLOCK && strcmp(row->option, "master") == 0)
        return !last_step(&s, log, STEP_PREMASTER);
    if (row->step == STEP_EARLY_SECRET || row->step == STEP_BINDER ||
        row->step == STEP_CLIENT_EARLY_TRAFFIC)
        return has_psk(log);
    return true;
}

bool derive_command_can(const struct hs_view *view)
{
    struct step any;

    if (view->info == NULL || view->info->suite == NULL || view->events->num_steps == 0)
        return false;
    /* If the key schedule was entered half-way (from a key log), its beginning is unknown. */
    return !suite_is_13(view->info->suite) || last_step(&any, view->events, STEP_EARLY_SECRET);
}

static void put_option(struct buf *out, const char *option, struct span value)
{
    buf_printf(out, " \\\n    --%s ", option);
    hex_encode(out, value, 0);
}

/* The secret of a hybrid group in its two parts. */
static void put_shared(struct buf *out, const char *option, struct span value, uint16_t group)
{
    struct hybrid_part parts[HYBRID_PARTS];

    if (hybrid_parts(parts, group) && value.n == parts[0].shared_n + parts[1].shared_n) {
        put_option(out, option, span_head(value, parts[0].shared_n));
        put_option(out, option, span_tail(value, parts[0].shared_n));
    } else {
        put_option(out, option, value);
    }
}

void derive_command_line(struct buf *out, const struct hs_view *view)
{
    buf_printf(out, "tlsbox derive --suite %s", view->info->suite->name);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct span value = value_of(&rows[i], view->events);

        if (value.n == 0 || !is_needed(&rows[i], view->events))
            continue;
        if (rows[i].step == STEP_SHARED_SECRET)
            put_shared(out, rows[i].option, value, view->info->group);
        else
            put_option(out, rows[i].option, value);
    }
}

void derive_command(struct buf *out, const struct hs_view *view)
{
    if (!derive_command_can(view))
        return;
    buf_str(out, "To derive all of it again from its starting values:\n\n  ");
    derive_command_line(out, view);
    buf_str(out, "\n\n");
}
