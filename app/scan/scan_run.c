/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `fill` begins scans while there are places, and is called again when a scan has ended, or when
 * the source has more targets. */
#include "config.h"

#include "app/scan/scan_run.h"

#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include "app/batch/batch_progress.h"
#include "app/batch/batch_resume.h"
#include "app/batch/stop.h"
#include "app/file_error.h"
#include "lib/base/mem.h"

/* What is needed to compare ids, and to say what is wrong with a target. */
enum { ID_MEMORY = 64 * 1024, WHY_MAX = 4096, DIGITS_MAX = 24, REDRAW_US = 200000 };

struct turning;

/* A target that is being scanned: the addresses of its name, or the only host. */
struct scan_job {
    struct turning *all;
    struct scan_job *next, **at; /* among those that run */
    struct net_lookup *lookup;   /* of the addresses, or NULL */
    struct host_scan *hosts;
    size_t num, begun; /* hosts; those before the last one that was begun have ended */
    char (*addresses)[NET_ADDRESS_TEXT];
    uint64_t line;
    struct span id;
    size_t room; /* bytes in `strings` */
    char strings[];
};

/* A run while the loop turns. */
struct turning {
    struct scan_run *run;
    struct target_source source;
    struct net_watch *stop;
    struct net_alarm *redraw; /* of the progress */
    struct batch_progress progress;
    struct scan_job *jobs;
    unsigned num_jobs;
    bool is_filling, is_ended, is_stopped;
    bool is_shared;     /* results go to the terminal with the progress */
    enum err err;       /* what ended it early */
    struct arena arena; /* for one target */
};

static void fill(struct turning *all);

/* --- results ------------------------------------------------------------------------------- */

static void end_early(struct turning *all, enum err err)
{
    if (all->err == ERR_OK)
        all->err = err;
    all->is_ended = true;
    net_stop(all->run->plan.loop);
}

/* Hands out the results of a target: scans without an id are repeated by a later run. */
static void give(struct turning *all, const struct scan_result *of, size_t num)
{
    struct scan_run *run = all->run;
    enum reason reasons[NET_ADDRESSES_MAX];
    struct scan_result result = *of;

    result.reasons = reasons;
    result.num = num;
    for (size_t i = 0; i < num; i++) {
        reasons[i] = result.facts[i]->reason;
        run->connections += result.facts[i]->connections;
    }
    if (all->is_shared)
        batch_progress_clear(&all->progress);
    bool is_written = run->result(run->ctx, &result);
    for (size_t i = 0; i < num; i++)
        run->tally.results[reasons[i]]++;
    run->tally.no_id += result.id.n == 0 ? num : 0;
    batch_progress_tick(&all->progress, 1, &run->tally);
    if (!is_written)
        end_early(all, ERR_WRITE);
}

/* A line or file without targets.  What is wrong with a line is never called the user's command
 * line. */
static void give_bad(struct turning *all, const struct scan_target *target)
{
    enum reason reason = target->is_file ? file_error_reason(target->err) : err_reason(target->err);
    struct scan_facts facts = {.input = target->text, .trouble = SCAN_UNREACHED};
    const struct scan_facts *const one = &facts;
    const struct scan_result result = {.line = target->line, .facts = &one};
    struct buf why;

    for (size_t i = 0; i < SCAN_VERSIONS; i++)
        facts.versions[i].version = scan_version_numbers[i];
    buf_init(&why, WHY_MAX);
    batch_progress_clear(&all->progress);
    if (target->is_file)
        (void)file_error_say(all->run->out, target->path, target->err, target->sys_errno);
    if (target->is_file)
        (void)file_error_put(&why, target->path, target->err, target->sys_errno);
    else
        buf_str(&why, err_text(target->err));
    facts.reason = reason == REASON_USAGE ? REASON_UNDECODABLE : reason;
    facts.message = buf_span(&why);
    give(all, &result, 1);
    buf_free(&why);
}

static void free_job(struct scan_job *job)
{
    *job->at = job->next;
    if (job->next != NULL)
        job->next->at = job->at;
    job->all->num_jobs--;
    if (job->lookup != NULL)
        net_lookup_drop(job->lookup);
    for (size_t i = 0; i < job->begun; i++)
        host_scan_free(&job->hosts[i]);
    mem_free(job->hosts, job->num * sizeof *job->hosts);
    mem_free(job->addresses, job->num * sizeof *job->addresses);
    mem_free(job, sizeof *job + job->room);
}

/* All hosts of a target have ended, or one was stopped. */
static void finish(struct scan_job *job)
{
    struct turning *all = job->all;
    const struct scan_facts *facts[NET_ADDRESSES_MAX];
    struct scan_result result = {.id = job->id, .line = job->line, .facts = facts};
    size_t num = job->begun > 0 ? job->begun : 1;

    for (size_t i = 0; i < num; i++)
        facts[i] = &job->hosts[i].facts;
    if (job->hosts[num - 1].facts.trouble == SCAN_STOPPED)
        result.id = (struct span){0};
    give(all, &result, num);
    free_job(job);
    fill(all);
}

static enum err begin_host(struct scan_job *job)
{
    return host_scan_start(&job->hosts[job->begun++]);
}

static void on_done(void *ctx, struct host_scan *host)
{
    struct scan_job *job = ctx;
    bool is_stopped = host->facts.trouble == SCAN_STOPPED;

    if (is_stopped)
        host->facts.reason = REASON_INCOMPLETE;
    if (is_stopped || job->begun == job->num) {
        finish(job);
        return;
    }
    enum err e = begin_host(job);
    if (e != ERR_OK)
        end_early(job->all, e);
}

static void on_learnt(void *ctx, struct host_scan *host)
{
    const struct scan_run *run = ((const struct scan_job *)ctx)->all->run;

    run->grown(run->ctx, &host->facts);
}

/* --- targets ------------------------------------------------------------------------------- */

/* Appends a string to those of a job. */
static struct span keep(struct scan_job *job, size_t *used, struct span text)
{
    char *at = job->strings + *used;

    if (text.n > 0)
        memcpy(at, text.p, text.n);
    at[text.n] = '\0';
    *used += text.n + 1;
    return span_of(at, text.n);
}

/* A host for each address that was found; all of them are like the first, which has none. */
static enum err take_addresses(struct scan_job *job, const struct net_addresses *found)
{
    struct host_scan *hosts = mem_new(found->n * sizeof *hosts);
    char(*addresses)[NET_ADDRESS_TEXT] = mem_new(found->n * sizeof *addresses);

    if (hosts == NULL || addresses == NULL) {
        mem_free(hosts, found->n * sizeof *hosts);
        mem_free(addresses, found->n * sizeof *addresses);
        return ERR_MEMORY;
    }
    memcpy(addresses, found->at, found->n * sizeof *addresses);
    for (size_t i = 0; i < found->n; i++) {
        hosts[i] = job->hosts[0];
        hosts[i].request.connect_host = addresses[i];
    }
    mem_free(job->hosts, job->num * sizeof *job->hosts);
    job->hosts = hosts;
    job->addresses = addresses;
    job->num = found->n;
    return ERR_OK;
}

/* If there are no addresses, the scan of the name says why. */
static void on_found(void *ctx, const struct net_addresses *found)
{
    struct scan_job *job = ctx;

    job->lookup = NULL;
    enum err e = found->n > 0 ? take_addresses(job, found) : ERR_OK;
    if (e == ERR_OK)
        e = begin_host(job);
    if (e != ERR_OK)
        end_early(job->all, e);
}

static void fill_host(struct scan_job *job, const struct scan_target *target, struct span id)
{
    struct host_scan *host = job->hosts;
    const struct scan_run *run = job->all->run;
    size_t used = 0;

    host->plan = &run->plan;
    host->request = connect_setup_request(run->targets.setup, &target->server);
    host->facts.input = keep(job, &used, target->text);
    host->facts.host = keep(job, &used, span_str(target->server.name));
    host->facts.port = target->server.port;
    for (size_t i = 0; i < SCAN_VERSIONS; i++)
        host->facts.versions[i].version = scan_version_numbers[i];
    host->request.host = (const char *)host->facts.host.p;
    host->request.timeout_us = run->plan.timeout_us; /* of a lookup */
    host->name = (const char *)keep(job, &used, span_str(target->server.host.text)).p;
    if (target->server.host.kind == HOST_DNS)
        host->server_name = host->facts.host;
    host->done = on_done;
    host->learnt = run->grown == NULL ? NULL : on_learnt;
    host->ctx = job;
    job->id = keep(job, &used, id);
}

/* Begins the scan of a target.  Only a direct connection knows the addresses of a name. */
static enum err begin(struct turning *all, const struct scan_target *target, struct span id)
{
    size_t room =
        target->text.n + strlen(target->server.name) + strlen(target->server.host.text) + id.n + 4;
    struct scan_job *job = mem_new(sizeof *job + room);

    if (job == NULL)
        return ERR_MEMORY;
    *job = (struct scan_job){
        .all = all, .at = &all->jobs, .next = all->jobs, .line = target->line, .room = room};
    if (job->next != NULL)
        job->next->at = &job->next;
    all->jobs = job;
    all->num_jobs++;
    job->hosts = MEM_NEW(struct host_scan);
    if (job->hosts == NULL)
        return ERR_MEMORY;
    job->num = 1;
    fill_host(job, target, id);
    const struct net_request *request = &job->hosts->request;
    if (!all->run->all_addresses || request->proxy != NULL || request->connect_host != NULL)
        return begin_host(job);
    return net_lookup(&job->lookup, all->run->plan.loop, request, on_found, job);
}

/* The shard of a line without an id is that of the number of the line. */
static enum err is_of_shard(bool *out, struct turning *all, struct span id, uint64_t line)
{
    const struct shard *shard = &all->run->shard;
    char digits[DIGITS_MAX];
    unsigned own = shard->number;

    if (id.n == 0)
        id = span_of(digits, (size_t)snprintf(digits, sizeof digits, "%" PRIu64, line));
    if (shard->of > 1)
        TRY(line_id_shard(&own, id, shard->of, &all->arena));
    *out = own == shard->number;
    all->run->tally.other_shard += !*out;
    return ERR_OK;
}

/* *out says whether this run or an earlier one has scanned the target. */
static enum err is_done(bool *out, struct turning *all, struct span id)
{
    struct scan_run *run = all->run;
    uint8_t digest[LINE_ID_DIGEST];
    bool is_new;

    TRY(line_id_digest(digest, id, &all->arena));
    *out = digest_set_has(&run->done.ids, digest);
    run->tally.done_before += *out;
    if (*out)
        return ERR_OK;
    TRY(digest_set_add(&run->seen, digest, &is_new));
    *out = !is_new;
    run->repeated += !is_new;
    return ERR_OK;
}

/* Takes one target: scans it, answers a bad one, or leaves it out. */
static enum err take(struct turning *all, const struct scan_target *target)
{
    char id[sizeof target->server.label + 2];
    bool is_ours, is_left_out;
    struct span text = {0};

    if (target->err == ERR_OK)
        text = span_of(id, (size_t)snprintf(id, sizeof id, "\"%s\"", target->server.label));
    TRY(is_of_shard(&is_ours, all, text, target->line));
    if (!is_ours) {
        all->progress.done_n++;
        return ERR_OK;
    }
    if (target->err != ERR_OK) {
        give_bad(all, target);
        return ERR_OK;
    }
    TRY(is_done(&is_left_out, all, text));
    all->progress.done_n += is_left_out;
    return is_left_out ? ERR_OK : begin(all, target, text);
}

/* Bad targets end here at once, so `fill` would call itself without bound if each of them did. */
static void fill(struct turning *all)
{
    struct scan_target target;
    enum target_state state = TARGET_NEXT;

    if (all->is_filling)
        return;
    all->is_filling = true;
    while (!all->is_ended && !all->is_stopped && state == TARGET_NEXT && stop_signal() == 0 &&
           all->num_jobs < all->run->jobs) {
        state = target_source_next(&all->source, &target);
        enum err e = state == TARGET_NEXT ? take(all, &target) : ERR_OK;
        arena_reset(&all->arena);
        if (e != ERR_OK)
            end_early(all, e);
    }
    all->is_filling = false;
    all->is_ended |= state == TARGET_END;
    if ((all->is_ended || all->is_stopped) && all->num_jobs == 0)
        net_stop(all->run->plan.loop);
}

static void on_ready(void *ctx)
{
    fill(ctx);
}

/* With those of scans that have not ended yet. */
static uint64_t connections_so_far(const struct turning *all)
{
    uint64_t sum = all->run->connections;

    for (const struct scan_job *job = all->jobs; job != NULL; job = job->next) {
        for (size_t i = 0; i < job->begun; i++)
            sum += job->hosts[i].facts.connections;
    }
    return sum;
}

/* The line of progress lives on while nothing ends. */
static void on_redraw(void *ctx)
{
    struct turning *all = ctx;

    all->progress.connections = connections_so_far(all);
    batch_progress_tick(&all->progress, 0, &all->run->tally);
    net_alarm_set(all->redraw, REDRAW_US);
}

/* A scan takes seconds, so that results on a terminal are not progress enough. */
static enum err begin_progress(struct turning *all)
{
    enum { NOT_A_TERMINAL = -1 };
    struct scan_run *run = all->run;

    all->is_shared = isatty(run->results_fd) == 1;
    batch_progress_init_of(&all->progress, NOT_A_TERMINAL, 0);
    if (!all->progress.is_wanted || run->grown != NULL) {
        all->progress.is_wanted = false;
        return ERR_OK;
    }
    all->progress.input_n = target_list_count(&run->targets);
    TRY(net_alarm_new(&all->redraw, run->plan.loop, on_redraw, all));
    net_alarm_quiet(all->redraw);
    net_alarm_set(all->redraw, REDRAW_US);
    return ERR_OK;
}

/* --- the run ------------------------------------------------------------------------------- */

/* A target whose addresses are being looked up ends at once, another one soon. */
static void stop_job(struct scan_job *job)
{
    struct scan_facts *facts = &job->hosts[0].facts;

    if (job->begun > 0) {
        host_scan_stop(&job->hosts[job->begun - 1]);
        return;
    }
    facts->trouble = SCAN_STOPPED;
    facts->reason = REASON_INCOMPLETE;
    finish(job);
}

/* A signal: what is being scanned ends now, with what was found out. */
static void on_signal(void *ctx)
{
    struct turning *all = ctx;

    net_watch_end(all->stop);
    all->stop = NULL;
    all->is_stopped = true;
    target_source_close(&all->source);
    for (struct scan_job *next, *job = all->jobs; job != NULL; job = next) {
        next = job->next;
        stop_job(job);
    }
    fill(all);
}

static enum err turn(struct turning *all)
{
    struct net_loop *loop = all->run->plan.loop;

    TRY(net_watch_new(&all->stop, loop, stop_fd(), on_signal, all));
    net_watch_quiet(all->stop);
    target_source_init(&all->source, loop, &all->run->targets, on_ready, all);
    all->err = begin_progress(all);
    if (all->err == ERR_OK)
        fill(all);
    enum err e =
        all->err == ERR_OK && !(all->is_ended && all->num_jobs == 0) ? net_run(loop) : ERR_OK;
    while (all->jobs != NULL)
        free_job(all->jobs);
    target_source_close(&all->source);
    net_watch_end(all->stop);
    net_alarm_end(all->redraw);
    batch_progress_clear(&all->progress);
    return all->err != ERR_OK ? all->err : e;
}

static enum err open_and_turn(struct scan_run *run)
{
    const struct batch_resume resume = {.path = run->resume,
                                        .command = "scan",
                                        .run = "scan",
                                        .what = "target",
                                        .out = run->out,
                                        .fd = run->results_fd};
    struct turning all = {.run = run};

    TRY(batch_resume_open(&run->done, &resume));
    run->plan.num_running = &all.num_jobs;
    TRY(net_loop_new(&run->plan.loop));
    arena_init(&all.arena, ID_MEMORY);
    enum err e = pace_new_in(&run->plan.pace, &run->limits, run->plan.loop);

    if (e == ERR_OK && stop_signal() == 0)
        e = turn(&all);
    arena_free(&all.arena);
    pace_free(run->plan.pace);
    net_loop_free(run->plan.loop);
    if (e == ERR_OK && run->signal == 0)
        batch_resume_end(&run->done, run->tally.no_id, run->out);
    return e;
}

enum err scan_run_all(struct scan_run *run)
{
    uint64_t began_us = net_now_us();

    if (!stop_watch())
        return ERR_MEMORY;
    enum err e = open_and_turn(run);

    run->took_us = net_now_us() - began_us;
    run->signal = stop_signal();
    stop_end();
    return e;
}

void scan_run_free(struct scan_run *run)
{
    done_ids_free(&run->done);
    digest_set_free(&run->seen);
}
