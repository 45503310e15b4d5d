// SPDX-License-Identifier: GPL-3.0-or-later
// nats.js: as much of a client of NATS and JetStream as queue.js needs, over one TCP connection.
//
//     const nats = await connect('nats://127.0.0.1:4222')
//     nats.subscribe(subject, message => …)     message: {subject, reply, status, data}
//     nats.publish(subject, data, {reply, id})  id: Nats-Msg-Id, by which a stream knows duplicates
//     await nats.request(subject, data, {id})   the answer's message
//     await nats.api(name, object)              a request of JetStream's API; throws its errors
//     nats.close()
'use strict'
const net = require('net')
const { randomBytes } = require('crypto')

class Nats {
    constructor(socket) {
        this.socket = socket
        this.left = Buffer.alloc(0)
        this.handlers = new Map()
        this.waiting = new Map()
        this.next = 1
        this.inbox = `_INBOX.${randomBytes(12).toString('hex')}`
        socket.on('data', bytes => this.read(bytes))
    }

    // read splits what has come into control lines and the payloads after them.
    read(bytes) {
        this.left = this.left.length > 0 ? Buffer.concat([this.left, bytes]) : bytes
        for (;;) {
            const end = this.left.indexOf('\r\n')
            if (end < 0)
                return
            const words = this.left.toString('latin1', 0, end).split(' ')
            const has = words[0] === 'MSG' || words[0] === 'HMSG'
            const size = has ? Number(words[words.length - 1]) : 0
            const total = end + 2 + (has ? size + 2 : 0)
            if (this.left.length < total)
                return
            const payload = this.left.subarray(end + 2, end + 2 + size)
            this.left = this.left.subarray(total)
            this.take(words, payload)
        }
    }

    take(words, payload) {
        if (words[0] === 'PING')
            this.socket.write('PONG\r\n')
        else if (words[0] === 'INFO')
            this.info?.()
        else if (words[0] === '-ERR')
            this.socket.destroy(new Error(words.join(' ')))
        else if (words[0] === 'MSG' || words[0] === 'HMSG')
            this.deliver(words, payload)
    }

    // MSG SUBJECT SID [REPLY] SIZE; HMSG has the size of its headers before the whole size.
    deliver(words, payload) {
        const headers = words[0] === 'HMSG' ? Number(words[words.length - 2]) : 0
        const fixed = words[0] === 'HMSG' ? 5 : 4
        this.handlers.get(words[2])?.({
            subject: words[1],
            reply: words.length > fixed ? words[3] : null,
            status: headers > 0 ? payload.toString('latin1', 0, headers).split('\r\n')[0] : '',
            data: payload.subarray(headers),
        })
    }

    subscribe(subject, handler) {
        const sid = String(this.next++)
        this.handlers.set(sid, handler)
        this.socket.write(`SUB ${subject} ${sid}\r\n`)
    }

    publish(subject, data, { reply = '', id } = {}) {
        const head = id === undefined ? '' : `NATS/1.0\r\nNats-Msg-Id: ${id}\r\n\r\n`
        const size = Buffer.byteLength(data)
        const sizes = head === '' ? size : `${head.length} ${head.length + size}`
        this.socket.cork()
        this.socket.write(`${head === '' ? 'PUB' : 'HPUB'} ${subject} ${reply} ${sizes}\r\n${head}`)
        this.socket.write(data)
        this.socket.write('\r\n')
        process.nextTick(() => this.socket.uncork())
    }

    request(subject, data = '', options = {}) {
        return new Promise(resolve => {
            const reply = `${this.inbox}.${this.next++}`
            this.waiting.set(reply, resolve)
            this.publish(subject, data, { ...options, reply })
        })
    }

    // close lets the process end.
    close() {
        this.socket.removeAllListeners('close')
        this.socket.end()
    }

    async api(name, object) {
        const answer = await this.request(`$JS.API.${name}`, object ? JSON.stringify(object) : '')
        return checked(answer, name)
    }
}

// checked is the JSON of an answer of JetStream.
function checked(answer, name) {
    if (answer.status.includes(' 503'))
        throw new Error(`${name}: JetStream is not enabled, or has no such stream`)
    const object = JSON.parse(answer.data)
    if (object.error)
        throw new Error(`${name}: ${object.error.description}`)
    return object
}

// connect resolves when the server has taken the connection.  A connection that ends is the end of
// the process: whoever supervises it starts it again.
function connect(url) {
    const { hostname, port, username, password } = new URL(url)
    const socket = net.connect({ host: hostname, port: Number(port || 4222) })
    const nats = new Nats(socket)
    const gone = error => {
        console.error(`${url}: ${error ? error.message : 'the connection is closed'}`)
        process.exit(4)
    }
    socket.setNoDelay(true)
    socket.on('error', gone)
    socket.on('close', () => gone())
    return new Promise(resolve => {
        nats.info = () => {
            nats.info = null
            const login = username ? { user: username, pass: password } : {}
            const how = { verbose: false, headers: true, no_responders: true, lang: 'js', ...login }
            socket.write(`CONNECT ${JSON.stringify(how)}\r\n`)
            nats.subscribe(`${nats.inbox}.*`, message => {
                const waiting = nats.waiting.get(message.subject)
                nats.waiting.delete(message.subject)
                waiting?.(message)
            })
            resolve(nats)
        }
    })
}

module.exports = { connect, checked }
