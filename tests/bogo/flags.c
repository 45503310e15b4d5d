/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tests/bogo/flags.h"

#include <stdio.h>
#include <stdlib.h>

#include "lib/base/b64.h"

enum kind { BOOL, INT, U64, STRING, NUMBERS, BASE64, CREDENTIAL };

static const struct row {
    const char *name;
    enum kind kind;
    bool ignored, of_credential;
    size_t offset;
} rows[] = {
#define FLAG(name, kind, field) {name, kind, false, false, offsetof(struct flags, field)},
#define CREDENTIAL_FLAG(name, kind, field) \
    {name, kind, false, true, offsetof(struct credential, field)},
#define SAFELY_IGNORED(name, kind) {name, kind, true, false, 0},
#include "tests/bogo/flags.def"
#undef FLAG
#undef CREDENTIAL_FLAG
#undef SAFELY_IGNORED
};

_Noreturn static void unimplemented(const char *what)
{
    fprintf(stderr, "unimplemented: %s\n", what);
    exit(EXIT_UNIMPLEMENTED);
}

static const struct row *find(const char *name)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (strcmp(rows[i].name, name) == 0)
            return &rows[i];
    }
    unimplemented(name);
}

/* prefix takes "on-resume-" and the like off a name; a set of bits says which sets it is for. */
static const char *prefix(const char *name, unsigned *sets)
{
    static const struct {
        const char *text;
        unsigned sets;
    } prefixes[] = {
        {"on-handshaker-", 0}, /* a second process, which there is not */
        {"on-shim-", 1 << FLAGS_INITIAL | 1 << FLAGS_RESUME | 1 << FLAGS_RETRY},
        {"on-initial-", 1 << FLAGS_INITIAL},
        {"on-resume-", 1 << FLAGS_RESUME},
        {"on-retry-", 1 << FLAGS_RETRY},
    };

    *sets = prefixes[1].sets;
    for (size_t i = 0; i < sizeof prefixes / sizeof prefixes[0]; i++) {
        size_t n = strlen(prefixes[i].text);
        if (strncmp(name, prefixes[i].text, n) == 0) {
            *sets &= prefixes[i].sets;
            name += n;
        }
    }
    return name;
}

/* The bytes live as long as the process. */
static struct span decode(const char *text)
{
    struct buf b;
    struct fail fail = {0};

    buf_init(&b, 1 << 16);
    if (b64_decode(&b, span_str(text), &fail) != ERR_OK)
        unimplemented(text);
    return span_of(b.p == NULL ? (const uint8_t *)"" : b.p, b.n);
}

static void store(struct flags *f, const struct row *row, const char *value)
{
    struct credential *credential = &f->credentials[f->num_credentials];
    char *at = (row->of_credential ? (char *)credential : (char *)f) + row->offset;
    struct numbers *list = (struct numbers *)(void *)at;

    switch (row->kind) {
    case BOOL: *(bool *)(void *)at = true; break;
    case INT: *(int *)(void *)at = atoi(value); break;
    case U64: *(uint64_t *)(void *)at = strtoull(value, NULL, 10); break;
    case STRING: *(const char **)(void *)at = value; break;
    case NUMBERS:
        if (list->num == NAMES_MAX)
            unimplemented(row->name);
        list->v[list->num++] = (uint16_t)atoi(value);
        break;
    case CREDENTIAL:
        if (f->num_credentials == CREDENTIALS_MAX - 1)
            unimplemented(row->name);
        f->num_credentials++;
        break;
    case BASE64: *(struct span *)(void *)at = decode(value); break;
    }
}

void flags_parse(struct flags out[FLAGS_SETS], int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        unsigned sets;
        const char *name = argv[i] + (argv[i][0] == '-');
        const struct row *row = find(prefix(name, &sets));
        const char *value = "";

        if (row->kind != BOOL && row->kind != CREDENTIAL && ++i < argc)
            value = argv[i];
        for (unsigned s = 0; s < FLAGS_SETS && !row->ignored; s++) {
            if ((sets >> s & 1) != 0)
                store(&out[s], row, value);
        }
    }
}
