#!/usr/bin/env node
// SPDX-License-Identifier: GPL-3.0-or-later
// queue.js: chains to be judged in a queue that never stops, NATS JetStream.
//
//     queue.js send NAME <REQUESTS      puts requests into the queue: one line, one message
//     queue.js work [OPTION]...         judges what is in the queue, until it is stopped; any number
//                                       of these, on any number of hosts; OPTION: of tlsbox verify,
//                                       but not --shard or --resume
//     queue.js collect NUMBER >RESULTS  prints results, until there have been NUMBER
//     queue.js status                   how many requests wait, and how many results there are
//
// NATS_URL (nats://127.0.0.1:4222) is the server, TLSBOX (tlsbox) the program.
//
// A request is acknowledged only after its result has been published, and the stream of the results
// has confirmed that.  A worker that ends loses nothing: what it had taken is given to another one
// after ACK_WAIT.  The id of a result is the number of its request in the stream, so a result that
// comes a second time is thrown away.  NAME and the number of the line are the id of a request:
// `send` may be run again after an interruption, within DUPLICATES.
'use strict'
const { spawn } = require('child_process')
const { connect, checked } = require('./nats.js')

const REQUESTS = 'TLSBOX_REQUESTS', RESULTS = 'TLSBOX_RESULTS', WORKERS = 'workers'
const SECOND = 1e9 // JetStream counts in nanoseconds
const ACK_WAIT = Number(process.env.ACK_WAIT || 30) * SECOND
const DUPLICATES = 3600 * SECOND // much more than ACK_WAIT
const BLANK = Buffer.from(' \t\r\n') // bytes that make no request
const AT_ONCE = 256 // messages that a worker has taken, or a sender not confirmed
// Options for which a request may have no result: the next result would acknowledge it.
const UNFIT = ['--shard', '--resume']
const exit = message => { console.error(`queue.js: ${message}`); process.exit(1) }

// lines are those of a stream, as bytes, without their line feeds.
async function* lines(stream) {
    let left = []
    for await (let bytes of stream) {
        for (let end; (end = bytes.indexOf(10)) >= 0; bytes = bytes.subarray(end + 1)) {
            yield Buffer.concat([...left, bytes.subarray(0, end)])
            left = []
        }
        left.push(bytes)
    }
    if (left.some(bytes => bytes.length > 0))
        yield Buffer.concat(left)
}

// Making a stream that is there with the same settings changes nothing.
async function prepare() {
    const nats = await connect(process.env.NATS_URL || 'nats://127.0.0.1:4222')
    for (const [name, subject, retention] of [
        [REQUESTS, 'tlsbox.requests', 'workqueue'], [RESULTS, 'tlsbox.results', 'limits']])
        await nats.api(`STREAM.CREATE.${name}`, {
            name, subjects: [subject], retention, storage: 'file', duplicate_window: DUPLICATES })
    await nats.api(`CONSUMER.DURABLE.CREATE.${REQUESTS}.${WORKERS}`, {
        stream_name: REQUESTS,
        config: { durable_name: WORKERS, ack_policy: 'explicit', ack_wait: ACK_WAIT,
            max_ack_pending: 65536 } })
    return nats
}

async function send(nats, name) {
    const pending = new Set()
    let number = 0, blank = 0
    for await (const line of lines(process.stdin)) {
        const id = `${name}-${++number}`
        if (line.every(byte => BLANK.includes(byte))) {
            blank++
            continue
        }
        const sent = nats.request('tlsbox.requests', line, { id })
            .then(answer => { checked(answer, `line ${id}`); pending.delete(sent) })
            .catch(error => exit(error.message))
        pending.add(sent)
        if (pending.size >= AT_ONCE)
            await Promise.race(pending)
    }
    await Promise.all(pending)
    console.error(`queue.js: ${number - blank} requests are in the queue`)
}

// One child judges all: results come in the order of the requests, so the first request that waits
// is that of the next result.
async function work(nats, options) {
    const child = spawn(process.env.TLSBOX || 'tlsbox', ['verify', '--batch', '--stats', ...options],
        { stdio: ['pipe', 'pipe', 'inherit'] })
    const taken = []
    let wanted = 0
    const inbox = `${nats.inbox}.pull.next`
    const publish = async (line, ack) => {
        fetch()
        // $JS.ACK.STREAM.CONSUMER.DELIVERED.SEQUENCE.…
        const id = `${REQUESTS}-${ack.split('.')[5]}`
        const answer = await nats.request('tlsbox.results', line, { id })
        checked(answer, 'a result')
        nats.publish(ack, '+ACK')
    }
    const fetch = () => {
        if (wanted > 0 || taken.length > AT_ONCE / 2)
            return
        wanted = AT_ONCE
        nats.publish(`$JS.API.CONSUMER.MSG.NEXT.${REQUESTS}.${WORKERS}`,
            JSON.stringify({ batch: AT_ONCE, expires: 5 * SECOND }), { reply: inbox })
    }
    // One message is one line, and has one result.  Line feeds in JSON may as well be returns.  A blank
    // line has no result: it is done.
    const judge = ({ data, reply }) => {
        const line = Buffer.concat([data, Buffer.from('\n')])
        for (let at = -1; (at = line.indexOf(10, at + 1)) < data.length;)
            line[at] = 13
        if (line.every(byte => BLANK.includes(byte)))
            return nats.publish(reply, '+ACK')
        taken.push(reply)
        child.stdin.write(line)
    }
    nats.subscribe(inbox, message => {
        if (message.reply === null) { // "408 Request Timeout" and the like end a request
            wanted = 0
        } else {
            wanted--
            judge(message)
        }
        fetch()
    })
    child.stdin.on('error', () => {}) // the child has ended: its exit code follows
    child.on('close', code => exit(`tlsbox ended with exit code ${code}`))
    fetch()
    for await (const line of lines(child.stdout))
        publish(line, taken.shift()).catch(error => exit(error.message))
}

async function collect(nats, number) {
    const inbox = `${nats.inbox}.collect.next`
    let left = number
    const { name } = await nats.api(`CONSUMER.CREATE.${RESULTS}`, { stream_name: RESULTS,
        config: { ack_policy: 'none', deliver_policy: 'all', max_waiting: 1 } })
    const fetch = () => nats.publish(`$JS.API.CONSUMER.MSG.NEXT.${RESULTS}.${name}`,
        JSON.stringify({ batch: Math.min(left, AT_ONCE), expires: 5 * SECOND }), { reply: inbox })
    let asked = Math.min(left, AT_ONCE)
    return new Promise(resolve => {
        nats.subscribe(inbox, message => {
            if (message.reply !== null) {
                process.stdout.write(`${message.data}\n`)
                left--
                asked--
            } else {
                asked = 0
            }
            if (left === 0)
                return resolve()
            if (asked === 0) {
                asked = Math.min(left, AT_ONCE)
                fetch()
            }
        })
        fetch()
    })
}

async function status(nats) {
    for (const name of [REQUESTS, RESULTS]) {
        const { state } = await nats.api(`STREAM.INFO.${name}`)
        console.log(`${name} ${state.messages}`)
    }
}

// tlsbox takes the beginnings of options, too.
function isUnfit(option) {
    const [name] = option.split('=')
    return name.length > 2 && UNFIT.some(unfit => unfit.startsWith(name))
}

async function main([what, ...rest]) {
    if (!(what === 'send' && rest.length === 1) && what !== 'work' &&
        !(what === 'status' && rest.length === 0) && !(what === 'collect' && Number(rest[0]) > 0)) {
        console.error('usage: queue.js send NAME | work [OPTION]... | collect NUMBER | status')
        process.exit(2)
    }
    const unfit = rest.find(isUnfit)
    if (what === 'work' && unfit) {
        console.error(`queue.js: ${unfit}: not in a queue, where each request needs its result`)
        process.exit(2)
    }
    const nats = await prepare()
    if (what === 'work')
        return work(nats, rest)
    await (what === 'send' ? send(nats, rest[0])
        : what === 'status' ? status(nats) : collect(nats, Number(rest[0])))
    nats.close()
}

main(process.argv.slice(2)).catch(error => exit(error.message))
