/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/speed/speed_work.h"

#include "lib/base/hex.h"

enum { LAB_MEMORY = 64 << 20, ANSWER_MAX = 512 };

void speed_lab_init(struct speed_lab *lab, const struct rng *rng, int64_t now)
{
    *lab = (struct speed_lab){.rng = *rng, .now = now};
    arena_init(&lab->arena, LAB_MEMORY);
}

void speed_lab_free(struct speed_lab *lab)
{
    for (size_t i = 0; i < lab->keys.num; i++)
        privkey_free(lab->keys.v[i].key);
    sig_tables_free(lab->tables);
    arena_free(&lab->arena);
    lab->keys.num = 0;
    lab->tables = NULL;
}

enum err speed_lab_key(struct speed_lab *lab, const struct privkey **out, enum key_kind kind,
                       unsigned bits, unsigned number)
{
    struct speed_keys *keys = &lab->keys;
    struct privkey *key = NULL;

    for (size_t i = 0; i < keys->num; i++) {
        if (keys->v[i].kind == kind && keys->v[i].bits == bits && keys->v[i].number == number) {
            *out = keys->v[i].key;
            return ERR_OK;
        }
    }
    if (keys->num == SPEED_KEYS)
        return ERR_LIMIT;
    TRY(privkey_generate(&key, kind, bits, &lab->rng));
    keys->v[keys->num].key = key;
    keys->v[keys->num].kind = kind;
    keys->v[keys->num].bits = bits;
    keys->v[keys->num++].number = number;
    *out = key;
    return ERR_OK;
}

enum err speed_answer(struct span result, const char *known)
{
    struct buf hex;

    buf_init(&hex, ANSWER_MAX);
    hex_encode(&hex, result, 0);
    bool is_right = hex.err == ERR_OK && span_eq(buf_span(&hex), span_str(known));
    buf_free(&hex);
    return is_right ? ERR_OK : ERR_SPEED_ANSWER;
}
