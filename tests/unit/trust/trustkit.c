/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tests/unit/trust/trustkit.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/asn1/pem.h"

struct arena kit_arena;

static char base[64];

static void need(bool good, const char *what)
{
    if (!good) {
        perror(what);
        abort();
    }
}

int kit_set_up(void **state)
{
    (void)state;
    arena_init(&kit_arena, 256 << 20);
    snprintf(base, sizeof base, "/tmp/tlsbox-test.XXXXXX");
    return mkdtemp(base) == NULL ? -1 : 0;
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
    (void)st;
    (void)type;
    return ftw->level == 0 ? 0 : remove(path);
}

void kit_clear(void)
{
    need(nftw(base, remove_one, 16, FTW_DEPTH | FTW_PHYS) == 0, base);
}

int kit_tear_down(void **state)
{
    (void)state;
    kit_clear();
    arena_free(&kit_arena);
    return rmdir(base);
}

const char *kit_path(const char *name)
{
    size_t n = strlen(base) + strlen(name) + 2;
    char *p = fd_alloc(&kit_arena, n);

    snprintf(p, n, "%s/%s", base, name);
    return p;
}

const char *kit_write(const char *name, struct span bytes)
{
    const char *path = kit_path(name);
    FILE *f = fopen(path, "w");

    need(f != NULL, path);
    need(fwrite(bytes.p, 1, bytes.n, f) == bytes.n, path);
    need(fclose(f) == 0, path);
    return path;
}

void kit_link(const char *target, const char *name)
{
    need(symlink(target, kit_path(name)) == 0, name);
}

const char *kit_dir(const char *name)
{
    const char *path = kit_path(name);

    need(mkdir(path, 0700) == 0, path);
    return path;
}

struct span kit_root(const char *name, int serial)
{
    struct fc_spec s = fc_root(&kit_arena);

    s.subject = s.issuer = fc_name(&kit_arena, name);
    s.serial = span_tail(fd_int(&kit_arena, serial), 2);
    return fc_cert(&kit_arena, &s);
}

struct span kit_pem(const char *label, struct span der)
{
    struct buf b;

    buf_init(&b, 1 << 24);
    pem_encode(&b, label, der);
    struct span out = fd_copy(&kit_arena, buf_span(&b));
    buf_free(&b);
    return out;
}

void kit_name(struct kit_name *out, struct span name)
{
    if (name_id_of(&out->id, name) != ERR_OK)
        abort();
    out->name = anchor_name_of(name, &out->id);
}

const struct link *kit_find(const struct anchors *anchors, struct span subject, size_t i)
{
    struct kit_name name;

    kit_name(&name, subject);
    return anchors->find(anchors->store, &name.name, i);
}
