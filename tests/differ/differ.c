/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * differ FIRST NUMBER [DIRECTORY]: breeds a chain from each seed and asks lib/path and other
 * validators about it.
 *
 * Two kinds of disagreement count: what we accept and one of them refuses ("over"), and what we
 * refuse and all of them accept ("under").  They are sorted by who says what; each sort is either
 * a row of explained.def or a fault.  With DIRECTORY, the certificates of seed FIRST are written
 * there, and what everybody says of them is printed.  DIFFER_SORT: the seeds of this sort, too.
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "lib/asn1/pem.h"
#include "lib/base/buf.h"
#include "lib/x509/cert.h"
#include "tests/differ/peers.h"

static const struct peer *const peers[] = {&peer_openssl, &peer_go, &peer_gnutls};

enum { PEERS = sizeof peers / sizeof peers[0], SORTS = 4096 };

static const char *const profiles[] = {"webpki", "rfc5280"};

/* One sort of disagreement, and the first seed that shows it. */
struct sort {
    char what[256];
    uint64_t first;
    unsigned long num;
};

static struct {
    struct sort sorts[SORTS];
    size_t num_sorts;
    unsigned long chains, accepted;
} tally;

static const struct explained {
    const char *what, *why;
} explained[] = {
#define OVER(peer, says, why) {"over " peer ": " says, why},
#define UNDER(rule, why)      {"under " rule, why},
#include "tests/differ/explained.def"
#undef OVER
#undef UNDER
    {NULL, NULL},
};

/* A row with a trait is for chains alone that have it; one without is for all. */
static bool explains(const struct explained *e, const char *what)
{
    const char *trait = strstr(e->what, " (");
    size_t n = trait == NULL ? strlen(e->what) : (size_t)(trait - e->what);

    return strncmp(e->what, what, n) == 0 && (what[n] == 0 || strncmp(what + n, " (", 2) == 0) &&
           (trait == NULL || strstr(what + n, trait) != NULL);
}

static const char *explanation(const char *what)
{
    for (const struct explained *e = explained; e->what != NULL; e++) {
        if (explains(e, what))
            return e->why;
    }
    return NULL;
}

static void count(const char *what, uint64_t seed)
{
    const char *wanted = getenv("DIFFER_SORT");

    if (wanted != NULL && strcmp(wanted, what) == 0)
        printf("%llu\n", (unsigned long long)seed);
    for (size_t i = 0; i < tally.num_sorts; i++) {
        if (strcmp(tally.sorts[i].what, what) == 0) {
            tally.sorts[i].num++;
            return;
        }
    }
    if (tally.num_sorts == SORTS)
        peer_die("sorts", "more than there is room for");
    struct sort *s = &tally.sorts[tally.num_sorts++];
    *s = (struct sort){.first = seed, .num = 1};
    snprintf(s->what, sizeof s->what, "%s", what);
}

static enum profile profile_for(uint64_t seed)
{
    return seed % 2 == 0 ? PROFILE_WEBPKI : PROFILE_RFC5280;
}

/* Whether a peer was asked the same as we were. */
static bool comparable(const struct peer *p, const struct brood *b)
{
    return b->crl.n == 0 || p->revocation;
}

/* The certificates of a chain that we can read. */
struct family {
    struct cert certs[BROOD_HELPERS + 2];
    size_t num;
};

static void read_family(struct family *f, const struct brood *b)
{
    f->num = 0;
    for (size_t i = 0; i < b->num_helpers + 2; i++) {
        struct fail fail = {0};
        struct span der = i == 0 ? b->anchor : i == 1 ? b->leaf : b->helpers[i - 2];

        f->num += cert_parse(&f->certs[f->num], der, &fail) == ERR_OK;
    }
}

/* No certificate has the issuer's name to the byte: only comparing names is at stake. */
static bool names_differ(const struct family *f)
{
    for (size_t i = 0; i < f->num; i++) {
        size_t n = 0;

        while (n < f->num && !span_eq(f->certs[i].issuer, f->certs[n].subject))
            n++;
        if (n == f->num)
            return true;
    }
    return false;
}

/* An authorityKeyIdentifier names another certificate than the one whose key it is, or no key. */
static bool ids_differ(const struct family *f)
{
    for (size_t i = 0; i < f->num; i++) {
        const struct aki *aki = &f->certs[i].aki;

        if (aki->issuer.n > 0 || (f->certs[i].ext[EXT_AKI].present && aki->key_id.n == 0))
            return true;
        for (size_t n = 0; n < f->num; n++) {
            const struct cert *c = &f->certs[i], *up = &f->certs[n];

            if (!span_eq(c->issuer, up->subject))
                continue;
            if ((c->aki.key_id.n > 0 && up->ext[EXT_SKI].present &&
                 !span_eq(c->aki.key_id, up->key_id)) ||
                (c->aki.serial.n > 0 && !span_eq(c->aki.serial, up->serial)))
                return true;
        }
    }
    return false;
}

/* A certificate of the chain has a fault of form, which is a warning for us. */
static bool is_odd(const struct family *f)
{
    bool odd = false;

    for (size_t i = 0; i < f->num; i++) {
        odd = odd || f->certs[i].num_defects > 0;
        for (size_t id = 0; id < EXT_COUNT; id++)
            odd = odd || f->certs[i].ext[id].err != ERR_OK;
    }
    return odd;
}

static bool holds(const struct family *f, struct span bytes)
{
    for (size_t i = 0; i < f->num; i++) {
        struct span der = f->certs[i].der;

        for (; der.n >= bytes.n; der = span_tail(der, 1)) {
            if (span_starts(der, bytes))
                return true;
        }
    }
    return false;
}

/* An attribute of X.520 (2.5.4) that holds an INTEGER, in a name or a constraint. */
static bool holds_number(const struct family *f)
{
    for (size_t i = 0; i < f->num; i++) {
        struct span der = f->certs[i].der;

        for (size_t at = 0; at + 4 < der.n; at++) {
            const uint8_t *p = der.p + at;
            size_t value = 2 + (size_t)p[1];
            if (p[0] == DER_OID && p[2] == 0x55 && p[3] == 0x04 && at + value < der.n &&
                p[value] == DER_INTEGER)
                return true;
        }
    }
    return false;
}

/* What is particular about a chain, so that its sort does not hide others. */
static void put_traits(char *out, size_t size, const struct brood *b)
{
    struct family f;

    read_family(&f, b);
    const struct {
        bool holds;
        const char *text;
    } traits[] = {
        {b->decoys, " (several of one name)"},
        {is_odd(&f), " (a fault of form)"},
        {b->host[strlen(b->host) - 1] == '.', " (the host ends in a dot)"},
        {names_differ(&f), " (names written in several ways)"},
        {ids_differ(&f), " (key identifiers differ)"},
        /* RFC 5321 4.1.2, in a name or a constraint. */
        {holds(&f, SPAN_LIT("\"@")), " (a quoted local part)"},
        {holds(&f, SPAN_LIT("\x30\x02\x81\0")), " (an e-mail constraint of no host)"},
        {holds_number(&f), " (an attribute that holds an INTEGER)"},
        {holds(&f, SPAN_LIT("\xa0\x02\x02\0")), " (an otherName of an empty INTEGER)"},
        {holds(&f, SPAN_LIT("\x30\x02\x86\0")), " (a URI constraint of no host)"},
    };

    for (size_t i = 0; i < sizeof traits / sizeof traits[0]; i++) {
        size_t n = strlen(out);
        if (traits[i].holds)
            snprintf(out + n, size - n, "%s", traits[i].text);
    }
}

/* What we accept and a peer refuses; it may have several faults to name. */
static void count_over(uint64_t seed, const struct peer *p, const char *why, const struct brood *b)
{
    char what[256];

    for (size_t n; *why != 0; why += n + (why[n] != 0 ? 2 : 0)) {
        const char *end = strstr(why, ", ");

        n = end == NULL ? strlen(why) : (size_t)(end - why);
        snprintf(what, sizeof what, "over %s: %.*s", p->name, (int)n, why);
        put_traits(what, sizeof what, b);
        count(what, seed);
    }
}

/* What we accept everybody is asked about; what we refuse counts only where nobody does. */
static void compare(uint64_t seed, const struct brood *b, const struct answer *ours)
{
    struct answer theirs;
    char what[256];

    for (size_t i = 0; i < PEERS; i++) {
        if (!comparable(peers[i], b))
            continue;
        peers[i]->judge(&theirs, b);
        if (!theirs.ok && !ours->ok)
            return;
        if (!theirs.ok && (peers[i]->searches || !b->decoys))
            count_over(seed, peers[i], theirs.why, b);
    }
    if (!ours->ok) {
        snprintf(what, sizeof what, "under %s (%s)", ours->why, profiles[profile_for(seed)]);
        count(what, seed);
    }
}

static void run(uint64_t seed)
{
    struct answer ours;
    struct arena arena;
    struct brood b;

    arena_init(&arena, 16 << 20);
    breed(&b, &arena, seed);
    ours_judge(&ours, &b, profile_for(seed));
    compare(seed, &b, &ours);
    tally.chains++;
    tally.accepted += ours.ok;
    arena_free(&arena);
}

static void write_pem(const char *directory, const char *name, const char *label,
                      const struct span *der, size_t num)
{
    char path[512];
    struct buf b;

    buf_init(&b, 1 << 20);
    for (size_t i = 0; i < num; i++)
        pem_encode(&b, label, der[i]);
    snprintf(path, sizeof path, "%s/%s", directory, name);
    FILE *f = fopen(path, "w");
    if (f == NULL || fwrite(b.p, 1, b.n, f) != b.n || fclose(f) != 0)
        peer_die(path, "not written");
    buf_free(&b);
}

static void show(uint64_t seed, const char *directory)
{
    struct answer a;
    struct arena arena;
    struct brood b;

    arena_init(&arena, 16 << 20);
    breed(&b, &arena, seed);
    printf("host %s;", b.host);
    for (size_t i = 0; i < b.num_changes; i++)
        printf(" %s", b.changes[i]);
    printf("%s\n", b.decoys ? "; with a decoy" : "");
    write_pem(directory, "leaf.pem", "CERTIFICATE", &b.leaf, 1);
    write_pem(directory, "helpers.pem", "CERTIFICATE", b.helpers, b.num_helpers);
    write_pem(directory, "root.pem", "CERTIFICATE", &b.anchor, 1);
    if (b.crl.n > 0)
        write_pem(directory, "crl.pem", "X509 CRL", &b.crl, 1);
    for (size_t p = 0; p < sizeof profiles / sizeof profiles[0]; p++) {
        ours_judge(&a, &b, (enum profile)p);
        printf("%-10s %s\n", profiles[p], a.why);
    }
    for (size_t i = 0; i < PEERS; i++) {
        peers[i]->judge(&a, &b);
        printf("%-10s %s\n", peers[i]->name, a.ok ? "ok" : a.why);
    }
    arena_free(&arena);
}

static int by_number(const void *a, const void *b)
{
    const struct sort *x = a, *y = b;

    return (x->num < y->num) - (x->num > y->num);
}

/* The table, and how many sorts nobody has explained. */
static size_t report(void)
{
    size_t unexplained = 0;

    qsort(tally.sorts, tally.num_sorts, sizeof tally.sorts[0], by_number);
    for (size_t i = 0; i < tally.num_sorts; i++) {
        const struct sort *s = &tally.sorts[i];
        const char *why = explanation(s->what);

        unexplained += why == NULL;
        printf("%8lu  %s\n          %s (first seed %llu, %s)\n", s->num, s->what,
               why == NULL ? "NOT EXPLAINED" : why, (unsigned long long)s->first,
               profiles[profile_for(s->first)]);
    }
    return unexplained;
}

int main(int argc, char **argv)
{
    struct timespec start, end;

    if (argc != 3 && argc != 4) {
        fprintf(stderr, "usage: differ FIRST NUMBER [DIRECTORY]\n");
        return 2;
    }
    uint64_t first = strtoull(argv[1], NULL, 10), num = strtoull(argv[2], NULL, 10);
    breed_open();
    for (size_t i = 0; i < PEERS; i++)
        peers[i]->open();
    clock_gettime(CLOCK_MONOTONIC, &start);
    for (uint64_t n = 0; argc == 3 && n < num; n++)
        run(first + n);
    if (argc == 4)
        show(first, argv[3]);
    clock_gettime(CLOCK_MONOTONIC, &end);
    size_t bad = report();
    for (size_t i = 0; i < PEERS; i++)
        peers[i]->close();
    double took = (double)(end.tv_sec - start.tv_sec) + (double)(end.tv_nsec - start.tv_nsec) / 1e9;
    printf(
        "%lu chains, %lu accepted, %zu sorts of disagreement, %zu not explained; %.0f a second\n",
        tally.chains, tally.accepted, tally.num_sorts, bad, (double)tally.chains / took);
    return bad == 0 ? 0 : 1;
}
