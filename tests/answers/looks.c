/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/tls/keys/secret_index.h"
#include "lib/tls/passive/passive.h"
#include "tests/answers/look.h"

enum { LOOKS = 20, VIEWS = 5 };

/* An observer of a connection, and the listing for what it sees. */
struct viewer {
    struct listing *l;
    struct secret_index secrets;
    struct passive *w;
    bool forgetful;
};

static bool find(void *ctx, struct span label, const uint8_t random[RANDOM_SIZE],
                 struct secret *out)
{
    return secret_index_find(&((struct viewer *)ctx)->secrets, label, random, out);
}

static void remember(void *ctx, struct span id, const struct secret *master)
{
    struct viewer *v = ctx;

    say(v->l, "  remembers %zu: %s\n", id.n,
        err_id(secret_index_remember(&v->secrets, id, master)));
}

static bool recall(void *ctx, struct span id, struct secret *out)
{
    return secret_index_recall(&((struct viewer *)ctx)->secrets, id, out);
}

static const struct privkey *no_key(void *ctx, struct span leaf)
{
    (void)ctx;
    (void)leaf;
    return NULL;
}

static void see(void *ctx, const struct event *e)
{
    say_event(((struct viewer *)ctx)->l, e);
}

static void see_chain(void *ctx, const struct tls_chain *chain, bool of_client)
{
    say(((struct viewer *)ctx)->l, "  chain %d %zu\n", of_client, chain->ocsp.n);
}

void look_begin(struct look *k)
{
    if (k == NULL)
        return;
    buf_truncate(&k->bytes, 0);
    k->num = 0;
}

void look_pass(struct look *k, bool from_client, struct span bytes)
{
    if (k == NULL || k->num == LOOK_PIECES)
        return;
    k->pieces[k->num].from_client = from_client;
    k->pieces[k->num].at = k->bytes.n;
    k->pieces[k->num++].n = bytes.n;
    buf_put(&k->bytes, bytes);
}

/* All lines, or some of them, as they are or not quite. */
static void add_lines(struct viewer *v, struct span lines, struct dice *d)
{
    unsigned which = dice_roll(d, 4);

    for (struct span rest = lines; rest.n > 0 && which > 0;) {
        size_t n = span_find(rest, '\n') + 1;
        if (which > 1 || dice_roll(d, 2) == 0)
            say(v->l, "%d", (int)secret_index_add(&v->secrets, span_head(rest, n)));
        rest = span_tail(rest, n);
    }
}

static void say_view(struct listing *l, struct viewer *v)
{
    const struct passive *w = v->w;
    const struct tls_failure *f = passive_failure(w);
    struct passive_finished finished = passive_finished(w);

    say(l, "  view: sight %d block %d complete %d begin %d foreign %d skipped %llu %llu %s\n",
        (int)passive_sight(w), (int)passive_block(w), passive_is_complete(w), passive_saw_begin(w),
        passive_is_foreign(w), (unsigned long long)passive_skipped(w, true),
        (unsigned long long)passive_skipped(w, false),
        passive_skipped_as(w) == NULL ? "-" : passive_skipped_as(w));
    say(l, "  %d%d finished %u %u failure %s name '%.*s' ", passive_reads(w, true),
        passive_reads(w, false), finished.checked, finished.wrong, err_id(f->err),
        (int)passive_server_name(w).n, (const char *)passive_server_name(w).p);
    say_info(l, passive_info(w));
    say(l, " alpn ");
    say_bytes(l, passive_offer(w)->alpn);
    say(l, " offer %zu %zu %d\n", passive_offer(w)->suites.num, passive_offer(w)->groups.num,
        passive_forget(v->w));
}

/* A piece, whole or in two; or not quite it. */
static void pass(struct viewer *v, bool from_client, struct span piece, struct dice *d, bool well)
{
    unsigned what = well ? 9 : dice_roll(d, 24);
    size_t at = piece.n == 0 ? 0 : dice_roll(d, piece.n);
    struct buf b;

    buf_init(&b, 1 << 20);
    buf_put(&b, piece);
    if (what == 0 && piece.n > 0)
        b.p[at] ^= (uint8_t)(1u << dice_roll(d, 8));
    if (what == 1)
        buf_truncate(&b, at);
    if (what == 2)
        from_client = !from_client;
    if (what == 3)
        passive_gap(v->w, from_client, piece.n);
    else if (what == 4)
        passive_feed(v->w, from_client, SPAN_LIT("220 ready\r\n"));
    if (what != 3) {
        passive_feed(v->w, from_client, span_head(buf_span(&b), at));
        passive_feed(v->w, from_client, span_tail(buf_span(&b), at));
    }
    buf_free(&b);
}

static void one_view(const struct look *k, struct listing *l, struct dice *d, bool well)
{
    struct viewer v = {.l = l};
    struct peer_random random = {3};
    const struct passive_config config = {.ctx = &v,
                                          .secret = find,
                                          .remember = remember,
                                          .recall = recall,
                                          .key = no_key,
                                          .rng = peer_random(&random),
                                          .event = see,
                                          .chain = see_chain};
    size_t first = well || dice_roll(d, 6) != 0 ? 0 : dice_roll(d, k->num + 1);

    secret_index_init(&v.secrets, (const uint8_t[SIPHASH_KEY]){0});
    if (well)
        say(l, "%s", err_id(secret_index_add(&v.secrets, buf_span(&k->lines))));
    else
        add_lines(&v, buf_span(&k->lines), d);
    if (passive_new(&v.w, &config) != ERR_OK)
        return;
    for (size_t i = first; i < k->num; i++) {
        struct span piece =
            span_head(span_tail(buf_span(&k->bytes), k->pieces[i].at), k->pieces[i].n);
        pass(&v, k->pieces[i].from_client, piece, d, well);
    }
    if (dice_roll(d, 4) != 0) {
        passive_eof(v.w, true);
        passive_eof(v.w, false);
    }
    say_view(l, &v);
    passive_free(v.w);
    secret_index_free(&v.secrets);
}

void look_say(const struct look *k, struct listing *l, struct dice *d)
{
    for (unsigned i = 0; i < VIEWS; i++) {
        say(l, " view %u: ", i);
        one_view(k, l, d, i == 0);
    }
}

void answer_looks(struct listing *l, unsigned number)
{
    for (unsigned i = 0; i < LOOKS; i++) {
        struct dice d = {number * 1000000 + i};
        static struct look k;

        k = (struct look){0};
        buf_init(&k.bytes, 1 << 20);
        buf_init(&k.lines, 1 << 20);
        say(l, "talk %u:\n", i);
        hold_talk(l, &d, &k);
        buf_free(&k.bytes);
        buf_free(&k.lines);
    }
}
