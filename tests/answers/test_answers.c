/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_answers [check KIND... | list GROUP | update]: see answers.h. */
#include "config.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/answers/answers.h"
#include "tests/differ/breed.h"

enum { MOST = 96 };

static struct answer_group groups[MOST];
static size_t num_groups;

static void add(const char *kind, void (*make)(struct listing *l, unsigned number), unsigned number,
                const char *what)
{
    char *name = malloc(80);

    if (name == NULL || num_groups == MOST)
        abort();
    snprintf(name, 80, "%s-%02u-%s", kind, number, what);
    for (char *c = name; *c != 0; c++) {
        if (*c == ' ')
            *c = '-';
    }
    groups[num_groups++] = (struct answer_group){name, make, number};
}

static void add_all(void)
{
    static const char *const bent[] = {"leaf",      "ca",          "crl",          "csr",
                                       "pkcs7",     "pem",         "private-key",  "public-key",
                                       "algorithm", "chain-of-ca", "chain-of-leaf"};

    for (unsigned i = 0; i < num_changes; i++)
        add("chain", answer_chains, i, changes[i].name);
    for (unsigned i = 0; i < 4; i++)
        add("crls", answer_crls, i, "world");
    for (unsigned i = 0; i < sizeof bent / sizeof bent[0]; i++)
        add("bent", answer_bent, i, bent[i]);
    for (unsigned i = 0; i < 2; i++)
        add("texts", answer_texts, i, "changed");
    for (unsigned i = 0; i < 2; i++)
        add("files", answer_files, i, "mixed");
    for (unsigned i = 0; i < 4; i++)
        add("talks", answer_talks, i, "struck");
    for (unsigned i = 0; i < 4; i++)
        add("looks", answer_looks, i, "on");
    for (unsigned i = 0; i < 4; i++)
        add("packets", answer_packets, i, i % 2 == 1 ? "bent" : "whole");
}

static uint64_t digest_of_group(const struct answer_group *g, bool shown)
{
    struct listing l = {.shown = shown, .digest = UINT64_C(0xcbf29ce484222325)};

    g->make(&l, g->number);
    return l.digest;
}

/* What the table has for this group; 0 where it has nothing. */
static uint64_t expected(FILE *table, const char *name)
{
    char line[160], found[80];
    uint64_t digest;

    rewind(table);
    while (fgets(line, sizeof line, table) != NULL) {
        if (sscanf(line, "%79s %" SCNx64, found, &digest) == 2 && strcmp(found, name) == 0)
            return digest;
    }
    return 0;
}

/* Is it of one of these kinds?  No kinds: of any. */
static bool is_of(const char *name, char *const *kinds)
{
    size_t n = strcspn(name, "-");
    bool any = *kinds == NULL;

    for (; *kinds != NULL && !any; kinds++)
        any = strncmp(*kinds, name, n) == 0 && (*kinds)[n] == 0;
    return any;
}

/* Where kinds are named the first difference is enough. */
static int compare(char *const *kinds)
{
    char path[4096];
    int bad = 0;
    const char *top = getenv("top_srcdir");

    snprintf(path, sizeof path, "%s/tests/answers/answers.txt", top == NULL ? "." : top);
    FILE *table = fopen(path, "r");
    if (table == NULL) {
        perror(path);
        return 99;
    }
    for (size_t i = 0; i < num_groups && (bad == 0 || *kinds == NULL); i++) {
        if (!is_of(groups[i].name, kinds))
            continue;
        if (digest_of_group(&groups[i], false) == expected(table, groups[i].name))
            continue;
        printf("other answers in %s: list it before and after the change\n", groups[i].name);
        bad = 1;
    }
    fclose(table);
    return bad;
}

int main(int argc, char **argv)
{
    answers_open();
    add_all();
    if (argc == 1 || strcmp(argv[1], "check") == 0)
        return compare(argv + (argc == 1 ? 1 : 2));
    for (size_t i = 0; i < num_groups; i++) {
        if (argc == 3 && strcmp(groups[i].name, argv[2]) == 0)
            digest_of_group(&groups[i], true);
        else if (argc == 2)
            printf("%s %016" PRIx64 "\n", groups[i].name, digest_of_group(&groups[i], false));
    }
    return 0;
}
