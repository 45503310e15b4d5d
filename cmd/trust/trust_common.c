/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the subcommands share: failures, and the stores that are named. */
#include "config.h"

#include "app/file_error.h"
#include "cmd/trust/trust.h"

enum { MESSAGE_MAX = 1 << 18 };

int trust_failed(struct trust_run *t, enum err e)
{
    return e == ERR_OK ? EXIT_OK : file_error_say(&t->run->out, "trust anchors", e, 0);
}

int trust_bad_input(struct trust_run *t, const struct cert_input *input, enum err e)
{
    enum reason reason = err_reason(input->fail.err != ERR_OK ? input->fail.err : e);
    struct buf text;

    buf_init(&text, MESSAGE_MAX);
    cert_input_error(&text, input);
    output_say(&t->run->out, "%.*s [%s]", (int)text.n, (const char *)text.p, reason_code(reason));
    buf_u8(&text, '\0');
    e = text.err;
    if (e == ERR_OK && t->opts->json)
        e = error_json(&t->run->out.data, "trust", input->path, reason, (const char *)text.p);
    buf_free(&text);
    return e == ERR_OK ? reason_exit(reason) : EXIT_FAULT;
}

enum err trust_words(struct trust_run *t, struct string_list *words)
{
    const struct string_list *given = &t->opts->stores;
    size_t num = given->num + t->num_operands;

    *words = (struct string_list){.v = arena_alloc(t->run->arena, num + 1, sizeof *words->v)};
    if (words->v == NULL)
        return t->run->arena->err;
    for (size_t i = 0; i < given->num; i++)
        words->v[words->num++] = given->v[i];
    for (size_t i = 0; i < t->num_operands; i++)
        words->v[words->num++] = t->operands[i];
    return ERR_OK;
}

/* With --chain the judging of the chain says it. */
static void remark(struct trust_run *t, const struct store_shelves *shelves)
{
    for (size_t i = 0; t->opts->chain == NULL && i < shelves->num; i++) {
        const struct store_shelf *s = &shelves->v[i];
        size_t broken = s->reason == REASON_OK ? store_broken(s->store) : 0;

        if (broken > 0)
            output_say(&t->run->out, "%s: %zu object%s not decode; ignored", s->word, broken,
                       broken == 1 ? " does" : "s do");
        if (s->reason == REASON_OK && store_unproven(s->store) > 0)
            output_say(&t->run->out, "%s%s", s->word, store_unproven_text);
    }
}

int trust_unusable(struct trust_run *t, const struct store_shelves *shelves)
{
    int code = store_shelves_say(shelves, &t->run->out);

    remark(t, shelves);
    for (size_t i = 0; t->opts->json && i < shelves->num; i++) {
        const struct store_shelf *s = &shelves->v[i];

        if (s->reason != REASON_OK && !s->is_optional &&
            error_json(&t->run->out.data, "trust", s->word, s->reason, err_text(s->err)) != ERR_OK)
            code = exit_worse(code, EXIT_FAULT);
    }
    return code;
}
